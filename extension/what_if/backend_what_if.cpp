// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/what_if/backend_what_if.h"

#include "core/sql/placeholders.h"
#include "core/sql/statement_text.h"
#include "extension/boundary/scratch_memory.h"
#include "extension/boundary/text.h"
#include "extension/catalog/role_search_path.h"
#include "extension/what_if/access_capture.h"
#include "extension/what_if/expression_statistics.h"
#include "extension/what_if/plan_tree.h"

namespace tend::ext {

namespace {

// OIDs are handed out from the bottom; a database that has used four billion of them and came here
// would still only meet them in plans, never in the catalog.
constexpr Oid kFirstFakeOid = 4294000000U;

// Runs `body`; a server error becomes a Failure, an interrupt goes on as what it is.
template <class T, class Body>
Result<T> as_result(Body&& body) {
  try {
    return body();
  } catch (const ServerError& error) {
    if (error.is_interrupt()) throw;
    return error.to_failure();
  }
}

// What a constant added to a date or a moment is, most often first.
constexpr std::array kSummandTypes = {"integer", "interval"};

// Whether the types that the server takes $n for may be why it finds no operator.
bool may_be_types(const ServerError& error, const std::string& text) {
  return error.sqlerrcode() == ERRCODE_UNDEFINED_FUNCTION && text.find('$') != std::string::npos;
}

// Whether a text with such a cast failed because of its types still, and not for a reason of its
// own.
bool is_of_types(const Failure& failure) {
  constexpr std::array<std::string_view, 3> kTypeStates = {"42883", "42804", "42725"};
  return std::ranges::find(kTypeStates, failure.sqlstate) != kTypeStates.end();
}

// The text with casts of its summands; nothing if that changes nothing.
std::optional<std::string> with_summands(const std::string& text, const char* type) {
  const Result<std::string> cast = sql::cast_summands(to_utf8(text), type);
  if (!cast.ok()) return std::nullopt;
  std::string changed = from_utf8(*cast);
  return changed == text ? std::nullopt : std::optional(std::move(changed));
}

// pg_stat_statements turns `interval '1 day'` into `interval $1`, which the server's own parser
// refuses; libpg_query reads it.
std::string repaired_text(const std::string& text) {
  if (text.find('$') == std::string::npos) return text;
  ScratchMemory scratch;
  try {
    pg_call([&] { (void)raw_parser(text.c_str(), RAW_PARSE_DEFAULT); });
    return text;
  } catch (const ServerError& error) {
    if (error.is_interrupt()) throw;
    if (error.sqlerrcode() != ERRCODE_SYNTAX_ERROR) return text;
  }
  const Result<std::string> repaired = sql::repair_placeholders(to_utf8(text));
  return repaired.ok() ? from_utf8(*repaired) : text;
}

}  // namespace

BackendWhatIf::BackendWhatIf() : next_fake_oid_(kFirstFakeOid) {
  context_ = pg_call([] {
    return AllocSetContextCreate(CurrentMemoryContext, "pg_tend what-if", ALLOCSET_DEFAULT_SIZES);
  });
  samples_ = pg_call([&] { return make_run_samples(context_); });
}

BackendWhatIf::~BackendWhatIf() {
  MemoryContextDelete(context_);
}

Planner BackendWhatIf::planner_for(const workload::WorkloadQuery& query) {
  if (!query.role) return {};
  const Oid role = query.role.value;
  auto found = search_paths_.find(role);
  if (found == search_paths_.end()) {
    found =
        search_paths_.emplace(role, rolled_back([&] { return search_path_of_role(role); })).first;
  }
  return {role, found->second, pg_call([&] { return superuser_arg(role); })};
}

const std::string& BackendWhatIf::effective_text(const workload::WorkloadQuery& query) {
  const auto [place, is_new] = effective_texts_.try_emplace({query.role.value, query.text});
  if (is_new) place->second = repaired_text(query.text);
  return place->second;
}

// Runs `body` with the statement's text. Of a text without its constants the types of summands may
// be lost: then with the first cast that lets it be analyzed, and so from here on.
template <class Body>
auto BackendWhatIf::with_text(const workload::WorkloadQuery& query, Body&& body) {
  const std::string text = effective_text(query);
  std::optional<ServerError> as_it_is;
  try {
    return body(text);
  } catch (const ServerError& error) {
    if (!may_be_types(error, text)) throw;
    as_it_is = error;
  }
  for (const char* type : kSummandTypes) {
    const std::optional<std::string> cast = with_summands(text, type);
    if (!cast) break;
    auto result = as_result<decltype(body(text))>([&] { return body(*cast); });
    if (!result.ok() && !is_of_types(result.failure())) throw ServerError(result.failure());
    if (!result.ok()) continue;
    effective_texts_[{query.role.value, query.text}] = *cast;
    return std::move(result).value();
  }
  throw *as_it_is;
}

Planner BackendWhatIf::planner_for(const workload::WorkloadQuery& query,
                                   const workload::Execution& execution) {
  Planner planner = planner_for(query);
  // A superuser's statements keep to schemas that only superusers can put something into.
  if (query.role && !planner.trusts_superusers_only) planner.search_path = execution.search_path;
  return planner;
}

std::vector<const workload::Execution*> BackendWhatIf::plannable_executions(
    const workload::WorkloadQuery& query) const {
  std::vector<const workload::Execution*> executions;
  for (const workload::Execution& execution : query.executions) {
    if (executions.size() == workload::kPlannedExecutions) break;
    if (!unplannable_.contains(execution.text)) executions.push_back(&execution);
  }
  return executions;
}

std::optional<index::QueryObservation> BackendWhatIf::observe_execution(
    const workload::WorkloadQuery& query, const workload::Execution& execution) {
  Result<index::QueryObservation> seen = as_result<index::QueryObservation>(
      [&] { return observed(planner_for(query, execution), execution.text); });
  if (seen.ok()) return std::move(seen).value();
  unplannable_.insert(execution.text);
  return std::nullopt;
}

// Captured executions that cannot be planned any more (a temporary table, a changed type) are left
// out from here on. The cost today is the mean of those that plan() will ask for.
void BackendWhatIf::add_executions(const workload::WorkloadQuery& query,
                                   index::QueryObservation& observation) {
  double sum = 0;
  size_t planned = 0;
  for (const workload::Execution& execution : query.executions) {
    std::optional<index::QueryObservation> seen = observe_execution(query, execution);
    if (!seen) continue;
    observation.execution_reads.push_back(std::move(seen->reads));
    if (planned == workload::kPlannedExecutions) continue;
    if (planned == 0) {
      observation.shape = std::move(seen->shape);
      observation.parts.clear();
      observation.paths.clear();
    }
    observation.parts.push_back(std::move(seen->parts.front()));
    observation.paths.push_back(std::move(seen->paths.front()));
    sum += seen->cost.value();
    planned++;
  }
  if (planned > 0) observation.cost = Cost(sum / static_cast<double>(planned));
}

Result<index::QueryObservation> BackendWhatIf::observe(const workload::WorkloadQuery& query) {
  Result<index::QueryObservation> observation = as_result<index::QueryObservation>([&] {
    return with_text(query,
                     [&](const std::string& text) { return observed(planner_for(query), text); });
  });
  if (observation.ok()) {
    observation->query_id = query.id ? query.id : observation->query_id;
    add_executions(query, *observation);
  }
  return observation;
}

index::QueryObservation BackendWhatIf::observed(const Planner& planner, const std::string& text) {
  PlanningView view;
  view.records_accesses = true;
  view.records_parts = true;
  return plan_statement(planner, text, &view, [&](const Planned& planned) {
    pin_output_formats();
    index::QueryObservation seen;
    seen.query_id = QueryId{planned.query_id};
    seen.cost = Cost(planned.statement->planTree->total_cost);
    seen.reads = to_accesses(view.accesses);
    seen.writes = writes_of(planned.statement);
    seen.shape = shape_of(planned.statement);
    const CandidateOf candidate_of = candidates_by_oid();
    seen.parts = {plan_parts_from(view.planning, seen.cost, candidate_of)};
    seen.paths = {access_paths_from(view.planning, candidate_of)};
    return seen;
  });
}

index::HypotheticalSize BackendWhatIf::add(index::CandidateId id, const std::string& ddl,
                                           const Planner& planner, IndexSource source) {
  HypotheticalIndex* made = in_planner_role(planner, [&] {
    return pg_call([&] {
      return make_hypothetical_index(ddl.c_str(), id, next_fake_oid_, source, samples_, context_);
    });
  });
  indexes_[id] = made;
  index::HypotheticalSize size;
  Pages pages;
  const ListCell* cell;
  foreach (cell, made->leaves) {
    const HypotheticalLeaf* leaf = static_cast<const HypotheticalLeaf*>(lfirst(cell));
    candidate_of_[leaf->fake_oid] = id;
    next_fake_oid_ = leaf->fake_oid + 1;
    pages += Pages(leaf->pages);
    size.entries += leaf->entries;
    size.height = std::max(size.height, leaf->height);
  }
  size.size = bytes_of(pages);
  size.knows_expressions = knows_expressions(made);
  return size;
}

Result<index::HypotheticalSize> BackendWhatIf::hypothesize(index::CandidateId id,
                                                           const index::IndexDefinition& index) {
  return as_result<index::HypotheticalSize>([&] {
    return add(id, index::create_statement(index, ""), {.search_path = "pg_catalog"},
               IndexSource{index.relation.value});
  });
}

void BackendWhatIf::hypothesize_text(index::CandidateId id, const std::string& ddl) {
  (void)add(id, ddl, {}, IndexSource{});
}

List* BackendWhatIf::leaves_of(std::span<const index::CandidateId> configuration) {
  List* leaves = NIL;
  for (const index::CandidateId id : configuration) {
    List* const own = indexes_.at(id)->leaves;
    leaves = pg_call([&] { return list_concat(leaves, own); });
  }
  return leaves;
}

std::vector<index::CandidateId> BackendWhatIf::used_among(const List* scanned) const {
  std::set<index::CandidateId> used;
  const ListCell* cell;
  foreach (cell, scanned) {
    const auto found = candidate_of_.find(lfirst_oid(cell));
    if (found != candidate_of_.end()) used.insert(found->second);
  }
  return {used.begin(), used.end()};
}

CandidateOf BackendWhatIf::candidates_by_oid() const {
  return [this](Oid index) -> std::optional<index::CandidateId> {
    const auto found = candidate_of_.find(index);
    return found == candidate_of_.end() ? std::nullopt : std::optional(found->second);
  };
}

index::PlanEstimate BackendWhatIf::estimate_from(const PlanningView& view,
                                                 const Planned& planned) const {
  const List* scanned = pg_call([&] { return scanned_indexes(planned.statement); });
  const Cost cost(planned.statement->planTree->total_cost);
  return {.cost = cost,
          .used = used_among(scanned),
          .shape = shape_of(planned.statement),
          .parts = {plan_parts_from(view.planning, cost, candidates_by_oid())}};
}

index::PlanEstimate BackendWhatIf::plan_text(const Planner& planner, const std::string& text,
                                             std::span<const index::CandidateId> configuration) {
  PlanningView view;
  view.offered = leaves_of(configuration);
  view.hidden = hidden_;
  view.records_parts = true;
  index::PlanEstimate estimate = plan_statement(
      planner, text, &view, [&](const Planned& planned) { return estimate_from(view, planned); });
  pg_call([&] { list_free(view.offered); });
  return estimate;
}

index::Survey BackendWhatIf::survey_text(const Planner& planner, const std::string& text,
                                         std::span<const index::CandidateId> configuration) {
  PlanningView view;
  view.offered = leaves_of(configuration);
  view.records_parts = true;
  view.planning.offers_alone = true;
  index::Survey survey = plan_until(
      planner, text, &view, [&] { return view.planning.stopped; },
      [&](const Planned* planned) {
        index::Survey seen{.paths = {access_paths_from(view.planning, candidates_by_oid())}};
        if (planned) seen.plan = estimate_from(view, *planned);
        return seen;
      });
  pg_call([&] { list_free(view.offered); });
  return survey;
}

namespace {

// The estimates of several texts as one: the sum of their costs, the union of what they use.
void add_text(index::PlanEstimate& all, index::PlanEstimate one) {
  if (all.parts.empty()) all.shape = std::move(one.shape);
  all.cost += one.cost;
  std::set<index::CandidateId> used(all.used.begin(), all.used.end());
  used.insert(one.used.begin(), one.used.end());
  all.used = {used.begin(), used.end()};
  std::move(one.parts.begin(), one.parts.end(), std::back_inserter(all.parts));
}

Cost mean(Cost sum, size_t texts) {
  return Cost(sum.value() / static_cast<double>(texts));
}

}  // namespace

Result<index::PlanEstimate> BackendWhatIf::plan(const workload::WorkloadQuery& query,
                                                std::span<const index::CandidateId> configuration) {
  return as_result<index::PlanEstimate>([&] {
    const std::vector<const workload::Execution*> executions = plannable_executions(query);
    if (executions.empty()) {
      return with_text(query, [&](const std::string& text) {
        return plan_text(planner_for(query), text, configuration);
      });
    }
    index::PlanEstimate all;
    for (const workload::Execution* execution : executions) {
      add_text(all, plan_text(planner_for(query, *execution), execution->text, configuration));
    }
    all.cost = mean(all.cost, executions.size());
    return all;
  });
}

Result<index::Survey> BackendWhatIf::survey(const workload::WorkloadQuery& query,
                                            std::span<const index::CandidateId> configuration) {
  return as_result<index::Survey>([&] {
    const std::vector<const workload::Execution*> executions = plannable_executions(query);
    if (executions.empty()) {
      return with_text(query, [&](const std::string& text) {
        return survey_text(planner_for(query), text, configuration);
      });
    }
    index::Survey all{.plan = index::PlanEstimate{}};
    for (const workload::Execution* execution : executions) {
      index::Survey one =
          survey_text(planner_for(query, *execution), execution->text, configuration);
      std::move(one.paths.begin(), one.paths.end(), std::back_inserter(all.paths));
      if (!one.plan) all.plan.reset();
      if (all.plan) add_text(*all.plan, std::move(*one.plan));
    }
    if (all.plan) all.plan->cost = mean(all.plan->cost, executions.size());
    return all;
  });
}

// An index of a partitioned table hides its leaves, which are what plans scan. The list is in the
// memory of the run, since planning takes away its own. An interrupt ends the run, and this object
// with it.
Result<index::PlanEstimate> BackendWhatIf::plan_without(
    const workload::WorkloadQuery& query, std::span<const index::CandidateId> configuration,
    std::span<const RelationId> hidden) {
  Result<List*> leaves = as_result<List*>([&] {
    return in_planner_role({}, [&] {
      return pg_call([&] {
        List* found = NIL;
        for (const RelationId each : hidden) {
          found = list_concat(found, find_all_inheritors(each.value, AccessShareLock, NULL));
        }
        MemoryContext outer = MemoryContextSwitchTo(context_);
        List* kept = list_copy(found);
        MemoryContextSwitchTo(outer);
        return kept;
      });
    });
  });
  if (!leaves) return std::move(leaves).failure();
  hidden_ = *leaves;
  Result<index::PlanEstimate> estimate = plan(query, configuration);
  hidden_ = NIL;
  return estimate;
}

}  // namespace tend::ext
