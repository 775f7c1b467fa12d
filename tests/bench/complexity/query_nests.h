// SPDX-License-Identifier: PostgreSQL
// The kinds of query with a query inside or beside them. Included by query_maker.h only.
#pragma once

namespace tend::bench {

inline std::string QueryMaker::with_subqueries() {
  const Joined joined = join(1, 3);
  std::string text =
      "select " + columns(joined.tables.size(), 2, 5) + " from " + joined.from + " where ";
  for (int left = from_to(1, 4); left > 0; --left) {
    const std::string inner = name(any_table());
    switch (from_to(0, 2)) {
      case 0:
        text += "exists (select 1 from " + inner + " s where s.id = t1.id and s.amount > 5)";
        break;
      case 1:
        text += "t1.id in (select s.id from " + inner + " s where " + predicate("s") + ")";
        break;
      default: text += "not exists (select 1 from " + inner + " s where s.id = t1.quantity)"; break;
    }
    text += " and ";
  }
  return text + predicates(joined.tables.size(), 1, 3);
}

inline std::string QueryMaker::scalar_subqueries() {
  const Joined joined = join(1, 3);
  std::string text = "select t1.id";
  for (int left = from_to(1, 4); left > 0; --left) {
    text += ", (select " + std::string(pick({"max(s.amount)", "count(*)", "min(s.made_at)"})) +
            " from " + name(any_table()) + " s where s.id = t1.id and " + predicate("s") + ")";
  }
  return text + " from " + joined.from + " where " + predicates(joined.tables.size(), 1, 3);
}

inline std::string QueryMaker::with_ctes() {
  const int count = from_to(1, 4);
  std::string with = "with ", from;
  for (int i = 1; i <= count; ++i) {
    const Joined joined = join(1, 3);
    const std::string c = "c" + std::to_string(i);
    with += c + " as " + (chance(40) ? "materialized " : "") + "(select t1.id, count(*) n from " +
            joined.from + " where " + predicates(joined.tables.size(), 1, 2) + " group by t1.id)" +
            (i < count ? ", " : " ");
    from += i == 1 ? c : " join " + c + " on " + c + ".id = c1.id";
  }
  return with + "select c1.id, c1.n from " + from + (chance(50) ? " order by 2 desc" : "");
}

inline std::string QueryMaker::windows() {
  const Joined joined = join(1, 4);
  std::string text = "select t1.id";
  for (int left = from_to(1, 4); left > 0; --left) {
    text += ", " + std::string(pick({"row_number()", "sum(t1.amount)", "lag(t1.quantity)"})) +
            " over (partition by t1." + column() + " order by t1." + column() + ")";
  }
  return text + " from " + joined.from + " where " + predicates(joined.tables.size(), 1, 3);
}

inline std::string QueryMaker::set_operation() {
  std::string text;
  for (int arms = from_to(2, 6); arms > 0; --arms) {
    const Joined joined = join(1, 3);
    text += "select t1.id, t1.state from " + joined.from + " where " +
            predicates(joined.tables.size(), 1, 3);
    if (arms > 1)
      text += " " + std::string(pick({"union all", "union", "except", "intersect"})) + " ";
  }
  return text;
}

inline std::string QueryMaker::derived_tables() {
  const Joined joined = join(1, 4);
  const Joined inner = join(1, 3);
  return "select " + columns(joined.tables.size(), 2, 4) + ", d.total from " + joined.from +
         " join (select t1.id, sum(t1.amount) total from " + inner.from + " where " +
         predicates(inner.tables.size(), 1, 3) + " group by t1.id" + ") d on d.id = t1.id where " +
         predicates(joined.tables.size(), 1, 3);
}

inline std::string QueryMaker::change() {
  const std::string table = name(any_table());
  const Joined joined = join(2, 5);
  switch (from_to(0, 3)) {
    case 0: return "insert into " + table + " (id, code, amount) values (1000000, 'x', 3.5)";
    case 1:
      return "update " + table + " t1 set amount = 0, state = 'done' where " + predicates(1, 1, 3);
    case 2: return "delete from " + table + " t1 where " + predicates(1, 1, 3);
    default:
      return "insert into " + table + " (id, code) select t1.id, t2.code from " + joined.from +
             " where " + predicates(joined.tables.size(), 1, 3);
  }
}

}  // namespace tend::bench
