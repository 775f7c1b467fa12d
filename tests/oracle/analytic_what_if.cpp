// SPDX-License-Identifier: PostgreSQL
// The formulas are in the comments beside them; only their shape matters to the tests.
#include "tests/oracle/analytic_what_if.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace tend::index::test {

namespace {

constexpr double kRandomPage = 4;
constexpr double kTuple = 0.01;
constexpr double kEntry = 0.0075;
constexpr double kDescent = 4.3;
constexpr double kLimitRows = 10;

double product(const std::vector<Qual>& quals, bool with_joins) {
  double selectivity = 1;
  for (const Qual& qual : quals) {
    if (with_joins || qual.operand != Operand::kJoin) selectivity *= qual.selectivity;
  }
  return selectivity;
}

// "((a) AND (b))" to its atoms, "(a)" to itself.
std::vector<std::string> atoms(std::string predicate) {
  if (predicate.find(" AND ") == std::string::npos) return {predicate};
  predicate = predicate.substr(1, predicate.size() - 2);
  std::vector<std::string> all;
  std::size_t start = 0;
  for (std::size_t end; (end = predicate.find(" AND ", start)) != std::string::npos;) {
    all.push_back(predicate.substr(start, end - start));
    start = end + 5;
  }
  all.push_back(predicate.substr(start));
  return all;
}

const Qual* find(const std::vector<Qual>& quals, const IndexTerm& term, bool probing) {
  const auto found = std::find_if(quals.begin(), quals.end(), [&](const Qual& qual) {
    return qual.term == term && (probing || qual.operand != Operand::kJoin);
  });
  return found == quals.end() ? nullptr : &*found;
}

bool delivers(const IndexDefinition& index, std::size_t first, const std::vector<SortKey>& order) {
  if (order.empty() || index.keys.size() < first + order.size()) return false;
  bool same = true;
  bool flipped = true;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const KeyPart& key = index.keys[first + i];
    if (key.term != order[i].term) return false;
    same = same && key.descending == order[i].descending && key.nulls_first == order[i].nulls_first;
    flipped =
        flipped && key.descending != order[i].descending && key.nulls_first != order[i].nulls_first;
  }
  return same || flipped;
}

AccessPath access_path(std::size_t place, bool probed, double cost,
                       std::vector<CandidateId> needs) {
  AccessPath path;
  path.role.place = static_cast<TablePlace>(place);
  if (probed) path.role.outer = {0};
  path.total = Cost(cost);
  path.needs = std::move(needs);
  return path;
}

double sort_cost(double rows) {
  return 0.005 * rows * std::log2(std::max(rows, 2.0));
}

}  // namespace

AnalyticWhatIf::AnalyticWhatIf(std::vector<TableModel> tables,
                               std::vector<StatementModel> statements)
    : tables_(std::move(tables)), statements_(std::move(statements)) {}

workload::Workload AnalyticWhatIf::workload() const {
  workload::Workload workload;
  for (const StatementModel& each : statements_) workload.queries.push_back(each.query);
  return workload;
}

Result<QueryObservation> AnalyticWhatIf::observe(const workload::WorkloadQuery& query) {
  ++observe_calls;
  const auto failure = observe_failures.find(query.text);
  if (failure != observe_failures.end()) return failure->second;
  const StatementModel& model = statement(query.text);
  Result<PlanEstimate> today = plan(query, {});
  --plan_calls;
  if (!today) return today.failure();
  return QueryObservation{.query_id = query.id,
                          .cost = today->cost,
                          .reads = model.reads,
                          .writes = model.writes,
                          .shape = today->shape,
                          .parts = today->parts,
                          .paths = {paths_alone(model, {})}};
}

Result<HypotheticalSize> AnalyticWhatIf::hypothesize(CandidateId id, const IndexDefinition& index) {
  if (refused_definitions.contains(canonical_text(index))) {
    return Failure{FailureCode::kNotSupported, "refused", "", "", ""};
  }
  definitions_.resize(std::max<std::size_t>(definitions_.size(), id + 1));
  definitions_[id] = index;
  const double rows = entries(index);
  const double per_page = 8000 / (16.0 + 8.0 * static_cast<double>(index.keys.size()));
  const auto pages = static_cast<std::int64_t>(std::ceil(rows / per_page)) + 2;
  return HypotheticalSize{.size = bytes_of(Pages(pages)), .entries = rows, .height = 2};
}

Result<PlanEstimate> AnalyticWhatIf::plan(const workload::WorkloadQuery& query,
                                          std::span<const CandidateId> configuration) {
  ++plan_calls;
  const auto failure = plan_failures.find(query.text);
  if (failure != plan_failures.end() && !configuration.empty()) return failure->second;
  const StatementModel& model = statement(query.text);
  Path total{.cost = 0.1, .used = {}};
  PlanShape shape;
  PlanParts parts;
  double outer_rows = 1;
  for (std::size_t i = 0; i < model.reads.size(); ++i) {
    const RelationAccess& access = model.reads[i];
    Path path = read(access, configuration);
    PlanLeaf leaf{.path = access_path(i, false, path.cost, path.used)};
    if (i > 0) {
      leaf.partner = {.join = static_cast<int>(i),
                      .tables = {0},
                      .rows = outer_rows,
                      .startup_weight = 1,
                      .run_weight = 1};
      path.cost += kTuple * outer_rows;  // hashing the outer rows against it
      const std::optional<Path> probed = probe(access, outer_rows, configuration);
      if (probed && probed->cost < path.cost) {
        path = *probed;
        leaf.path = access_path(i, true, path.cost / outer_rows, path.used);
        leaf.startup_weight = leaf.run_weight = outer_rows;
      }
    }
    parts.leaves.push_back(std::move(leaf));
    total.cost += path.cost;
    total.used.insert(total.used.end(), path.used.begin(), path.used.end());
    shape.scans.push_back({.relation = access.relation,
                           .kind = path.used.empty() ? ScanKind::kSequential : ScanKind::kIndex});
    outer_rows = table(access.relation).snapshot.rows * product(access.quals, false);
  }
  std::sort(total.used.begin(), total.used.end());
  total.used.erase(std::unique(total.used.begin(), total.used.end()), total.used.end());
  parts.cost = Cost(total.cost);
  return PlanEstimate{.cost = Cost(total.cost),
                      .used = total.used,
                      .shape = std::move(shape),
                      .parts = {std::move(parts)}};
}

Result<Survey> AnalyticWhatIf::survey(const workload::WorkloadQuery& query,
                                      std::span<const CandidateId> configuration) {
  Result<PlanEstimate> planned = plan(query, configuration);
  if (!planned) return planned.failure();
  return Survey{.paths = {paths_alone(statement(query.text), configuration)},
                .plan = std::move(planned).value()};
}

// Of no candidate: what is possible today.
AccessPaths AnalyticWhatIf::paths_alone(const StatementModel& model,
                                        std::span<const CandidateId> configuration) const {
  AccessPaths paths;
  for (std::size_t i = 0; i < model.reads.size(); ++i) {
    if (configuration.empty()) {
      paths.push_back(access_path(i, false, read(model.reads[i], {}).cost, {}));
    }
    for (const CandidateId& id : configuration) {
      const std::span<const CandidateId> alone(&id, 1);
      const Path path = read(model.reads[i], alone);
      if (!path.used.empty()) paths.push_back(access_path(i, false, path.cost, path.used));
      const std::optional<Path> probed = probe(model.reads[i], 1, alone);
      if (probed && i > 0) paths.push_back(access_path(i, true, probed->cost, probed->used));
    }
  }
  return paths;
}

Result<PlanEstimate> AnalyticWhatIf::plan_without(const workload::WorkloadQuery& query,
                                                  std::span<const CandidateId> configuration,
                                                  std::span<const RelationId> hidden) {
  Result<PlanEstimate> estimate = plan(query, configuration);
  if (!estimate) return estimate;
  for (const RelationId index : hidden) {
    const auto found = hiding_factor.find({query.text, index});
    if (found != hiding_factor.end()) estimate->cost = estimate->cost * found->second;
  }
  return estimate;
}

const StatementModel& AnalyticWhatIf::statement(const std::string& text) const {
  for (const StatementModel& each : statements_) {
    if (each.query.text == text) return each;
  }
  throw std::logic_error("statement not described: " + text);
}

const TableModel& AnalyticWhatIf::table(RelationId relation) const {
  for (const TableModel& each : tables_) {
    if (each.snapshot.id == relation) return each;
  }
  throw std::logic_error("table not described");
}

double AnalyticWhatIf::entries(const IndexDefinition& index) const {
  const TableModel& model = table(index.relation);
  double rows = model.snapshot.rows;
  if (index.predicate.empty()) return rows;
  for (const std::string& atom : atoms(index.predicate)) {
    rows *= model.predicate_selectivity.at(atom);
  }
  return rows;
}

std::optional<AnalyticWhatIf::Scan> AnalyticWhatIf::scan(const RelationAccess& access,
                                                         const IndexDefinition& index,
                                                         bool probing) const {
  if (index.relation != access.relation) return std::nullopt;
  Scan result;
  if (!index.predicate.empty()) {
    for (const std::string& atom : atoms(index.predicate)) {
      const bool proven = std::any_of(access.quals.begin(), access.quals.end(),
                                      [&](const Qual& qual) { return qual.predicate == atom; });
      if (!proven) return std::nullopt;
    }
    result.matched = true;
  }
  bool keeps_order = true;
  bool joined = false;
  std::size_t equal = 0;
  for (; equal < index.keys.size(); ++equal) {
    const Qual* qual = find(access.quals, index.keys[equal].term, probing);
    if (qual == nullptr) break;
    result.selectivity *= qual->selectivity;
    result.matched = true;
    joined = joined || qual->operand == Operand::kJoin;
    if (qual->comparison == Comparison::kRange) break;
    if (qual->comparison == Comparison::kAnyOf) keeps_order = false;
  }
  result.ordered = keeps_order && delivers(index, equal, access.order);
  if (probing && !joined) return std::nullopt;
  if (!result.matched && !result.ordered) return std::nullopt;
  return result;
}

double AnalyticWhatIf::fetch_cost(const RelationAccess& access, const IndexDefinition& index,
                                  const Scan& scan) const {
  const RelationSnapshot& snapshot = table(access.relation).snapshot;
  const double matched = entries(index) * scan.selectivity;
  // Rows are scattered: a random page each, but never more than twice the whole table.
  const double pages = std::min(matched, 2.0 * static_cast<double>(snapshot.pages.value()));
  return kDescent + matched * (kEntry + kTuple) + pages * kRandomPage / 2 +
         0.0001 * static_cast<double>(index.keys.size());
}

AnalyticWhatIf::Path AnalyticWhatIf::read(const RelationAccess& access,
                                          std::span<const CandidateId> configuration) const {
  const RelationSnapshot& snapshot = table(access.relation).snapshot;
  const double result_rows = snapshot.rows * product(access.quals, false);
  const double sorting = access.order.empty() ? 0 : sort_cost(result_rows);
  Path best{.cost = static_cast<double>(snapshot.pages.value()) + snapshot.rows * kTuple + sorting,
            .used = {}};
  for (const CandidateId id : configuration) {
    const std::optional<Scan> service = scan(access, definitions_[id], false);
    if (!service) continue;
    double cost = fetch_cost(access, definitions_[id], *service);
    if (!service->ordered) {
      cost += sorting;
    } else if (access.limited) {
      cost = kDescent + cost * std::min(1.0, kLimitRows / std::max(result_rows, 1.0));
    }
    if (cost < best.cost) best = {.cost = cost, .used = {id}};
  }
  const std::optional<Path> ored = bitmap_or(access, configuration);
  if (ored && ored->cost + sorting < best.cost) {
    best = {.cost = ored->cost + sorting, .used = ored->used};
  }
  return best;
}

std::optional<AnalyticWhatIf::Path> AnalyticWhatIf::bitmap_or(
    const RelationAccess& access, std::span<const CandidateId> configuration) const {
  if (access.or_arms.empty()) return std::nullopt;
  Path total{.cost = 0, .used = {}};
  for (const std::vector<Qual>& arm : access.or_arms) {
    RelationAccess alone;
    alone.relation = access.relation;
    alone.quals = arm;
    std::optional<Path> best;
    for (const CandidateId id : configuration) {
      const std::optional<Scan> service = scan(alone, definitions_[id], false);
      if (!service || !service->matched) continue;
      const double cost = fetch_cost(alone, definitions_[id], *service);
      if (!best || cost < best->cost) best = Path{.cost = cost, .used = {id}};
    }
    if (!best) return std::nullopt;
    total.cost += best->cost;
    total.used.push_back(best->used.front());
  }
  return total;
}

std::optional<AnalyticWhatIf::Path> AnalyticWhatIf::probe(
    const RelationAccess& access, double probes, std::span<const CandidateId> configuration) const {
  std::optional<Path> best;
  for (const CandidateId id : configuration) {
    const std::optional<Scan> service = scan(access, definitions_[id], true);
    if (!service) continue;
    const double cost = probes * fetch_cost(access, definitions_[id], *service);
    if (!best || cost < best->cost) best = Path{.cost = cost, .used = {id}};
  }
  return best;
}

}  // namespace tend::index::test
