// SPDX-License-Identifier: PostgreSQL
#include "core/workload/complexity.h"

#include <catch2/catch.hpp>
#include <string>

using tend::FailureCode;
using tend::workload::ComplexityScore;
using tend::workload::score_complexity;

namespace {

ComplexityScore scored(const std::string& sql) {
  const auto result = score_complexity(sql);
  INFO(sql);
  REQUIRE(result.ok());
  return *result;
}

std::string shape(const std::string& sql) {
  return scored(sql).join_graph;
}
bool cartesian(const std::string& sql) {
  return scored(sql).cartesian;
}

}  // namespace

TEST_CASE("everything in a statement is counted, in subqueries too") {
  const ComplexityScore score = scored(
      "with recent as (select * from orders where made_at > now() - interval '1 day') "
      "select c.name, count(*), sum(r.amount) filter (where r.paid), "
      "  rank() over (order by sum(r.amount) desc), upper(c.code), "
      "  (select max(x) from events e where e.c = c.id) "
      "from customers c join recent r on r.c = c.id left join regions g using (region_id) "
      "where c.state = 'x' and (c.a is null or c.b between 1 and 2) "
      "  and exists (select 1 from blocked b where b.id = c.id) "
      "group by c.name union all select 'all', 1, 2, 3, 'x', 4");
  CHECK(score.statement_class == "select");
  CHECK(score.joins == 2);
  CHECK(score.subqueries == 2);
  CHECK(score.ctes == 1);
  CHECK(score.set_operations == 1);
  CHECK(score.aggregates == 4);
  CHECK(score.window_functions == 1);
  CHECK(score.function_calls == 2);
  // made_at, e.c, r.c, region_id, state, a, b, exists, b.id
  CHECK(score.predicates == 9);
  CHECK(score.depth == 2);
  CHECK(score.join_graph == "chain");
  CHECK_FALSE(score.cartesian);
  CHECK(score.score.has_value());
}

TEST_CASE("depth counts levels of query blocks, not the arms of a set operation") {
  CHECK(scored("select 1").depth == 1);
  CHECK(scored("select 1 union select 2 union select 3").depth == 1);
  CHECK(scored("insert into t select a from b").depth == 1);
  CHECK(scored("select (select (select 1))").depth == 3);
  CHECK(scored("with a as (select 1) select * from a").depth == 2);
  CHECK(scored("update t set a = (select 1)").depth == 2);
  CHECK(scored("select 1 where 1 in (select 2 union select (select 3))").depth == 3);
}

TEST_CASE("each statement class is told, and what is not planned as it is has no score") {
  CHECK(scored("values (1)").statement_class == "select");
  CHECK(scored("table t").statement_class == "select");
  CHECK(scored("insert into t values (1)").statement_class == "insert");
  CHECK(scored("update t set a = 1").statement_class == "update");
  CHECK(scored("delete from t").statement_class == "delete");
  CHECK(scored("merge into t using s on t.i = s.i when matched then delete").statement_class ==
        "merge");
  for (const char* text :
       {"explain select 1", "prepare p as select 1", "create table a as select 1", "vacuum t",
        "select 1 into t", "select 1 into t union select 2", "set x = 1", "set x = $1",
        "copy (select 1) to stdout", "declare c cursor for select 1", "begin", "call p(1)"}) {
    const ComplexityScore score = scored(text);
    INFO(text);
    CHECK(score.statement_class == "utility");
    CHECK_FALSE(score.score.has_value());
    CHECK(score.level == "none");
    CHECK(score.reasons.size() == 1);
  }
}

TEST_CASE("scores are between 1 and 10 in tenths, and rise with what is asked") {
  const double lookup = *scored("select a from t where id = 1").score;
  const double report = *scored(
                             "select a.x, count(*) from a join b on a.i = b.i join c on b.j = c.j "
                             "where a.x > 1 group by 1")
                             .score;
  std::string chain = "select 1 from t0";
  for (int i = 1; i < 12; ++i) {
    const std::string n = std::to_string(i);
    chain += " join t" + n + " on t" + n + ".i = t0.i";
  }
  const ComplexityScore huge = scored(chain);
  CHECK(*scored("select 1").score >= 1.0);
  CHECK(lookup < 2.5);
  CHECK(report > lookup + 1);
  CHECK(*huge.score > report + 2);
  CHECK(*huge.score <= 10.0);
  CHECK(*huge.score * 10 == Approx(std::round(*huge.score * 10)));
  CHECK(scored("select a from t where id = 1").level == "low");
  CHECK(huge.level == "extreme");
}

TEST_CASE("the reasons name what weighs most, first") {
  const ComplexityScore joins =
      scored("select 1 from a, b, c, d where a.i = b.i and b.j = c.j and c.k = d.k");
  REQUIRE_FALSE(joins.reasons.empty());
  CHECK(joins.reasons.front() == "6 combinations of relations to join");
  const ComplexityScore subqueries = scored("select (select 1), (select 2), (select 3)");
  CHECK(subqueries.reasons.front() == "3 subqueries in expressions");
  // three conditions, two words between them
  const ComplexityScore either = scored("select 1 from a where x = 1 or y = 2 or z = 3");
  CHECK(either.reasons.back() == "2 ORs between conditions");
  CHECK(scored("create table b as select 1 from a").reasons.front() ==
        "utility statement: not scored; a query inside it can be, by itself");
  const ComplexityScore product = scored("select 1 from a, b");
  CHECK(product.reasons.front() == "cartesian product: some relations are joined by no predicate");
}

TEST_CASE("the join graph's shape follows WHERE, ON, USING and NATURAL") {
  CHECK(shape("select 1 from a") == "single");
  CHECK(shape("select 1") == "single");
  CHECK(shape("select 1 from a, b where a.i = b.i") == "chain");
  CHECK(shape("select 1 from a join b on a.i = b.i join c on c.j = b.j join d on d.k = c.k") ==
        "chain");
  CHECK(shape("select 1 from f join a on a.i = f.a join b on b.i = f.b join c on c.i = f.c") ==
        "star");
  CHECK(shape("select 1 from a, b, c where a.i = b.i and b.j = c.j and c.k = a.k") == "cycle");
  CHECK(shape("select 1 from a, b, c, d where a.i = b.i and a.i = c.i and a.i = d.i and b.i = c.i "
              "and b.i = d.i and c.i = d.i") == "clique");
  CHECK(shape("select 1 from f, a, b, c, d where f.a = a.i and f.b = b.i and f.c = c.i and c.d = "
              "d.i") == "tree");
  CHECK(shape("select 1 from a join b using (i) join c using (i) join d using (i)") == "star");
  CHECK(shape("select 1 from a natural join b") == "chain");
  CHECK(shape("select 1 from a, b, c where a.i = b.i") == "disconnected");
  CHECK(shape("update t set a = 1 from u, v where t.i = u.i and u.j = v.j") == "chain");
  CHECK(shape("delete from t using u where t.i = u.i") == "chain");
  CHECK(shape("merge into t using s on t.i = s.i when matched then delete") == "chain");
}

TEST_CASE("names are resolved through aliases, schemas, shadowing and joins with a name") {
  CHECK(shape("select 1 from s.t, u where s.t.i = u.i") == "chain");
  CHECK(shape("select 1 from t x, t y where x.i = y.i") == "chain");
  CHECK(shape("select 1 from (a join b on a.i = b.i) as j join c on c.k = j.k") == "chain");
  // The inner a hides the outer one: a and b of the outer block stay apart.
  CHECK(cartesian("select 1 from a, b where exists (select 1 from a where a.i = b.i)"));
  CHECK_FALSE(
      cartesian("select 1 from a, b where exists (select 1 from c where c.i = a.i and c.j = b.j)"));
}

TEST_CASE("a product of relations that nothing joins is cartesian") {
  CHECK(cartesian("select 1 from a, b"));
  CHECK(cartesian("select 1 from a cross join b"));
  CHECK(cartesian("select 1 from a join b on true"));
  CHECK(cartesian("select 1 from a, b where a.i = 1 and b.i = 1"));
  CHECK(cartesian("select 1 from a, b, c where a.i = b.i"));
  CHECK(cartesian("select (select count(*) from a, b)"));
  CHECK(cartesian("delete from t using u where t.i = 1"));
  CHECK_FALSE(cartesian("select 1 from a, b where a.i < b.i"));
  CHECK_FALSE(cartesian("select 1 from a, b where a.i = b.i or a.j = b.j"));
  CHECK_FALSE(cartesian("select 1 from a join b on (a.i, a.j) = (b.i, b.j)"));
}

TEST_CASE("a row, a lateral reference and a function's column make no product") {
  CHECK_FALSE(cartesian("select 1 from a, (select avg(x) as m from b) s"));
  CHECK_FALSE(cartesian("with m as (select max(x) from b) select 1 from a, m"));
  CHECK_FALSE(cartesian("select 1 from a, (values (1)) v"));
  CHECK(cartesian("select 1 from a, (select x from b group by x) s"));
  CHECK_FALSE(cartesian("select 1 from a, lateral (select 1 from b where b.i = a.i) s"));
  CHECK_FALSE(cartesian("select 1 from a, unnest(a.list) u"));
  CHECK_FALSE(cartesian("select 1 from a, to_tsquery('x') q where a.v @@ q"));
  CHECK(cartesian("select 1 from a, generate_series(1, 3) g"));
}

TEST_CASE("columns without a qualifier never make a product where they may join") {
  CHECK_FALSE(cartesian("select 1 from a, b where a_id = b_id"));
  CHECK_FALSE(cartesian("select 1 from a, b, c where a_id = b_id and b.x = c_id"));
  CHECK_FALSE(cartesian("select 1 from a, unnest(list) u"));
  CHECK(shape("select 1 from a, b where a_id = b_id") == "chain");
  // One comparison cannot join three parts, and a column with a constant joins nothing.
  CHECK(cartesian("select 1 from a, b, c where a_id = b_id"));
  CHECK(cartesian("select 1 from a, b where state = 'new'"));
}

TEST_CASE("aggregates are told by syntax, built-in name and OVER") {
  CHECK(scored("select my_agg(x), sum(x), pg_catalog.avg(x) from t").aggregates == 2);
  CHECK(scored("select my_agg(distinct x), my_agg(x order by y), count(*) from t").aggregates == 3);
  CHECK(scored("select other.sum(x) from t").function_calls == 1);
  const ComplexityScore windowed =
      scored("select sum(x) over w, lag(x) over w from t window w as (order by y)");
  CHECK(windowed.aggregates == 0);
  CHECK(windowed.window_functions == 2);
}

TEST_CASE("bad texts fail with their own code") {
  using namespace std::string_literals;
  CHECK(score_complexity("selec").failure().code == FailureCode::kSyntaxError);
  CHECK(score_complexity("").failure().code == FailureCode::kSyntaxError);
  CHECK(score_complexity("select 1; select 2").failure().code == FailureCode::kSyntaxError);
  CHECK(score_complexity("select 1\0"s).failure().code == FailureCode::kInvalidEncoding);
  CHECK(score_complexity("select '\xC3'").failure().code == FailureCode::kInvalidEncoding);
  CHECK(score_complexity("select '" + std::string(300000, 'x') + "'").failure().code ==
        FailureCode::kStatementTooLong);
}

TEST_CASE("a text with thousands of relations is scored, and fast") {
  std::string sql = "select 1 from t0";
  for (int i = 1; i < 10000; ++i) sql += ", t" + std::to_string(i);
  const ComplexityScore score = scored(sql);
  CHECK(score.joins == 9999);
  CHECK(*score.score == 10.0);
  CHECK(score.cartesian);
}
