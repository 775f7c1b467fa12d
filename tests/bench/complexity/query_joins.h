// SPDX-License-Identifier: PostgreSQL
// The kinds of query with one block, and what the kinds are made of. Included by query_maker.h
// only.
#pragma once

namespace tend::bench {

inline std::string QueryMaker::predicate(const std::string& of) {
  const std::string number = std::to_string(from_to(1, 900));
  switch (from_to(0, 7)) {
    case 0: return of + ".id = " + number;
    case 1: return of + ".amount > " + number;
    case 2: return of + ".state = 'open'";
    case 3: return of + ".made_at >= timestamp '2024-03-01'";
    case 4: return of + ".quantity between 3 and " + number;
    case 5: return of + ".state in ('new', 'paid')";
    case 6: return of + ".name like 'name " + number + "%'";
    default: return of + ".code is not null";
  }
}

inline std::string QueryMaker::predicates(std::size_t tables, int low, int high,
                                          std::string_view between) {
  std::string text;
  for (int left = from_to(low, high); left > 0; --left) {
    text += predicate(alias(random_() % tables)) + (left > 1 ? std::string(between) : "");
  }
  return text;
}

inline std::string QueryMaker::columns(std::size_t tables, int low, int high) {
  std::string text;
  for (int left = from_to(low, high); left > 0; --left) {
    text += alias(random_() % tables) + "." + column() + (left > 1 ? ", " : "");
  }
  return text;
}

// Grows along foreign keys in either direction from a random table; a table may come twice.
inline Joined QueryMaker::join(int low, int high) {
  Joined joined{{any_table()}, {}};
  joined.from = name(joined.tables[0]) + " t1";
  for (auto wanted = static_cast<std::size_t>(from_to(low, high)); joined.tables.size() < wanted;) {
    const std::size_t old = random_() % joined.tables.size();
    const std::size_t added = any_table();
    const auto refers = [](std::size_t child, std::size_t parent) {
      for (const auto& name : shop_tables()[child].parents) {
        if (name == shop_tables()[parent].name) return true;
      }
      return false;
    };
    const std::string a = alias(old), b = alias(joined.tables.size());
    std::string on;
    if (refers(joined.tables[old], added)) on = a + "." + name(added) + "_id = " + b + ".id";
    if (refers(added, joined.tables[old]))
      on = b + "." + name(joined.tables[old]) + "_id = " + a + ".id";
    if (on.empty()) continue;
    joined.from += (chance(20) ? " left join " : " join ") + name(added) + " " + b + " on " + on;
    joined.tables.push_back(added);
  }
  return joined;
}

inline std::string QueryMaker::lookup() {
  std::string text = "select " + columns(1, 1, 7) + " from " + name(any_table()) + " t1 where ";
  return text + "t1.id = " + std::to_string(from_to(1, 99)) +
         (chance(50) ? " and " + predicate("t1") : "");
}

inline std::string QueryMaker::listing() {
  std::string text = "select " + (chance(30) ? "*" : columns(1, 2, 7)) + " from " +
                     name(any_table()) + " t1 where " + predicates(1, 1, 5);
  if (chance(70)) text += " order by t1." + column();
  return text + (chance(60) ? " limit 20" : "");
}

inline std::string QueryMaker::report(int low, int high) {
  const Joined joined = join(low, high);
  const std::size_t tables = joined.tables.size();
  const std::string key = alias(random_() % tables) + ".state";
  std::string text = "select " + key + ", count(*), sum(t1.amount)";
  if (chance(50)) text += ", avg(" + alias(tables - 1) + ".quantity)";
  text += " from " + joined.from + " where " + predicates(tables, 1, 5) + " group by " + key;
  if (chance(40)) text += " having count(*) > 5";
  return text + (chance(60) ? " order by 2 desc limit 10" : "");
}

inline std::string QueryMaker::plain_join(int low, int high) {
  const Joined joined = join(low, high);
  const std::size_t tables = joined.tables.size();
  return "select " + columns(tables, 2, 12) + " from " + joined.from + " where " +
         predicates(tables, 1, 3) + (chance(50) ? " order by t1.made_at limit 50" : "");
}

// Joined on one key throughout, by WHERE: the planner may then join each with each.
inline std::string QueryMaker::same_key_join() {
  std::string from, where;
  const int count = from_to(2, 7);
  for (int i = 0; i < count; ++i) {
    const std::string table = alias(static_cast<std::size_t>(i));
    from += (i > 0 ? ", " : "") + name(any_table()) + " " + table;
    where += i > 0 ? table + ".id = t1.id and " : "";
  }
  return "select " + columns(static_cast<std::size_t>(count), 1, 5) + " from " + from + " where " +
         where + predicate("t1");
}

inline std::string QueryMaker::ors() {
  const Joined joined = join(1, 4);
  const std::size_t tables = joined.tables.size();
  return "select " + columns(tables, 2, 4) + " from " + joined.from + " where (" +
         predicates(tables, 2, 12, " or ") + ") and (" + predicates(tables, 1, 6, " or ") + ")";
}

}  // namespace tend::bench
