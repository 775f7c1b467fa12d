// SPDX-License-Identifier: PostgreSQL
#include "core/index/composed_plan.h"

#include <catch2/catch.hpp>

#include "tests/oracle/prepared_run.h"

namespace tend::index::test {

namespace {

using Ids = std::vector<CandidateId>;

AccessPath path(TablePlace place, double total, Ids needs = {}) {
  AccessPath path;
  path.role.place = place;
  path.total = Cost(total);
  path.needs = std::move(needs);
  return path;
}

AccessPath probing(TablePlace place, int with, double total, Ids needs = {}) {
  AccessPath probe = path(place, total, std::move(needs));
  probe.role.outer = {with};
  return probe;
}

AccessPath in_order(TablePlace place, double total, Ids needs = {}) {
  AccessPath ordered = path(place, total, std::move(needs));
  ordered.role.order = {7};
  return ordered;
}

// A join whose sides are tables 1 and 2 in places 0 and 1, each with so many rows on its other
// side.
PlanParts hash_join(double fixed, const AccessPath& outer, double outer_rows,
                    const AccessPath& inner, double inner_rows) {
  const auto side = [](JoinPartner::Side which, int other, double rows) {
    return JoinPartner{.join = 1,
                       .side = which,
                       .tables = {other},
                       .rows = rows,
                       .startup_weight = 1,
                       .run_weight = 1};
  };
  return {.cost = Cost(fixed) + outer.total + inner.total,
          .leaves = {{.path = outer, .partner = side(JoinPartner::Side::kOuter, 2, inner_rows)},
                     {.path = inner, .partner = side(JoinPartner::Side::kInner, 1, outer_rows)}}};
}

double cost(const ComposedText& text, const Ids& configuration) {
  return text.cheapest(configuration).cost.value();
}

}  // namespace

TEST_CASE(
    "a scan is replaced by the cheapest one of the configuration, the rest of the plan stays") {
  ComposedText text;
  text.add_plan({.cost = Cost(130), .leaves = {{.path = path(0, 100)}}}, {});
  text.add_paths({path(0, 40, {3}), path(0, 20, {5}), path(1, 1, {6})});

  REQUIRE(cost(text, {}) == 130);
  REQUIRE(cost(text, {3}) == 70);
  REQUIRE(cost(text, {3, 5}) == 50);
  REQUIRE(text.cheapest(Ids{3, 5}).used == Ids{5});
  REQUIRE(cost(text, {6}) == 130);
}

TEST_CASE("a scan counts as often as its plan runs it") {
  ComposedText text;
  text.add_plan({.cost = Cost(1010),
                 .leaves = {{.path = path(0, 100), .startup_weight = 10, .run_weight = 10}}},
                {});
  text.add_paths({path(0, 2, {1})});

  REQUIRE(cost(text, {1}) == 30);
}

TEST_CASE("where the plan relies on an order only scans in that order can stand") {
  ComposedText text;
  text.add_plan({.cost = Cost(50), .leaves = {{.path = in_order(0, 50)}}}, {});
  text.add_paths({path(0, 1, {1}), in_order(0, 30, {2})});

  REQUIRE(cost(text, {1}) == 50);
  REQUIRE(cost(text, {1, 2}) == 30);
}

TEST_CASE("a scan whose share is not known is not replaced") {
  ComposedText text;
  text.add_plan({.cost = Cost(50), .leaves = {{.path = path(0, 50), .replaceable = false}}}, {});
  text.add_paths({path(0, 1, {1})});

  REQUIRE(cost(text, {1}) == 50);
}

TEST_CASE("indexes that only serve together count only together") {
  ComposedText text;
  text.add_plan({.cost = Cost(100), .leaves = {{.path = path(0, 100)}}}, {});
  text.add_plan({.cost = Cost(10), .leaves = {{.path = path(0, 10, {1, 2})}}}, Ids{1, 2});

  REQUIRE(cost(text, {1}) == 100);
  REQUIRE(cost(text, {1, 2}) == 10);
  REQUIRE(text.cheapest(Ids{1, 2}).used == Ids{1, 2});
}

TEST_CASE("a hashed scan may be probed instead, by as many rows as come from the other side") {
  ComposedText text;
  text.add_plan(hash_join(10, path(0, 1000), 5000, path(1, 200), 20), {});
  text.add_paths({probing(0, 2, 3, {4})});

  REQUIRE(cost(text, {4}) == Approx(10 + 200 + 20 * 3));
}

TEST_CASE("two sides of a join cannot be probed with each other") {
  ComposedText text;
  text.add_plan(hash_join(0, path(0, 1000), 2, path(1, 1000), 2), {});
  text.add_paths({probing(0, 2, 3, {4}), probing(1, 1, 5, {5})});

  REQUIRE(cost(text, {4, 5}) == Approx(1000 + 2 * 3));
}

TEST_CASE("a probed scan may be hashed instead") {
  ComposedText text;
  PlanLeaf leaf{.path = probing(0, 2, 4, {1}), .startup_weight = 100, .run_weight = 100};
  leaf.partner = {.join = 1, .tables = {2}, .rows = 100, .startup_weight = 1, .run_weight = 1};
  text.add_plan({.cost = Cost(5500), .leaves = {{.path = path(0, 4900)}}}, {});
  text.add_plan({.cost = Cost(500), .leaves = {leaf}}, Ids{1});
  text.add_paths({path(0, 70)});

  // 100 lookups at a four-hundredth each; the other 100 of the plan stay.
  REQUIRE(cost(text, {}) == Approx(100 + 70 + 0.25));
}

TEST_CASE("what was promised too cheap is dearer from then on") {
  ComposedText text;
  text.add_plan({.cost = Cost(100), .leaves = {{.path = path(0, 100)}}}, {});
  text.add_paths({path(0, 10, {1}), path(0, 5, {2})});
  REQUIRE(cost(text, {1}) == 10);

  text.add_plan({.cost = Cost(60), .leaves = {{.path = path(0, 10, {1})}}}, Ids{1});

  REQUIRE(cost(text, {1}) == 60);
}

TEST_CASE("without parallel workers a plan has their start to spare and their work to do") {
  ComposedText text;
  text.add_plan(
      {.cost = Cost(1500), .leaves = {{.path = path(0, 400)}}, .serial_surcharge = Cost(-900)}, {});
  text.add_paths({path(0, 1000), path(0, 10, {1})});

  REQUIRE(cost(text, {}) == 1200);
  REQUIRE(cost(text, {1}) == 210);
}

TEST_CASE("finalists read some place cheapest in some role") {
  ComposedText text;
  text.add_plan({.cost = Cost(100), .leaves = {{.path = path(0, 100)}}}, {});
  text.add_paths({path(0, 100), path(0, 10, {1}), path(0, 20, {2}), in_order(0, 30, {2}),
                  path(0, 200, {3}), probing(0, 5, 1, {4})});
  std::set<CandidateId> all, some;
  text.add_finalists(Ids{1, 2, 3, 4}, all);
  text.add_finalists(Ids{2, 3}, some);

  REQUIRE(all == std::set<CandidateId>{1, 2, 4});
  REQUIRE(some == std::set<CandidateId>{2});
}

TEST_CASE("the cost of a statement is the mean over its texts") {
  ComposedStatement statement;
  REQUIRE_FALSE(statement.known());
  const PlanParts dear{.cost = Cost(100), .leaves = {{.path = path(0, 100)}}};
  const PlanParts cheap{.cost = Cost(10), .leaves = {{.path = path(0, 10)}}};
  statement.add_plan({dear, cheap}, {});
  statement.add_paths({{path(0, 20, {1})}, {path(0, 4, {2})}});

  REQUIRE(statement.cheapest(Ids{}).cost == Cost(55));
  REQUIRE(statement.cheapest(Ids{1, 2}).cost == Cost(12));
  REQUIRE(statement.cheapest(Ids{1, 2}).used == Ids{1, 2});
}

// The analytic planner chooses each scan by itself but for the choice between hashing and probing,
// which composing knows, too: single candidates are composed within a few per cent.
TEST_CASE("composed plans cost what the planner says, nearly") {
  int close = 0, all = 0;
  for (unsigned seed = 1; seed <= 40; ++seed) {
    const Instance instance = random_instance(seed);
    PreparedRun run(instance.tables, instance.statements, 3);
    for (std::size_t query = 0; query < run.observed.queries.size(); ++query) {
      run.cache->cost_scans(query, run.relevant[query]);
      for (const CandidateId id : run.relevant[query]) {
        run.cache->answer_by(CostCache::Answers::kComposed);
        const double composed = run.cache->plan(query, Ids{id}).cost.value();
        const double asked = run.what_if.plan(run.workload.queries[query], Ids{id})->cost.value();
        ++all;
        close += std::abs(composed - asked) <= 0.05 * asked;
      }
    }
  }
  CAPTURE(close, all);
  REQUIRE(close >= 0.95 * all);
}

}  // namespace tend::index::test
