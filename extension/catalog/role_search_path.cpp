// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/catalog/role_search_path.h"

#include "extension/boundary/guard.h"
#include "extension/boundary/spi.h"

namespace tend::ext {

namespace {

bool only_superusers_create_in(Oid schema) {
  HeapTuple row = SearchSysCache1(NAMESPACEOID, ObjectIdGetDatum(schema));
  if (!HeapTupleIsValid(row)) return false;
  Oid owner = reinterpret_cast<Form_pg_namespace>(GETSTRUCT(row))->nspowner;
  bool null;
  const Datum rights = SysCacheGetAttr(NAMESPACEOID, row, Anum_pg_namespace_nspacl, &null);
  // The owner of schema public is whoever owns the database.
  const auto is_superuser = [](Oid role) {
    return superuser_arg(role == ROLE_PG_DATABASE_OWNER ? tend_database_owner() : role);
  };
  bool trusted = is_superuser(owner);
  if (!null) {
    const Acl* acl = DatumGetAclP(rights);
    const AclItem* items = ACL_DAT(acl);
    for (int i = 0; i < ACL_NUM(acl); i++) {
      if ((ACLITEM_GET_PRIVS(items[i]) & ACL_CREATE) == 0) continue;
      trusted =
          trusted && items[i].ai_grantee != ACL_ID_PUBLIC && is_superuser(items[i].ai_grantee);
    }
  }
  ReleaseSysCache(row);
  return trusted;
}

// The path without the schemas that others could have put something into.
std::string trusted_part(const std::string& path, Oid role) {
  const char* kept = pg_call([&] {
    List* names = NIL;
    StringInfoData text;
    initStringInfo(&text);
    if (!SplitIdentifierString(pstrdup(path.c_str()), ',', &names)) return "";
    const ListCell* cell;
    foreach (cell, names) {
      const char* name = static_cast<const char*>(lfirst(cell));
      if (strcmp(name, "$user") == 0) name = GetUserNameFromId(role, false);
      const Oid schema = get_namespace_oid(name, true);
      if (!OidIsValid(schema) || !only_superusers_create_in(schema)) continue;
      appendStringInfo(&text, "%s%s", text.len ? ", " : "", quote_identifier(name));
    }
    return static_cast<const char*>(text.data);
  });
  return kept;
}

std::string usual_path(Oid role) {
  // pg_file_settings is for superusers only; the reset value of this session stands in for the
  // server's own setting unless it came from the caller's role or database.
  constexpr const char* kQuery =
      "select substr(c, length('search_path=') + 1)"
      "  from pg_db_role_setting s, unnest(s.setconfig) c"
      " where c like 'search\\_path=%'"
      "   and s.setrole in ($1, 0)"
      "   and s.setdatabase in (0, (select oid from pg_database where datname = "
      "current_database()))"
      " order by s.setrole = 0, s.setdatabase = 0 limit 1";
  SqlSession session;
  const Value parameters[] = {Value::oid(role)};
  std::string path = "\"$user\", public";
  if (session.execute(kQuery, parameters) > 0) {
    session.for_each_row([&](const Row& row) { path = row.text(1); });
    return path;
  }
  session.execute(
      "select reset_val from pg_settings"
      " where name = 'search_path' and source not in ('database', 'user', 'database user')");
  session.for_each_row([&](const Row& row) { path = row.text(1); });
  return path;
}

}  // namespace

std::string search_path_of_role(Oid role) {
  const std::string path = usual_path(role);
  return pg_call([&] { return superuser_arg(role); }) ? trusted_part(path, role) : path;
}

}  // namespace tend::ext
