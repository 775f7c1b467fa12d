// SPDX-License-Identifier: PostgreSQL
#include "core/index/sampled_constants.h"

#include <catch2/catch.hpp>

#include "tests/oracle/analytic_models.h"

namespace tend::index::test {

namespace {

constexpr RelationId kTable{1};
constexpr int kState = 2;

RelationAccess reading_state(const Qual& qual) {
  RelationAccess access;
  access.relation = kTable;
  access.quals = {equals(1, 0.001, Operand::kParameter), qual};
  return access;
}

Qual state_is(const std::string& value) {
  Qual qual = constant(kState, 0.001);
  qual.predicate = "(c2 = '" + value + "'::text)";
  return qual;
}

// A statement `... WHERE c1 = $1 AND c2 = $2` and what each execution had in the place of $2.
struct Sampled {
  explicit Sampled(const std::vector<std::string>& values) {
    query.literal_executions = true;
    observation.reads = {reading_state(equals(kState, 0.2, Operand::kParameter))};
    for (const std::string& value : values) {
      query.executions.push_back({"c2 = '" + value + "'", "public"});
      observation.execution_reads.push_back({reading_state(state_is(value))});
    }
  }

  // The predicate that an index may have in the end.
  std::string proven() {
    restore_constants(query, observation);
    return observation.reads.front().quals.back().predicate;
  }

  workload::WorkloadQuery query;
  QueryObservation observation;
};

const std::vector<std::string> kAllOpen(5, "open");

}  // namespace

TEST_CASE("a constant that all executions have is the statement's again", "[constants]") {
  Sampled sampled(kAllOpen);

  CHECK(sampled.proven() == "(c2 = 'open'::text)");
  const Qual& state = sampled.observation.reads.front().quals.back();
  CHECK(state.operand == Operand::kConstant);
  CHECK(state.selectivity == 0.001);
  CHECK(sampled.observation.reads.front().quals.front().operand == Operand::kParameter);
}

TEST_CASE("one execution with another constant, and nothing is proven", "[constants]") {
  std::vector<std::string> values = kAllOpen;
  values.back() = "held";

  CHECK(Sampled(values).proven().empty());
}

TEST_CASE("too few executions prove nothing", "[constants]") {
  CHECK(Sampled({"open", "open", "open", "open"}).proven().empty());
  CHECK(Sampled({}).proven().empty());
}

TEST_CASE("values bound as parameters prove nothing", "[constants]") {
  Sampled sampled(kAllOpen);
  sampled.query.literal_executions = false;

  CHECK(sampled.proven().empty());
}

TEST_CASE("an execution that cannot be planned may have another constant", "[constants]") {
  Sampled sampled(kAllOpen);
  sampled.observation.execution_reads.pop_back();

  CHECK(sampled.proven().empty());
}

TEST_CASE("an execution whose plan lacks the clause proves nothing", "[constants]") {
  Sampled sampled(kAllOpen);
  sampled.observation.execution_reads.back().front().quals.pop_back();

  CHECK(sampled.proven().empty());
}

TEST_CASE("of a table joined with itself nobody knows which clause is which", "[constants]") {
  Sampled sampled(kAllOpen);
  sampled.observation.reads.push_back(reading_state(equals(kState, 0.2, Operand::kParameter)));

  CHECK(sampled.proven().empty());
}

TEST_CASE("another table's clause on a column of the same name is another one", "[constants]") {
  Sampled sampled(kAllOpen);
  for (auto& reads : sampled.observation.execution_reads) reads.front().relation = RelationId{7};

  CHECK(sampled.proven().empty());
}

}  // namespace tend::index::test
