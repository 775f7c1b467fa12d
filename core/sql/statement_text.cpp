// SPDX-License-Identifier: PostgreSQL
#include "core/sql/statement_text.h"

#include <pg_query/pg_query.pb-c.h>

#include <vector>

#include "core/sql/libpg_query.h"
#include "core/sql/parse_tree.h"

namespace tend::sql {

Result<std::string> fingerprint(std::string_view sql) {
  // The library fingerprints an empty text and several statements too; neither identifies a query.
  const Result<ParseTree> tree = ParseTree::parse_one(sql);
  if (!tree.ok()) return tree.failure();
  const FingerprintResult result(pg_query_fingerprint(std::string(sql).c_str()));
  if (result->error != nullptr) return syntax_failure(result->error);
  return std::string(result->fingerprint_str);
}

Result<std::string> repair_placeholders(std::string_view sql) {
  const Result<ParseTree> tree = ParseTree::parse_one(sql);
  if (!tree.ok()) return tree.failure();
  const PgQuery__ParseResult& root = tree->root();
  std::vector<uint8_t> packed(pg_query__parse_result__get_packed_size(&root));
  pg_query__parse_result__pack(&root, packed.data());
  const DeparseResult result(pg_query_deparse_protobuf(
      {.len = packed.size(), .data = reinterpret_cast<char*>(packed.data())}));
  if (result->error != nullptr) return syntax_failure(result->error);
  return std::string(result->query);
}

}  // namespace tend::sql
