// SPDX-License-Identifier: PostgreSQL
// What an index is, as a value: enough to print its DDL, to compare it with others, and to name it.
//
// Texts inside (column names, expressions, predicates) are already quoted and qualified as the
// server prints them; nothing here quotes again or looks anything up.
//
// Tested by tests/unit/index/index_definition_test.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/ids.h"

namespace tend::index {

// A column or an expression that an index can be on and a clause can be about.
struct IndexTerm {
  int column = 0;            // attribute number, > 0; 0 for an expression
  std::string text;          // quoted column name, or the expression in its own parentheses
  std::vector<int> columns;  // every column it reads, ascending; {column} for a plain column

  bool is_expression() const { return column == 0; }
  // Two terms are the same term if the server would print them alike.
  friend bool operator==(const IndexTerm& a, const IndexTerm& b) { return a.text == b.text; }
  friend auto operator<=>(const IndexTerm& a, const IndexTerm& b) { return a.text <=> b.text; }
};

// One key of an index. The server's defaults: ascending, and NULLS FIRST exactly when descending.
struct KeyPart {
  IndexTerm term;
  bool descending = false;
  bool nulls_first = false;
  std::string opclass;    // qualified name, or empty for the type's default
  std::string collation;  // qualified name, or empty for the column's own

  friend bool operator==(const KeyPart&, const KeyPart&) = default;
};

inline constexpr char kBtree[] = "btree";

struct IndexDefinition {
  RelationId relation;
  std::string relation_name;  // schema-qualified and quoted
  std::string method = kBtree;
  std::vector<KeyPart> keys;           // at least one
  std::vector<IndexTerm> include;      // payload columns of a covering index
  std::string predicate;               // of a partial index, without WHERE; empty if total
  std::vector<int> predicate_columns;  // columns the predicate reads, ascending
  bool unique = false;

  friend bool operator==(const IndexDefinition&, const IndexDefinition&) = default;
};

// The contract's kinds; the first that fits wins.
enum class IndexKind { kExpression, kPartial, kCovering, kComposite, kSingle };

IndexKind kind_of(const IndexDefinition& definition);
std::string_view name_of(IndexKind kind);

// The definition without a name or a table, in one spelling: the identity of a recommendation
// together with its relation. Example: "btree (customer_id, placed_at DESC) WHERE (paid IS NULL)".
std::string canonical_text(const IndexDefinition& definition);

enum class BuildMode { kPlain, kConcurrently };

// "CREATE INDEX name ON relation USING ..."; `name` is quoted as it must be, or empty.
std::string create_statement(const IndexDefinition& definition, const std::string& name,
                             BuildMode mode = BuildMode::kPlain);

// Every column whose update makes the index pay: keys, payload and predicate; ascending, no
// repeats.
std::vector<int> columns_of(const IndexDefinition& definition);

// A name in the server's own manner, table_column_..._idx, ASCII, at most 63 bytes; `attempt` > 0
// appends a number for the case that the name is taken.
std::string suggested_name(const IndexDefinition& definition, int attempt);

// True if every scan that `narrow` serves is served by `wide` as well: the same table, method and
// predicate, narrow's keys the leading keys of wide (same order, direction, opclass, collation) and
// narrow's payload among wide's columns. A unique `narrow` is never subsumed: it enforces
// something.
bool subsumes(const IndexDefinition& wide, const IndexDefinition& narrow);

}  // namespace tend::index
