// SPDX-License-Identifier: PostgreSQL
// The second half of access_capture.h: what was captured, as core values with printed terms.
#include "extension/boundary/pg.h"

#include "extension/what_if/access_capture.h"

#include "extension/boundary/guard.h"
#include "extension/what_if/method_capture.h"
#include "extension/what_if/qual_capture.h"
#include "extension/what_if/unserved_capture.h"

namespace tend::ext {

namespace {

// Attribute numbers out of the planner's numbering, which begins below the system columns.
std::vector<int> column_numbers(const Bitmapset* attributes) {
  std::vector<int> columns;
  int member = -1;
  while ((member = bms_next_member(attributes, member)) >= 0) {
    columns.push_back(member + FirstLowInvalidHeapAttributeNumber);
  }
  return columns;
}

class Printer {
 public:
  explicit Printer(Oid table) : table_(table) {
    context_ = pg_call([&] { return deparse_context_for(get_rel_name(table), table); });
  }

  std::string expression(Node* tree) const {
    const char* text = pg_call([&] { return deparse_expression(tree, context_, false, false); });
    return text;
  }

  index::IndexTerm term(const CapturedTerm& term) const {
    if (term.column != 0) {
      const char* name =
          pg_call([&] { return quote_identifier(get_attname(table_, term.column, false)); });
      return {term.column, name, {term.column}};
    }
    return {0, "(" + expression(term.expression) + ")", columns_of(term.expression)};
  }

 private:
  static std::vector<int> columns_of(Node* tree) {
    return column_numbers(pg_call([&] {
      Bitmapset* found = NULL;
      pull_varattnos(tree, 1, &found);
      return found;
    }));
  }

  Oid table_;
  List* context_;
};

std::vector<index::Qual> quals_from(const List* captured, const Printer& print) {
  std::vector<index::Qual> quals;
  const ListCell* cell;
  foreach (cell, captured) {
    const CapturedQual* qual = static_cast<const CapturedQual*>(lfirst(cell));
    quals.push_back({print.term(qual->term), qual->comparison, qual->operand,
                     std::clamp(qual->selectivity, 0.0, 1.0), qual->distinct_values,
                     qual->opclass ? qual->opclass : std::string(),
                     qual->predicate ? print.expression(qual->predicate) : std::string()});
  }
  return quals;
}

index::RelationAccess access_from(const CapturedAccess* captured) {
  const Printer print(captured->table);
  index::RelationAccess access;
  access.relation = RelationId{captured->table};
  access.quals = quals_from(captured->quals, print);
  const ListCell* cell;
  foreach (cell, captured->or_arms) {
    access.or_arms.push_back(quals_from(static_cast<const List*>(lfirst(cell)), print));
  }
  foreach (cell, captured->order) {
    const CapturedSortKey* key = static_cast<const CapturedSortKey*>(lfirst(cell));
    access.order.push_back({print.term(key->term), key->descending, key->nulls_first});
  }
  foreach (cell, captured->grouping) {
    access.grouping.push_back(print.term(*static_cast<const CapturedTerm*>(lfirst(cell))));
  }
  foreach (cell, captured->other_methods) {
    const CapturedMethodQual* qual = static_cast<const CapturedMethodQual*>(lfirst(cell));
    access.other_methods.push_back(
        {.term = print.term(qual->term),
         .method = qual->method == GIN_AM_OID ? index::Method::kGin : index::Method::kBrin,
         .opclass = opclass_name(qual),
         .selectivity = std::clamp(qual->selectivity, 0.0, 1.0),
         .correlation = qual->correlation});
  }
  foreach (cell, captured->unserved) {
    access.unserved.push_back(
        unserved_from(static_cast<const CapturedUnserved*>(lfirst(cell)), captured->table));
  }
  access.limited = captured->limited;
  access.columns_above = column_numbers(captured->above);
  for (const int column : column_numbers(captured->read)) {
    if (column <= 0) {
      access.whole_row = true;
    } else {
      access.columns_read.push_back(print.term({static_cast<AttrNumber>(column), NULL}));
    }
  }
  return access;
}

}  // namespace

std::vector<index::RelationAccess> to_accesses(const List* captured) {
  std::vector<index::RelationAccess> accesses;
  const ListCell* cell;
  foreach (cell, captured) {
    accesses.push_back(access_from(static_cast<const CapturedAccess*>(lfirst(cell))));
  }
  return accesses;
}

}  // namespace tend::ext
