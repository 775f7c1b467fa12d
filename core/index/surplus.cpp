// SPDX-License-Identifier: PostgreSQL
// In order, because each step leaves out what an earlier one would drop: invalid; duplicates, of
// which one is kept; of those kept, what is redundant because of one that stays; what is unused.
#include "core/index/surplus.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "core/index/index_guard.h"
#include "core/index/index_use.h"
#include "core/index/number_text.h"

namespace tend::index {

namespace {

// The first of equal indexes is the one that stays: what is harder to do without, then the older.
bool stays_before(const CatalogIndex* a, const CatalogIndex* b) {
  const auto rank = [](const CatalogIndex& i) {
    return std::tuple(!i.attached, !i.roles.primary, !i.roles.referenced, !i.roles.constraint,
                      !i.roles.replica_identity, !i.roles.clustered, i.index.id);
  };
  return rank(*a) < rank(*b);
}

double scans_of(const CatalogIndex& index) {
  double scans = 0;
  for (const IndexPart& part : index.parts) scans += part.use.scans;
  return scans;
}

std::string figures_of(const CatalogIndex& index) {
  return bytes_text(bytes_of(pages_of(index))) + ", " +
         count_text(static_cast<std::size_t>(scans_of(index)), "scan");
}

// "CREATE INDEX i ON ONLY t" of a partitioned index leaves its partitions out; elsewhere an index
// can be built while the table is written.
std::string create_again(const CatalogIndex& index) {
  std::string text = index.statement;
  const std::string_view wanted = index.partitioned ? " ON ONLY " : "INDEX ";
  const std::size_t at = text.find(wanted);
  if (at == std::string::npos) return text;
  return text.replace(at, wanted.size(), index.partitioned ? " ON " : "INDEX CONCURRENTLY ");
}

constexpr const char* kBlocks =
    " The index of a partitioned table cannot be dropped concurrently: the table and its"
    " partitions are locked for a moment.";

// A finding that drops the index, unless something guards it.
Finding drop(FindingKind kind, const CatalogTable& table, const CatalogIndex& index) {
  Finding found;
  found.kind = kind;
  found.relation = table.id;
  found.relation_name = table.name;
  found.index = index.index.name;
  found.evidence = figures_of(index);
  found.columns = columns_of(index.index.definition);
  if (!guard_of(index).empty()) return found;
  found.safe = !index.partitioned;
  found.ddl = (index.partitioned ? "DROP INDEX " : "DROP INDEX CONCURRENTLY ") + index.index.name;
  found.undo_ddl = create_again(index);
  return found;
}

// The reason, and what speaks against following the finding.
void explain(Finding& found, const CatalogIndex& index, const std::string& reason) {
  found.reason = reason;
  const std::string guard = guard_of(index);
  if (!guard.empty()) {
    found.reason += " Nothing is proposed, because " + guard + ".";
  } else if (index.partitioned) {
    found.reason += kBlocks;
  }
}

// Of two that replace each other (the same payload in another order) one stays: no circles.
bool replaces(const CatalogIndex& wide, const CatalogIndex& narrow) {
  const IndexDefinition& to_keep = wide.index.definition;
  const IndexDefinition& to_drop = narrow.index.definition;
  // Of the other methods a second column changes the structure, not only its width.
  if (&wide == &narrow || to_drop.method != "btree" || !subsumes(to_keep, to_drop)) return false;
  return !subsumes(to_drop, to_keep) || stays_before(&wide, &narrow);
}

class Surplus {
 public:
  Surplus(const CatalogTable& table, const SurplusRules& rules) : table_(table), rules_(rules) {}

  std::vector<Finding> find() {
    for (const CatalogIndex& index : table_.indexes) {
      if (index.index.valid) {
        kept_.push_back(&index);
      } else if (!index.being_changed && !index.partitioned) {
        add_invalid(index);
      }
    }
    find_duplicates();
    for (const CatalogIndex* index : kept_) {
      if (is_dispensable(*index)) unused_.insert(index);
    }
    for (const CatalogIndex* index : kept_) {
      if (const CatalogIndex* wide = stand_in(*index)) {
        add_redundant(*index, *wide);
      } else if (unused_.contains(index)) {
        add_unused(*index);
      }
    }
    return std::move(found_);
  }

 private:
  void add_invalid(const CatalogIndex& index);
  void find_duplicates();
  void add_duplicates(std::vector<const CatalogIndex*>& equal);
  void add_redundant(const CatalogIndex& index, const CatalogIndex& wide);
  void add_unused(const CatalogIndex& index);
  bool is_dispensable(const CatalogIndex& index) const;
  const CatalogIndex* stand_in(const CatalogIndex& index) const;
  IdleTime idle_with_equals(const CatalogIndex& index) const;

  const CatalogTable& table_;
  const SurplusRules& rules_;
  std::vector<const CatalogIndex*> kept_;  // valid, and no duplicate of another that is kept
  std::set<const CatalogIndex*> unused_;
  std::map<const CatalogIndex*, std::vector<const CatalogIndex*>> equals_;  // of one kept
  std::vector<Finding> found_;
};

void Surplus::add_invalid(const CatalogIndex& index) {
  Finding found = drop(FindingKind::kInvalid, table_, index);
  found.evidence = bytes_text(bytes_of(pages_of(index))) + ", not valid, no build running";
  const bool unique = index.index.definition.unique;
  if (index.attached || index.roles.constraint) {
    found.ddl = "REINDEX INDEX CONCURRENTLY " + index.index.name;
    found.undo_ddl = "";
    found.safe = true;
    found.reason = "A build failed: no query uses the index, and every write maintains it.";
  } else {
    found.ddl = "DROP INDEX CONCURRENTLY " + index.index.name;
    found.undo_ddl = create_again(index);
    found.safe = index.leftover || !unique;
    found.reason = index.leftover
                       ? "A REINDEX CONCURRENTLY failed and left it behind."
                       : "A build failed: no query uses the index, and writes may maintain it. If"
                         " it is still wanted, build it again after the drop.";
    if (!found.safe) {
      found.reason +=
          " It may already refuse new rows that break its uniqueness, and a new build"
          " fails until the rows that do so are gone.";
    }
  }
  found_.push_back(std::move(found));
}

void Surplus::find_duplicates() {
  std::map<std::pair<std::string, std::string>, std::vector<const CatalogIndex*>> groups;
  for (const CatalogIndex* index : kept_) {
    groups[{canonical_text(index->index.definition), index->options}].push_back(index);
  }
  for (auto& [identity, equal] : groups) {
    if (equal.size() > 1) add_duplicates(equal);
  }
}

void Surplus::add_duplicates(std::vector<const CatalogIndex*>& equal) {
  std::sort(equal.begin(), equal.end(), stays_before);
  const CatalogIndex& first = *equal.front();
  for (const CatalogIndex* index : equal) {
    if (index == &first) continue;
    std::erase(kept_, index);
    equals_[&first].push_back(index);
    if (index->attached) continue;  // said of the partitioned index
    Finding found = drop(FindingKind::kDuplicate, table_, *index);
    found.evidence += "; " + first.index.name + ": " + figures_of(first);
    explain(found, *index,
            "It has the same definition as " + first.index.name +
                ", which serves every query"
                " that it serves.");
    found_.push_back(std::move(found));
  }
}

// The planner takes any of equal indexes: the scans of one are the scans of all.
IdleTime Surplus::idle_with_equals(const CatalogIndex& index) const {
  std::vector<IndexPart> parts = index.parts;
  const auto equals = equals_.find(&index);
  if (equals != equals_.end()) {
    for (const CatalogIndex* equal : equals->second) {
      parts.insert(parts.end(), equal->parts.begin(), equal->parts.end());
    }
  }
  return idle_time(parts, rules_.span);
}

bool Surplus::is_dispensable(const CatalogIndex& index) const {
  if (!guard_of(index).empty()) return false;
  const bool needed = std::any_of(
      rules_.foreign_keys.begin(), rules_.foreign_keys.end(), [&](const ForeignKey& key) {
        return (key.child == table_.id || key.child == table_.root) && serves(index, key);
      });
  const bool stands_in =
      std::any_of(index.parts.begin(), index.parts.end(),
                  [&](const IndexPart& part) { return rules_.stand_ins.contains(part.id); });
  return !needed && !stands_in && is_unused(idle_with_equals(index), rules_.unused_after);
}

// The smallest index that does all that this one does and stays. One that is unused stays only if
// this one is unused as well and would go anyway.
const CatalogIndex* Surplus::stand_in(const CatalogIndex& index) const {
  const CatalogIndex* found = nullptr;
  if (!guard_of(index).empty()) return found;
  for (const CatalogIndex* wide : kept_) {
    if (!replaces(*wide, index)) continue;
    if (unused_.contains(wide) && !unused_.contains(&index)) continue;
    if (found == nullptr || pages_of(*wide) < pages_of(*found)) found = wide;
  }
  if (found == nullptr) return found;
  const CatalogIndex* wider = stand_in(*found);
  return wider != nullptr ? wider : found;
}

void Surplus::add_redundant(const CatalogIndex& index, const CatalogIndex& wide) {
  Finding found = drop(FindingKind::kRedundant, table_, index);
  found.evidence += "; " + wide.index.name + ": " + figures_of(wide);
  explain(found, index,
          wide.index.name +
              " begins with the same keys and serves every query that it serves,"
              " at the cost of reading a larger index.");
  found_.push_back(std::move(found));
}

void Surplus::add_unused(const CatalogIndex& index) {
  const IdleTime idle = idle_with_equals(index);
  Finding found = drop(FindingKind::kUnused, table_, index);
  const ObservedSpan& span = rules_.span;
  found.evidence += " since the counters were last reset " + age_text(span.counting_for) +
                    " ago; none for " + age_text(idle.idle) + ", of which the history watched " +
                    age_text(idle.watched) + "; this node only";
  explain(found, index,
          "No query used it on this node for the time observed. Scans on replicas are not counted"
          " here: look there, too.");
  const bool on_expression = kind_of(index.index.definition) == IndexKind::kExpression;
  const bool short_watch = idle.watched < rules_.unused_after;
  if (short_watch) {
    found.reason +=
        " It may be younger than the counters: the history has not watched it for"
        " pg_tend.unused_after yet.";
  }
  if (span.is_standby) found.reason += " This is a standby: the primary's scans are not counted.";
  if (span.has_replicas) found.reason += " This server has replicas.";
  if (on_expression) {
    found.reason +=
        " ANALYZE keeps statistics of its expression, which plans may need without"
        " scanning it.";
  }
  found.safe =
      found.safe && !short_watch && !span.is_standby && !span.has_replicas && !on_expression;
  found_.push_back(std::move(found));
}

}  // namespace

std::set<RelationId> parts_that_stand_in(const IndexCatalog& catalog, Seconds unused_after) {
  std::set<RelationId> found;
  for (const CatalogTable& table : catalog.tables) {
    for (const CatalogIndex& part : table.indexes) {
      if (!part.attached) continue;
      for (const CatalogIndex& own : table.indexes) {
        if (own.attached || !subsumes(part.index.definition, own.index.definition)) continue;
        if (!is_unused(idle_time(own.parts, catalog.span), unused_after)) {
          found.insert(part.index.id);
        }
      }
    }
  }
  return found;
}

std::vector<Finding> find_surplus(const CatalogTable& table, const SurplusRules& rules) {
  return Surplus(table, rules).find();
}

Pages pages_of(const CatalogIndex& index) {
  Pages pages;
  for (const IndexPart& part : index.parts) pages += part.pages;
  return pages;
}

}  // namespace tend::index
