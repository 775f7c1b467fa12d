// SPDX-License-Identifier: PostgreSQL
#include "core/index/candidates.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "tests/oracle/analytic_what_if.h"

namespace tend::index::test {

namespace {

RelationAccess access(std::vector<Qual> quals, std::vector<SortKey> order = {}) {
  RelationAccess result = on(std::move(quals));
  result.order = std::move(order);
  return result;
}

// Candidates for statements that each have one access to one table.
class Generated {
 public:
  explicit Generated(std::vector<RelationAccess> accesses, TableModel model = table(1, 1e6, 10000),
                     int max_columns = 4) {
    queries_.resize(accesses.size());
    std::vector<ObservedQuery> observed;
    for (std::size_t i = 0; i < accesses.size(); ++i) {
      ObservedQuery each;
      each.query = &queries_[i];
      each.observation.cost = Cost(100);
      each.observation.reads = {accesses[i]};
      observed.push_back(std::move(each));
    }
    GeneratedCandidates generated =
        generate_candidates(observed, {{RelationId{1}, model.snapshot}}, max_columns);
    definitions = std::move(generated.definitions);
    keys_cut = generated.keys_cut;
    for (const IndexDefinition& definition : definitions) {
      all.push_back(canonical_text(definition));
    }
  }
  bool has(const std::string& canonical) const {
    return std::find(all.begin(), all.end(), "btree " + canonical) != all.end();
  }
  bool any_with(const std::string& part) const {
    return std::any_of(all.begin(), all.end(), [&](const std::string& each) {
      return each.find(part) != std::string::npos;
    });
  }

  std::vector<IndexDefinition> definitions;
  bool keys_cut = false;
  std::vector<std::string> all;

 private:
  std::vector<workload::WorkloadQuery> queries_;
};

TableModel with_index(IndexDefinition definition) {
  TableModel model = table(1, 1e6, 10000);
  model.snapshot.indexes.push_back({.name = "public.existing", .definition = definition});
  return model;
}

}  // namespace

TEST_CASE("a sequence comes with its prefixes, cut to the number of columns allowed") {
  const std::vector<RelationAccess> accesses = {
      access({equals(1, 0.001), equals(2, 0.01), in_range(3, 0.1)})};

  const Generated wide(accesses);
  REQUIRE(wide.has("(c1, c2, c3)"));
  REQUIRE(wide.has("(c1, c2)"));
  REQUIRE(wide.has("(c1)"));
  REQUIRE(wide.has("(c3)"));
  REQUIRE(!wide.keys_cut);

  const Generated narrow(accesses, table(1, 1e6, 10000), 2);
  REQUIRE(narrow.keys_cut);
  REQUIRE(narrow.has("(c1, c2)"));
  for (const IndexDefinition& each : narrow.definitions) REQUIRE(each.keys.size() <= 2);

  const Generated single(accesses, table(1, 1e6, 10000), 1);
  REQUIRE(single.all.size() == 3);
}

TEST_CASE("candidates come without repeats, in the order of their spelling") {
  const RelationAccess same = access({equals(1, 0.001), in_range(2, 0.1)});
  const Generated generated({same, same, same});

  REQUIRE(std::is_sorted(generated.all.begin(), generated.all.end()));
  REQUIRE(std::set<std::string>(generated.all.begin(), generated.all.end()).size() ==
          generated.all.size());
}

TEST_CASE("what an existing index begins with is not proposed again, its extension is") {
  const TableModel model = table(1, 1e6, 10000);
  const Generated generated({access({equals(1, 0.001), equals(2, 0.01), in_range(3, 0.1)})},
                            with_index(index_on(model, {1, 2})));

  REQUIRE_FALSE(generated.has("(c1)"));
  REQUIRE_FALSE(generated.has("(c1, c2)"));
  REQUIRE(generated.has("(c1, c2, c3)"));
}

TEST_CASE("an existing index read backwards counts as existing") {
  IndexDefinition falling = index_on(table(1, 1e6, 10000), {1});
  falling.keys[0].descending = true;
  falling.keys[0].nulls_first = true;

  const Generated generated({access({}, {ascending(1)})}, with_index(falling));

  REQUIRE(generated.all.empty());
}

TEST_CASE("an invalid index serves nobody, so it keeps nothing out") {
  TableModel model = with_index(index_on(table(1, 1e6, 10000), {1}));
  model.snapshot.indexes[0].valid = false;

  REQUIRE(Generated({access({equals(1, 0.001)})}, model).has("(c1)"));
}

TEST_CASE("an existing index with another predicate, payload or opclass keeps nothing out") {
  IndexDefinition partial = index_on(table(1, 1e6, 10000), {1});
  partial.predicate = "(c5 IS NULL)";
  REQUIRE(Generated({access({equals(1, 0.001)})}, with_index(partial)).has("(c1)"));

  IndexDefinition pattern = index_on(table(1, 1e6, 10000), {1});
  pattern.keys[0].opclass = "text_pattern_ops";
  REQUIRE(Generated({access({equals(1, 0.001)})}, with_index(pattern)).has("(c1)"));
}

TEST_CASE("equality on all columns of a unique index leaves nothing to win") {
  IndexDefinition unique = index_on(table(1, 1e6, 10000), {1, 2});
  unique.unique = true;
  const TableModel model = with_index(unique);

  REQUIRE(Generated({access({equals(1, 0.1), equals(2, 0.1), equals(3, 0.1)})}, model).all.empty());
  REQUIRE(Generated({access({equals(1, 0.1), equals(3, 0.1)})}, model).has("(c1, c3)"));
  const Qual joined = equals(2, 0.1, Operand::kJoin);
  REQUIRE(Generated({access({equals(1, 0.1), joined, equals(3, 0.1)})}, model).has("(c3)"));

  TableModel partial = model;
  partial.snapshot.indexes[0].definition.predicate = "(c5 IS NULL)";
  REQUIRE_FALSE(Generated({access({equals(1, 0.1), equals(2, 0.1)})}, partial).all.empty());
}

TEST_CASE("tables that are tiny, unanalyzed or refused get no candidates") {
  const std::vector<RelationAccess> accesses = {access({equals(1, 0.001)})};
  TableModel model = table(1, 1e6, 10000);

  model.snapshot.pages = Pages(9);
  REQUIRE(Generated(accesses, model).all.empty());
  model.snapshot.pages = Pages(10);
  REQUIRE_FALSE(Generated(accesses, model).all.empty());
  model.snapshot.has_statistics = false;
  REQUIRE(Generated(accesses, model).all.empty());
  model.snapshot.has_statistics = true;
  model.snapshot.refusal = "foreign";
  REQUIRE(Generated(accesses, model).all.empty());
}

TEST_CASE("each arm of an OR gets its own candidates") {
  RelationAccess ored = access({equals(3, 0.1)});
  ored.or_arms = {{equals(1, 0.001)}, {equals(2, 0.001), in_range(4, 0.1)}};

  const Generated generated({ored});

  REQUIRE(generated.has("(c1)"));
  REQUIRE(generated.has("(c2, c4)"));
  REQUIRE(generated.has("(c1, c3)"));
}

TEST_CASE("a proven constant gives a partial index on the other clauses, beside the total one") {
  const Generated generated({access({constant(1, 0.05), equals(2, 0.001)}, {ascending(3)})});

  REQUIRE(generated.has("(c2, c3) WHERE (c1 = 'x'::text)"));
  REQUIRE(generated.has("(c2) WHERE (c1 = 'x'::text)"));
  REQUIRE(generated.has("(c2, c1)"));
  REQUIRE_FALSE(generated.has("(c1) WHERE (c1 = 'x'::text)"));
  const auto partial =
      std::find_if(generated.definitions.begin(), generated.definitions.end(),
                   [](const IndexDefinition& each) { return !each.predicate.empty(); });
  REQUIRE(partial->predicate_columns == std::vector<int>{1});
}

TEST_CASE("a predicate alone is kept small on its own column") {
  REQUIRE(Generated({access({constant(1, 0.05)})}).has("(c1) WHERE (c1 = 'x'::text)"));
}

TEST_CASE("a parameter proves nothing") {
  REQUIRE_FALSE(Generated({access({equals(1, 0.05), equals(2, 0.001)})}).any_with("WHERE"));
}

TEST_CASE("no partial index where it does not shrink, or for one entity among many") {
  Qual frequent_null = constant(1, 0.26);
  frequent_null.comparison = Comparison::kIsNull;

  REQUIRE_FALSE(Generated({access({frequent_null, equals(2, 0.001)})}).any_with("WHERE"));

  Qual entity = constant(1, 0.0005);
  entity.distinct_values = 2000;
  REQUIRE_FALSE(Generated({access({entity, equals(2, 0.001)})}).any_with("WHERE"));
  entity.distinct_values = 0;
  REQUIRE_FALSE(Generated({access({entity, equals(2, 0.001)})}).any_with("WHERE"));
  entity.distinct_values = 4;
  REQUIRE(Generated({access({entity, equals(2, 0.001)})}).any_with("WHERE"));
}

TEST_CASE("an equality makes a predicate only for a rare one of few known values") {
  // constant() is a column of five values: an average one has a fifth of the rows.
  Qual entity = constant(1, 0.001);
  entity.distinct_values = 500;
  Qual guessed = constant(1, 0.005);
  guessed.distinct_values = 0;

  REQUIRE(Generated({access({constant(1, 0.10), equals(2, 0.001)})}).any_with("WHERE"));
  REQUIRE_FALSE(Generated({access({constant(1, 0.11), equals(2, 0.001)})}).any_with("WHERE"));
  REQUIRE_FALSE(Generated({access({entity, equals(2, 0.001)})}).any_with("WHERE"));
  REQUIRE_FALSE(Generated({access({guessed, equals(2, 0.001)})}).any_with("WHERE"));
}

TEST_CASE("a null test is a state however few rows are in it") {
  Qual not_deleted = equals(1, 0.00001, Operand::kNone);
  not_deleted.comparison = Comparison::kIsNull;
  not_deleted.predicate = "(c1 IS NULL)";

  REQUIRE(Generated({access({not_deleted, equals(2, 0.001)})}).has("(c2) WHERE (c1 IS NULL)"));
}

TEST_CASE("a range's constant makes no predicate, for it moves") {
  Qual since = in_range(1, 0.05, Operand::kConstant);
  since.predicate = "(c1 > '2024-01-01'::date)";

  REQUIRE_FALSE(Generated({access({since, equals(2, 0.001)})}).any_with("WHERE"));
}

TEST_CASE("two predicates combine in one spelling, whichever comes first in the text") {
  const Generated one({access({constant(1, 0.05), constant(2, 0.1), equals(3, 0.001)})});
  const Generated other({access({equals(3, 0.001), constant(2, 0.1), constant(1, 0.05)})});

  REQUIRE(one.has("(c3) WHERE ((c1 = 'x'::text) AND (c2 = 'x'::text))"));
  REQUIRE(one.all == other.all);
}

TEST_CASE("dozens of clauses stay within the bounds of an access and a table") {
  std::vector<RelationAccess> accesses;
  for (int q = 0; q < 40; ++q) {
    std::vector<Qual> quals;
    for (int i = 0; i < 30; ++i)
      quals.push_back(equals(1 + (q * 7 + i * 3) % 97, 0.01 + 0.001 * i));
    for (int i = 0; i < 5; ++i) quals.push_back(equals(200 + i, 0.01, Operand::kJoin));
    accesses.push_back(access(quals, {descending(100 + q)}));
  }

  const Generated generated(accesses);

  REQUIRE(generated.all.size() <= 600);
  REQUIRE(generated.all.size() > 100);
}

TEST_CASE("candidates the planner refuses are left out and the numbers stay dense") {
  const std::vector<IndexDefinition> definitions = {index_on(table(1, 1e6, 10000), {1}),
                                                    index_on(table(1, 1e6, 10000), {2}),
                                                    index_on(table(1, 1e6, 10000), {3})};
  AnalyticWhatIf what_if({table(1, 1e6, 10000)}, {});
  what_if.refused_definitions = {"btree (c2)"};
  const SteppingClock clock;
  const CountingCancel cancel;

  std::vector<Candidate> known;
  hypothesize(definitions,
              {{{RelationId{1}, table(1, 1e6, 10000).snapshot}},
               what_if,
               RunLimit(clock, cancel, Seconds(1))},
              known);

  REQUIRE(known.size() == 2);
  REQUIRE(canonical_text(known[1].definition) == "btree (c3)");
  REQUIRE(canonical_text(what_if.hypothesized()[1]) == "btree (c3)");
  REQUIRE(known[0].size.size > Bytes(0));
}

TEST_CASE("what the access reads besides its keys becomes payload, where pages stay all-visible") {
  RelationAccess read = access({equals(2, 0.001)});
  read.columns_read = {column(2), column(4)};
  read.columns_above = {4};
  TableModel visible = table(1, 1e6, 10000);
  visible.snapshot.all_visible = 1;

  REQUIRE(Generated({read}, visible).has("(c2) INCLUDE (c4)"));
  REQUIRE(Generated({read}, visible).has("(c2)"));
  REQUIRE_FALSE(Generated({read}).any_with("INCLUDE"));
}

TEST_CASE("a range that needs an operator class of its own gets it, behind the equalities") {
  Qual prefix = in_range(1, 0.01, Operand::kConstant);
  prefix.opclass = "pg_catalog.text_pattern_ops";
  const Generated generated({access({prefix, equals(2, 0.001)})});

  REQUIRE(generated.has("(c2, c1 pg_catalog.text_pattern_ops)"));
  REQUIRE(generated.has("(c1 pg_catalog.text_pattern_ops)"));
  REQUIRE_FALSE(generated.has("(c1)"));
}

TEST_CASE("a candidate with payload that is a copy of its table is left out") {
  const TableModel narrow = table(1, 1e6, 4000);
  IndexDefinition covering = index_on(narrow, {1});
  covering.include = {column(2)};
  AnalyticWhatIf what_if({narrow}, {});
  const SteppingClock clock;
  const CountingCancel cancel;
  std::vector<Candidate> known;

  hypothesize({covering, index_on(narrow, {1})},
              {{{RelationId{1}, narrow.snapshot}}, what_if, RunLimit(clock, cancel, Seconds(1))},
              known);

  REQUIRE(known.size() == 1);
  REQUIRE(known[0].definition.include.empty());
}

TEST_CASE("a candidate is relevant where its leading key or its predicate is mentioned") {
  ObservedQuery query;
  RelationAccess read = access({constant(1, 0.05)}, {ascending(2)});
  read.or_arms = {{equals(3, 0.1)}, {equals(4, 0.1)}};
  read.grouping = {column(5)};
  query.observation.reads = {read};
  std::vector<Candidate> candidates;
  for (int number = 1; number <= 7; ++number) {
    candidates.push_back({index_on(table(1, 1e6, 10000), {number, 1}), {}});
  }
  IndexDefinition partial = index_on(table(1, 1e6, 10000), {6});
  partial.predicate = "(c1 = 'x'::text)";
  partial.predicate_columns = {1};
  candidates.push_back({partial, {}});
  candidates.push_back({index_on(table(2, 1e6, 10000), {1}), {}});

  REQUIRE(relevant_candidates({query}, candidates) ==
          std::vector<std::vector<CandidateId>>{{0, 1, 2, 3, 4, 7}});
}

}  // namespace tend::index::test
