// SPDX-License-Identifier: PostgreSQL
#include "core/sql/walk.h"

#include <pg_query/pg_query.pb-c.h>

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "core/sql/parse_tree.h"

using tend::sql::message_as;
using tend::sql::ParseTree;

namespace {

// Notes the columns met, and how deep; passes over subqueries if told to.
class ColumnNotes : public tend::sql::TreeVisitor {
 public:
  explicit ColumnNotes(bool into_subqueries) : into_subqueries_(into_subqueries) {}

  bool enter(const ProtobufCMessage& message) override {
    if (const auto* column =
            message_as<PgQuery__ColumnRef>(message, pg_query__column_ref__descriptor)) {
      columns.push_back(column->fields[0]->string->sval);
    }
    if (!into_subqueries_ && message.descriptor == &pg_query__sub_link__descriptor) return false;
    deepest = std::max(deepest, ++depth);
    ++entered;
    return true;
  }
  void leave(const ProtobufCMessage&) override {
    --depth;
    ++left;
  }

  std::vector<std::string> columns;
  int depth = 0, deepest = 0, entered = 0, left = 0;

 private:
  bool into_subqueries_;
};

ColumnNotes walked(const std::string& sql, bool into_subqueries) {
  const auto tree = ParseTree::parse(sql);
  REQUIRE(tree.ok());
  ColumnNotes notes(into_subqueries);
  tend::sql::walk(tree->statement(0).base, notes);
  return notes;
}

}  // namespace

TEST_CASE("a walk meets every node in the order of the tree's fields and leaves what it entered") {
  const ColumnNotes notes =
      walked("select a, f(b) over (partition by c) from t where d in (select e from u)", true);
  REQUIRE(notes.columns == std::vector<std::string>{"a", "b", "c", "d", "e"});
  REQUIRE(notes.depth == 0);
  REQUIRE(notes.entered == notes.left);
  REQUIRE(notes.deepest > 5);
}

TEST_CASE("a walk does not go below a message whose enter says no") {
  const ColumnNotes notes = walked("select a from t where d in (select e from u) and g = 1", false);
  REQUIRE(notes.columns == std::vector<std::string>{"a", "g"});
  REQUIRE(notes.entered == notes.left);
}

TEST_CASE("the alternatives of a Node are numbered from 1 without a gap") {
  const ProtobufCMessageDescriptor& node = pg_query__node__descriptor;
  REQUIRE(node.n_fields > 200);
  for (unsigned i = 0; i < node.n_fields; ++i) CHECK(node.fields[i].id == i + 1);
}
