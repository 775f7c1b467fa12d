// SPDX-License-Identifier: PostgreSQL
// Each key is named by the part it plays in the statement that gains most from the index; keys that
// play the same part are named together. Tested by tests/unit/index/reason_test.cpp.
#include "core/index/reason.h"

#include <algorithm>
#include <cctype>
#include <utility>
#include <vector>

#include "core/index/number_text.h"
#include "core/index/other_methods.h"

namespace tend::index {

namespace {

struct Part {
  std::string role;   // "equality on" ...
  std::string terms;  // "a, b"
};

std::string role_of(const Qual& qual) {
  if (qual.operand == Operand::kJoin) return "join on";
  if (qual.operand == Operand::kOuter) return "lookups by";
  switch (qual.comparison) {
    case Comparison::kEqual: return "equality on";
    case Comparison::kAnyOf: return "IN list on";
    case Comparison::kRange: return "range on";
    case Comparison::kIsNull: return "IS NULL on";
    case Comparison::kIsNotNull: return "IS NOT NULL on";
  }
  return "condition on";
}

Part part_in(const RelationAccess& access, const IndexTerm& term, const std::string& method) {
  for (const MethodQual& qual : access.other_methods) {
    if (qual.term != term || method != name_of(qual.method)) continue;
    return {qual.method == Method::kGin ? "containment or match in" : "range in row order on",
            term.text};
  }
  for (const Qual& qual : access.quals) {
    if (qual.term == term) return {role_of(qual), term.text};
  }
  for (const std::vector<Qual>& arm : access.or_arms) {
    for (const Qual& qual : arm) {
      if (qual.term == term) return {"alternatives (OR) on", term.text};
    }
  }
  for (const SortKey& key : access.order) {
    if (key.term == term) return {"order by", term.text + (key.descending ? " DESC" : "")};
  }
  for (const IndexTerm& group : access.grouping) {
    if (group == term) return {"grouping by", term.text};
  }
  return {};
}

Part part_of(const IndexTerm& term, const IndexDefinition& definition,
             const IndexEvidence& evidence, const EvidencePorts& ports) {
  for (const IndexUse& use : evidence.uses) {
    for (const RelationAccess* access :
         accesses_of(ports.queries[use.query], definition.relation)) {
      Part part = part_in(*access, term, definition.method);
      if (!part.role.empty()) return part;
    }
  }
  return {};
}

std::string clauses(const IndexDefinition& definition, const IndexEvidence& evidence,
                    const EvidencePorts& ports) {
  std::vector<Part> parts;
  for (const KeyPart& key : definition.keys) {
    Part part = part_of(key.term, definition, evidence, ports);
    if (part.role.empty()) continue;
    if (!parts.empty() && parts.back().role == part.role) {
      parts.back().terms += ", " + part.terms;
    } else {
      parts.push_back(std::move(part));
    }
  }
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) text += i + 1 == parts.size() ? " and " : ", ";
    text += parts[i].role + " " + parts[i].terms;
  }
  if (text.empty()) return "Used";
  text.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(text.front())));
  return text;
}

struct PerCall {
  Cost without;
  Cost with;
  double share = 0;  // of today's workload
};

PerCall per_call(const IndexEvidence& evidence, const EvidencePorts& ports) {
  const Evaluation today = ports.cost.today();
  PerCall mean;
  Cost weight;
  double calls = 0;
  for (const IndexUse& use : evidence.uses) {
    const double each = ports.cost.calls(use.query);
    mean.without += use.without * each;
    mean.with += use.with * each;
    weight += today.per_query[use.query] * each;
    calls += each;
  }
  if (calls > 0) {
    mean.without = mean.without * (1 / calls);
    mean.with = mean.with * (1 / calls);
  }
  if (today.total() > Cost(0)) mean.share = weight / today.total();
  return mean;
}

// Shorter than this a history says little about what an hour brings.
constexpr Seconds kShortHistory{3600};

bool is_short(const workload::Workload& workload) {
  return workload.source == workload::WorkloadSource::kHistory && workload.window &&
         *workload.window < kShortHistory;
}

}  // namespace

std::string reason_for(const IndexEvidence& evidence, const EvidencePorts& ports) {
  const Candidate& candidate = ports.cost.candidates()[evidence.id];
  const IndexDefinition& definition = candidate.definition;
  const PerCall mean = per_call(evidence, ports);
  std::string text = clauses(definition, evidence, ports) + " in " +
                     count_text(evidence.uses.size(), "statement") + " (" +
                     percent_text(mean.share) + " of the workload's cost): estimated cost " +
                     cost_text(mean.without) + " -> " + cost_text(mean.with) + " per call.";
  if (is_short(ports.workload)) {
    text += " The history is short: " + duration_text(*ports.workload.window) + ".";
  }
  const double rows = ports.relations.at(definition.relation).rows;
  if (!definition.predicate.empty() && rows > 0) {
    text += " Its predicate keeps it to " +
            percent_text(std::clamp(candidate.size.entries / rows, 0.0, 1.0)) + " of the rows.";
  }
  return text;
}

}  // namespace tend::index
