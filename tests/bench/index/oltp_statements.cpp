// SPDX-License-Identifier: PostgreSQL
// What the statements of the transactional database are made of: texts with their shapes, columns
// at random, conditions.
// Tested by `make bench-index`.
#include "tests/bench/index/oltp_statements.h"

#include <algorithm>
#include <set>

namespace tend::bench {

Statement& Statement::sql(const std::string& part) {
  text += part;
  shape += part;
  return *this;
}

Statement& Statement::output(const std::string& part) {
  text += part;
  return *this;
}

Statement& Statement::value(const std::string& literal) {
  text += literal;
  shape += "?";
  return *this;
}

Statement& Statement::add(const Statement& part) {
  text += part.text;
  shape += part.shape;
  return *this;
}

namespace {

// Of the conditions on a word this fraction are lists, of those on a time that may be missing ask
// whether it is.
constexpr double kListShare = 0.15;
constexpr double kNullShare = 0.5;
// Of four conditions on such a time three ask for its absence, as "not yet" is what is looked for.
constexpr double kMissingShare = 0.75;
// The chance of a further condition after each.
constexpr double kMoreShare = 0.55;
constexpr int kMostConditions = 4;

Statement condition(const OltpColumn& column, const std::string& prefix, Dice& dice) {
  Statement one;
  one.sql(prefix + column.name);
  if (column.nulls > 0 && dice.happens(kNullShare)) {
    return one.sql(dice.happens(kMissingShare) ? " is null" : " is not null");
  }
  const std::string literal_value = literal(column, dice);
  if (column.content == Content::kMoment || column.content == Content::kNumber) {
    return one.sql(dice.happens(0.6) ? " >= " : " < ").value(literal_value);
  }
  if (column.content == Content::kFlag) return one.sql(" = ").value(literal_value);
  if (column.content == Content::kChoice && dice.happens(kListShare)) {
    const int word = dice.roll_skewed(column.limit, column.skew);
    const std::string& next = column.words[(word + 1) % column.limit];
    return one.sql(" in (").value("'" + column.words[word] + "', '" + next + "'").sql(")");
  }
  return one.sql(" = ").value(literal_value);
}

}  // namespace

const OltpColumn* pick(const OltpTable& table, std::vector<Content> contents, Dice& dice) {
  std::vector<const OltpColumn*> fitting;
  for (const OltpColumn& column : table.columns) {
    if (std::find(contents.begin(), contents.end(), column.content) != contents.end()) {
      fitting.push_back(&column);
    }
  }
  return fitting.empty() ? nullptr : fitting[dice.roll(static_cast<int>(fitting.size()))];
}

Statement conditions(const OltpTable& table, const std::string& prefix, Breadth breadth,
                     Dice& dice) {
  std::set<const OltpColumn*> chosen;  // pointers into one vector: the order of its columns
  const OltpColumn* first = nullptr;
  if (breadth == Breadth::kOne) first = pick(table, {Content::kParent, Content::kCode}, dice);
  if (breadth == Breadth::kOwned) first = pick(table, {Content::kParent}, dice);
  if (first != nullptr) chosen.insert(first);
  const bool unique = first != nullptr && first->content == Content::kCode;
  while (chosen.empty() ||
         (!unique && chosen.size() < kMostConditions && dice.happens(kMoreShare))) {
    chosen.insert(pick(table,
                       {Content::kParent, Content::kChoice, Content::kChoice, Content::kMoment,
                        Content::kNumber, Content::kFlag},
                       dice));
  }
  Statement all;
  for (const OltpColumn* column : chosen) {
    all.sql(all.text.empty() ? "" : " and ").add(condition(*column, prefix, dice));
  }
  return all;
}

}  // namespace tend::bench
