// SPDX-License-Identifier: PostgreSQL
// The score's properties on generated queries: it never falls when something is added, and does not
// see literals, layout, comments or the names of aliases.
#include "core/workload/complexity.h"

#include <catch2/catch.hpp>
#include <cctype>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "tests/bench/complexity/query_maker.h"

using tend::workload::ComplexityScore;
using tend::workload::score_complexity;

namespace {

ComplexityScore scored(const std::string& sql) {
  const auto result = score_complexity(sql);
  INFO(sql);
  REQUIRE(result.ok());
  return *result;
}

// A query in parts, so that something can be added to any of them.
struct Parts {
  std::vector<std::string> ctes;
  std::vector<std::string> outputs;
  std::string first_item;
  std::vector<std::string> joins;  // each "join x on ..." or ", x"
  std::vector<std::string> conjuncts;
  std::vector<std::string> arms;  // of UNION ALL, whole queries

  std::string text() const {
    std::string sql;
    for (const std::string& cte : ctes) sql += (sql.empty() ? "with " : ", ") + cte;
    sql += " select ";
    for (const std::string& output : outputs) sql += (&output == &outputs[0] ? "" : ", ") + output;
    sql += " from " + first_item;
    for (const std::string& join : joins) sql += join;
    for (const std::string& conjunct : conjuncts) {
      sql += (&conjunct == &conjuncts[0] ? " where " : " and ") + conjunct;
    }
    for (const std::string& arm : arms) sql += " union all " + arm;
    return sql;
  }
};

class PartsMaker {
 public:
  explicit PartsMaker(std::uint64_t seed) : random_(seed) {}

  Parts make() {
    Parts parts;
    parts.outputs = {"t1.a"};
    parts.first_item = "x t1";
    for (std::size_t steps = random_() % 9; steps > 0; --steps) add(parts);
    return parts;
  }

  // Adds a random thing at a random place. Returns what it was.
  std::string add(Parts& parts) {
    switch (random_() % 14) {
      case 0:
        return insert(parts.joins,
                      " join y " + fresh() + " on " + newest() + ".k = " + any() + ".k");
      case 1:
        return insert(parts.joins,
                      " left join y " + fresh() + " on " + newest() + ".a < " + any() + ".b");
      case 2: return insert(parts.joins, " cross join y " + fresh());
      case 3: return insert(parts.joins, " join y " + fresh() + " using (k)");
      case 4: return insert(parts.conjuncts, any() + ".k = " + any() + ".k");
      case 5: return insert(parts.conjuncts, "k1 = k2");
      case 6: return insert(parts.conjuncts, any() + ".a = 5");
      case 7:
        return insert(parts.conjuncts,
                      "exists (select 1 from z, w where z.k = " + any() + ".k and w.i = z.i)");
      case 8: return insert(parts.conjuncts, "a in (select z.a from z join w on z.k = w.k)");
      case 9: return insert(parts.outputs, "(select max(z.a) from z where z.k = " + any() + ".k)");
      case 10: return insert(parts.outputs, "sum(t1.a) over (partition by t1.b order by t1.c)");
      case 11:
        return insert(parts.ctes, "c" + fresh() + " as (select 1 from z, w where z.k = w.k)");
      case 12: return insert(parts.arms, "select 1 from z join w using (k)");
      default: return add_or(parts);
    }
  }

 private:
  // To one conjunct, or to the whole condition.
  std::string add_or(Parts& parts) {
    const std::string arm = any() + ".b > 7";
    if (parts.conjuncts.empty()) return insert(parts.conjuncts, "(" + arm + " or t1.a = 1)");
    if (random_() % 2 == 0) {
      std::string& conjunct = parts.conjuncts[random_() % parts.conjuncts.size()];
      conjunct = "(" + conjunct + " or " + arm + ")";
      return conjunct;
    }
    std::string all;
    for (const std::string& conjunct : parts.conjuncts)
      all += (all.empty() ? "" : " and ") + conjunct;
    parts.conjuncts = {"(" + all + " or " + arm + ")"};
    return parts.conjuncts[0];
  }
  std::string insert(std::vector<std::string>& list, const std::string& text) {
    list.insert(list.begin() + static_cast<std::ptrdiff_t>(random_() % (list.size() + 1)), text);
    return text;
  }
  std::string newest() const { return "t" + std::to_string(aliases_); }
  std::string fresh() {
    ++aliases_;
    return newest();
  }
  std::string any() {
    return "t" + std::to_string(1 + random_() % static_cast<unsigned>(aliases_));
  }

  std::mt19937_64 random_;
  int aliases_ = 1;
};

bool in_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// A text cut into words, literals ('...' and numbers) and single characters.
std::vector<std::string> pieces(const std::string& sql) {
  std::vector<std::string> pieces;
  for (std::size_t at = 0; at < sql.size();) {
    std::size_t end = at + 1;
    if (sql[at] == '\'') {
      end = sql.find('\'', at + 1) + 1;
    } else if (in_word(sql[at])) {
      const bool number = is_digit(sql[at]);
      while (end < sql.size() && (in_word(sql[end]) || (number && sql[end] == '.'))) ++end;
    }
    pieces.push_back(sql.substr(at, end - at));
    at = end;
  }
  return pieces;
}

// The text with every piece replaced by what `change` makes of it.
template <class Change>
std::string rewritten(const std::string& sql, Change change) {
  std::string out;
  for (const std::string& piece : pieces(sql)) out += change(piece);
  return out;
}

bool is_literal(const std::string& piece) {
  return piece[0] == '\'' || is_digit(piece[0]);
}

std::string with_other_literals(const std::string& sql) {
  return rewritten(sql, [](const std::string& piece) -> std::string {
    if (!is_literal(piece)) return piece;
    return piece[0] == '\'' ? "'another text'" : "18641";
  });
}

std::string with_parameters(const std::string& sql) {
  return rewritten(sql, [number = 0](const std::string& piece) mutable {
    return is_literal(piece) ? "$" + std::to_string(++number) : piece;
  });
}

std::string laid_out_differently(const std::string& sql) {
  const std::set<std::string> breaks{"from", "where", "join", "and", "order", "group", "union"};
  return "-- head\n" +
         rewritten(sql,
                   [&](const std::string& piece) -> std::string {
                     if (piece == "select") return "SELECT -- why\n ";
                     return breaks.contains(piece) ? "\n\t" + piece + " /* ; ( */ " : piece;
                   }) +
         " ;\n";
}

// t1, t2 ... and the s and d of the generator's subqueries.
std::string with_other_aliases(const std::string& sql) {
  return rewritten(sql, [](const std::string& piece) {
    const bool numbered = piece.size() > 1 && piece[0] == 't' && is_digit(piece[1]);
    return numbered || piece == "s" || piece == "d" ? "other_" + piece : piece;
  });
}

void check_same(const std::string& sql, const std::string& twin) {
  const ComplexityScore a = scored(sql);
  const ComplexityScore b = scored(twin);
  INFO(sql << "\n" << twin);
  CHECK(a.score == b.score);
  CHECK(a.level == b.level);
  CHECK(a.join_graph == b.join_graph);
  CHECK(a.cartesian == b.cartesian);
  CHECK(a.reasons == b.reasons);
  CHECK(std::tie(a.joins, a.subqueries, a.predicates, a.depth, a.aggregates, a.function_calls) ==
        std::tie(b.joins, b.subqueries, b.predicates, b.depth, b.aggregates, b.function_calls));
}

}  // namespace

TEST_CASE("adding a join, subquery, window, OR, predicate, CTE or arm never lowers the score") {
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    PartsMaker maker(seed);
    Parts parts = maker.make();
    for (int step = 0; step < 10; ++step) {
      const std::string before = parts.text();
      const std::string added = maker.add(parts);
      INFO("seed " << seed << "\nbefore " << before << "\nadded " << added << "\nafter "
                   << parts.text());
      REQUIRE(*scored(parts.text()).score >= *scored(before).score);
    }
  }
}

TEST_CASE("literals, parameters, layout and aliases make no difference") {
  tend::bench::QueryMaker maker(5);
  for (int i = 0; i < 320; ++i) {
    const std::string sql = maker.make();
    CAPTURE(i);
    check_same(sql, with_other_literals(sql));
    check_same(sql, with_parameters(sql));
    check_same(sql, laid_out_differently(sql));
    check_same(sql, with_other_aliases(sql));
  }
}

TEST_CASE("the twins really differ from their originals") {
  tend::bench::QueryMaker maker(5);
  int literals = 0, parameters = 0, aliases = 0;
  for (int i = 0; i < 320; ++i) {
    const std::string sql = maker.make();
    literals += with_other_literals(sql) != sql;
    parameters += with_parameters(sql).find('$') != std::string::npos;
    aliases += with_other_aliases(sql) != sql;
  }
  CHECK(literals > 280);
  CHECK(parameters > 280);
  CHECK(aliases > 280);
}

TEST_CASE("typed literals score as their placeholders") {
  check_same("select now() - interval '1 day'", "select now() - interval $1");
  check_same("select 1 from t where d > date '2024-01-01' and x = -5",
             "select 1 from t where d > date $1 and x = $2");
  check_same("select 1 from t where x in (1, 2, 3) limit 5",
             "select 1 from t where x in ($1) limit $2");
  check_same("select extract(year from d) from t", "select extract($1 from d) from t");
}
