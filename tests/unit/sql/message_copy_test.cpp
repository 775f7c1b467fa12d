// SPDX-License-Identifier: PostgreSQL
#include "core/sql/message_copy.h"

#include <pg_query/pg_query.pb-c.h>

#include <catch2/catch.hpp>
#include <cstdint>
#include <memory>
#include <memory_resource>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "core/sql/libpg_query.h"

namespace {

struct FreeTree {
  void operator()(PgQuery__ParseResult* tree) const {
    pg_query__parse_result__free_unpacked(tree, nullptr);
  }
};
using Tree = std::unique_ptr<PgQuery__ParseResult, FreeTree>;

std::vector<std::uint8_t> packed(const PgQuery__ParseResult& tree) {
  std::vector<std::uint8_t> bytes(pg_query__parse_result__get_packed_size(&tree));
  pg_query__parse_result__pack(&tree, bytes.data());
  return bytes;
}

// The library's own way to a tree: its bytes, unpacked.
Tree parsed(const std::string& sql) {
  const tend::sql::ProtobufParseResult result(pg_query_parse_protobuf(sql.c_str()));
  REQUIRE(result->error == nullptr);
  return Tree(pg_query__parse_result__unpack(
      nullptr, result->parse_tree.len,
      reinterpret_cast<const std::uint8_t*>(result->parse_tree.data)));
}

// All messages that can hang below one of this type.
void collect(const ProtobufCMessageDescriptor& type,
             std::set<const ProtobufCMessageDescriptor*>& types) {
  if (!types.insert(&type).second) return;
  for (const ProtobufCFieldDescriptor& field : std::span(type.fields, type.n_fields)) {
    if (field.type == PROTOBUF_C_TYPE_MESSAGE) {
      collect(*static_cast<const ProtobufCMessageDescriptor*>(field.descriptor), types);
    }
  }
}

}  // namespace

TEST_CASE("a copied tree is the original, and outlives it") {
  const char* const sql = GENERATE(
      "", "select 1", "select '', null, -1.5e10, b'01', x'ff', true, e'a\\nb', '{1,2}'::int[]",
      "with recursive r as (select 1 union all select n + 1 from r) select * from r for update",
      "insert into t (a, b) values (1, default), (2, 'x') on conflict (a) do update set b = $1",
      "create table t (a int primary key check (a > 0), b text[] default array['x']) partition by "
      "range (a); drop table t cascade",
      "select a, rank() over (partition by b order by c desc nulls last) from t left join u using "
      "(d) where e = any ($1) and f is not null group by grouping sets ((a), (b)) limit 3",
      "grant select on all tables in schema s to \"R\"; copy t from stdin with (format csv)");
  std::pmr::monotonic_buffer_resource arena;
  Tree original = parsed(sql);
  const std::vector<std::uint8_t> bytes = packed(*original);
  const auto* copy =
      reinterpret_cast<const PgQuery__ParseResult*>(tend::sql::copy_message(original->base, arena));
  original.reset();
  CHECK(packed(*copy) == bytes);
}

TEST_CASE("no message of the grammar has a field of bytes") {
  std::set<const ProtobufCMessageDescriptor*> types;
  collect(pg_query__parse_result__descriptor, types);
  CHECK(types.size() > 200);
  for (const ProtobufCMessageDescriptor* type : types) {
    for (const ProtobufCFieldDescriptor& field : std::span(type->fields, type->n_fields)) {
      INFO(type->name << "." << field.name);
      CHECK(field.type != PROTOBUF_C_TYPE_BYTES);
    }
  }
}
