// SPDX-License-Identifier: PostgreSQL
// The kinds of statements of the transactional database that write.
//
// Traps: most updates find their row by its id and gain by no index, but pay for each that holds a
// column they set; 'clean up' deletes by time and state, where an index helps that every insert
// pays for.
// Tested by `make bench-index`.
#include "tests/bench/index/oltp_statements.h"

namespace tend::bench {

namespace {

// Sets one to three of the columns that change, at least one; empty where there are none.
Statement update_of(const OltpTable& table, Dice& dice) {
  std::vector<const OltpColumn*> changing;
  for (const OltpColumn& column : table.columns) {
    if (column.changes) changing.push_back(&column);
  }
  if (changing.empty()) return {};
  const std::size_t sure = dice.roll(static_cast<int>(changing.size()));
  Statement update;
  update.sql("update " + table.name + " set ");
  bool first = true;
  for (std::size_t at = 0; at < changing.size(); ++at) {
    if (at != sure && !dice.happens(0.25)) continue;
    const OltpColumn& column = *changing[at];
    update.sql((first ? "" : ", ") + column.name + " = ");
    first = false;
    if (column.content == Content::kNumber && dice.happens(0.5)) {
      update.sql(column.name + " + ").value("1");
    } else {
      update.value(literal(column, dice));
    }
  }
  return update;
}

Statement change(const OltpTable& table, Dice& dice) {
  Statement update = update_of(table, dice);
  if (update.text.empty()) return update;
  return update.sql(" where id = ").value(std::to_string(1 + dice.roll(table.rows)));
}

Statement change_some(const OltpTable& table, Dice& dice) {
  Statement update = update_of(table, dice);
  if (update.text.empty()) return update;
  return update.sql(" where ").add(conditions(table, "", Breadth::kOwned, dice));
}

// All columns that must have a value, and some of the others.
Statement insert(const OltpTable& table, Dice& dice) {
  std::string columns;
  Statement values;
  for (const OltpColumn& column : table.columns) {
    if (column.nulls > 0 && dice.happens(0.5)) continue;
    const std::string comma = columns.empty() ? "" : ", ";
    columns += comma + column.name;
    values.sql(comma).value(literal(column, dice));
  }
  Statement all;
  all.sql("insert into " + table.name + " (" + columns + ") values (").add(values).sql(")");
  return dice.happens(0.3) ? all.output(" returning id") : all;
}

Statement remove(const OltpTable& table, Dice& dice) {
  Statement all;
  return all.sql("delete from " + table.name + " where id = ")
      .value(std::to_string(1 + dice.roll(table.rows)));
}

// Old rows of one owner or in one state.
Statement clean_up(const OltpTable& table, Dice& dice) {
  const OltpColumn* whose = pick(table, {Content::kParent, Content::kChoice}, dice);
  const OltpColumn* age = pick(table, {Content::kMoment}, dice);
  if (whose == nullptr || age == nullptr) return {};
  Statement all;
  all.sql("delete from " + table.name + " where " + whose->name + " = ");
  all.value(literal(*whose, dice)).sql(" and " + age->name + " < ");
  return all.value("'2024-01-0" + std::to_string(2 + dice.roll(8)) + "'");
}

}  // namespace

const std::vector<Kind>& write_kinds() {
  static const std::vector<Kind> kinds{
      {"change", change},
      {"insert", insert},
      {"change", change},
      {"insert", insert},
      {"change some", change_some, 0.5},
      {"remove", remove},
      {"change", change},
      {"insert", insert},
      {"clean up", clean_up, 0.1},
  };
  return kinds;
}

}  // namespace tend::bench
