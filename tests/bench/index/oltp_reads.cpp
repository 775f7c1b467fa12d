// SPDX-License-Identifier: PostgreSQL
// The kinds of statements of the transactional database that read.
//
// Traps: 'page' has a LIMIT with an order that an index could give, beside conditions that may
// leave few rows; 'queue' asks for the rare state of a column that changes all the time; 'count'
// and 'totals' may ask for half of a table.
// Tested by `make bench-index`.
#include <set>

#include "tests/bench/index/oltp_statements.h"

namespace tend::bench {

namespace {

const char* const kPageSizes[] = {"10", "20", "50"};

// A few columns of the table, of those that are worth to be shown.
std::string shown(const OltpTable& table, const std::string& prefix, Dice& dice) {
  std::string columns = prefix + "id";
  for (const OltpColumn& column : table.columns) {
    if (dice.happens(0.4)) columns += ", " + prefix + column.name;
  }
  return columns;
}

Statement from(const OltpTable& table, Dice& dice) {
  Statement start;
  return start.sql("select ").output(shown(table, "", dice)).sql(" from " + table.name);
}

Statement point(const OltpTable& table, Dice& dice) {
  return from(table, dice).sql(" where id = ").value(std::to_string(1 + dice.roll(table.rows)));
}

Statement find(const OltpTable& table, Dice& dice) {
  return from(table, dice).sql(" where ").add(conditions(table, "", Breadth::kOne, dice));
}

Statement page(const OltpTable& table, Dice& dice) {
  const OltpColumn* order = pick(table, {Content::kMoment}, dice);
  if (order == nullptr) return {};
  const Breadth breadth = dice.happens(0.8) ? Breadth::kOwned : Breadth::kAny;
  Statement list = from(table, dice).sql(" where ").add(conditions(table, "", breadth, dice));
  list.sql(" order by " + order->name);
  if (dice.happens(0.7)) list.sql(order->nulls > 0 ? " desc nulls last" : " desc");
  if (dice.happens(0.2)) list.sql(", id");
  return list.sql(" limit ").value(kPageSizes[dice.roll(3)]);
}

// What is to be done next: rows in one of the rarer states.
Statement queue(const OltpTable& table, Dice& dice) {
  const OltpColumn* state = pick(table, {Content::kChoice}, dice);
  const OltpColumn* order = pick(table, {Content::kMoment, Content::kNumber}, dice);
  if (state == nullptr || !state->changes || order == nullptr) return {};
  Statement list = from(table, dice).sql(" where " + state->name + " = ");
  list.value("'" + state->words[1 + dice.roll(state->limit - 1)] + "'");
  const OltpColumn* due = pick(table, {Content::kMoment}, dice);
  if (dice.happens(0.6)) list.sql(" and " + due->name + " < ").value(literal(*due, dice));
  const OltpColumn* whose = pick(table, {Content::kParent}, dice);
  if (whose != nullptr && dice.happens(0.3)) {
    list.sql(" and " + whose->name + " = ").value(literal(*whose, dice));
  }
  list.sql(" order by " + order->name).sql(" limit ").value(kPageSizes[dice.roll(3)]);
  return dice.happens(0.4) ? list.sql(" for update skip locked") : list;
}

Statement count(const OltpTable& table, Dice& dice) {
  const Breadth breadth = dice.happens(0.75) ? Breadth::kOwned : Breadth::kAny;
  Statement counted;
  return counted.sql("select count(*) from " + table.name + " where ")
      .add(conditions(table, "", breadth, dice));
}

// Empty if all rows would be in one group.
Statement totals(const OltpTable& table, Dice& dice) {
  const OltpColumn* group = pick(table, {Content::kChoice}, dice);
  if (group == nullptr) return {};
  const Statement which = conditions(table, "", Breadth::kOwned, dice);
  if (which.shape.find(group->name + " = ") != std::string::npos) return {};
  const OltpColumn* number = pick(table, {Content::kNumber}, dice);
  Statement grouped;
  grouped.sql("select " + group->name + ", count(*)");
  if (number != nullptr) grouped.sql(", sum(" + number->name + ")");
  grouped.sql(" from " + table.name + " where ").add(which);
  return grouped.sql(" group by " + group->name);
}

Statement joined(const OltpTable& table, Dice& dice) {
  const OltpColumn* key = pick(table, {Content::kParent}, dice);
  if (key == nullptr) return {};
  const OltpTable& up = oltp_table(key->words.front());
  Statement join;
  join.sql("select ").output(shown(table, "c.", dice));
  join.output(", ").output(shown(up, "p.", dice));
  join.sql(" from " + table.name + " c join " + up.name + " p on p.id = c." + key->name +
           " where ");
  join.add(conditions(up, "p.", Breadth::kOne, dice));
  if (dice.happens(0.5)) {
    join.sql(" and ").add(conditions(table, "c.", Breadth::kAny, dice));
  }
  const OltpColumn* order = pick(table, {Content::kMoment}, dice);
  if (order == nullptr || dice.happens(0.5)) return join;
  return join.sql(" order by c." + order->name + " desc limit ").value(kPageSizes[dice.roll(3)]);
}

struct Link {
  const OltpTable* table;
  std::string alias;
  std::string join;  // how it is joined to one before it
};

// The table and up to three above it, by references of any of them; no reference is followed twice.
std::vector<Link> links_from(const OltpTable& table, Dice& dice) {
  std::vector<Link> links{{&table, "t0", ""}};
  std::set<std::string> followed;
  const std::size_t wanted = 3 + dice.roll(2);
  for (int attempt = 0; attempt < 8 && links.size() < wanted; ++attempt) {
    const Link& base = links[dice.roll(static_cast<int>(links.size()))];
    const OltpColumn* key = pick(*base.table, {Content::kParent}, dice);
    if (key == nullptr || !followed.insert(base.alias + "." + key->name).second) continue;
    const std::string alias = "t" + std::to_string(links.size());
    const std::string on = alias + ".id = " + base.alias + "." + key->name;
    const std::string& up = key->words.front();
    links.push_back({&oltp_table(up), alias, " join " + up + " " + alias + " on " + on});
  }
  return links;
}

Statement chain(const OltpTable& table, Dice& dice) {
  const std::vector<Link> links = links_from(table, dice);
  if (links.size() < 3) return {};
  const Link& end = links[1 + dice.roll(static_cast<int>(links.size()) - 1)];
  Statement all;
  all.sql("select ").output(shown(table, "t0.", dice) + ", " + end.alias + ".id");
  all.sql(" from " + table.name + " t0");
  for (const Link& link : links) all.sql(link.join);
  all.sql(" where ").add(conditions(*end.table, end.alias + ".", Breadth::kOne, dice));
  return all.sql(" and ").add(conditions(table, "t0.", Breadth::kAny, dice));
}

Statement existing(const OltpTable& table, Dice& dice) {
  const OltpColumn* key = pick(table, {Content::kParent}, dice);
  if (key == nullptr) return {};
  const OltpTable& up = oltp_table(key->words.front());
  Statement all;
  all.sql("select ").output(shown(up, "p.", dice)).sql(" from " + up.name + " p where ");
  all.add(conditions(up, "p.", Breadth::kOne, dice));
  all.sql(dice.happens(0.3) ? " and not exists (" : " and exists (");
  all.sql("select from " + table.name + " c where c." + key->name + " = p.id and ");
  return all.add(conditions(table, "c.", Breadth::kAny, dice)).sql(")");
}

}  // namespace

const std::vector<Kind>& read_kinds() {
  static const std::vector<Kind> kinds{
      {"point", point},         {"find", find},
      {"page", page},           {"join", joined},
      {"queue", queue},         {"find", find},
      {"count", count, 0.1},    {"page", page},
      {"chain", chain, 0.2},    {"join", joined},
      {"totals", totals, 0.05}, {"page", page},
      {"find", find},           {"exists", existing, 0.2},
  };
  return kinds;
}

}  // namespace tend::bench
