// SPDX-License-Identifier: PostgreSQL
// tend_bench.peer_advice(): a peer's choice of indexes with this backend's planner, the same
// what-if port and the same costs that tend.recommend_indexes() has. Linked into the module of
// `make bench-index` only.
#include "extension/boundary/pg.h"

#include "extension/boundary/guard.h"
#include "extension/boundary/record.h"
#include "extension/boundary/text.h"
#include "extension/catalog/relation_reader.h"
#include "extension/functions/server_ports.h"
#include "extension/what_if/backend_what_if.h"
#include "tests/oracle/peers/peers.h"

namespace tend::ext {

namespace {

using index::test::PeerChoice;
using index::test::PeerProblem;

constexpr Seconds kNoLimit(1e9);

workload::Workload workload_of(const std::vector<std::string>& texts,
                               const std::vector<int64>& calls) {
  workload::Workload workload;
  workload.source = workload::WorkloadSource::kAdhoc;
  for (size_t i = 0; i < texts.size(); i++) {
    workload.queries.push_back({{}, {}, texts[i], static_cast<double>(calls.at(i)), {}});
  }
  return workload;
}

PeerChoice choice_of(const std::string& algorithm, PeerProblem& problem, Bytes budget, int width) {
  if (algorithm == "extend") return extend(problem, budget);
  if (algorithm == "db2advis") return db2advis(problem, budget);
  if (algorithm == "autoadmin") return autoadmin(problem, budget, width);
  throw ServerError(ERRCODE_INVALID_PARAMETER_VALUE, "no such algorithm");
}

// Arguments: algorithm, queries, calls, storage_budget, width.
Datum peer_advice(FunctionCallInfo fcinfo) {
  const std::string algorithm = string_from(PG_GETARG_DATUM(0));
  const workload::Workload workload = workload_of(strings_from_array(PG_GETARG_DATUM(1), "queries"),
                                                  int8s_from_array(PG_GETARG_DATUM(2), "calls"));
  const Bytes budget(PG_GETARG_INT64(3));
  const int width = PG_GETARG_INT32(4);
  RunSettings settings;
  BackendWhatIf what_if;
  RelationReader catalog;
  const ServerClock clock;
  const ServerCancel cancel;
  const index::RunLimit run(clock, cancel, kNoLimit);
  PeerProblem problem(workload, what_if, catalog, run, width);
  const PeerChoice choice = choice_of(algorithm, problem, budget, width);
  std::vector<std::string> ddl;
  for (const index::CandidateId id : choice.set) {
    ddl.push_back(index::create_statement(problem.candidates()[id].definition, ""));
  }
  return record_datum(
      fcinfo,
      std::array{Value::of(ddl), Value::of(choice.cost), Value::of(problem.upkeep(choice.set)),
                 Value::of(static_cast<int64>(choice.planner_calls)),
                 Value::of(static_cast<int64>(problem.candidates().size()))});
}

}  // namespace
}  // namespace tend::ext

extern "C" {
PG_FUNCTION_INFO_V1(pg_tend_bench_peer_advice);

Datum pg_tend_bench_peer_advice(PG_FUNCTION_ARGS) {
  return tend::ext::guarded_entry([&] { return tend::ext::peer_advice(fcinfo); });
}
}
