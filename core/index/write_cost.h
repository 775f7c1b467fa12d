// SPDX-License-Identifier: PostgreSQL
// What indexes cost the workload's own writes, in the planner's unit.
//
// An insert or a non-HOT update adds one entry to every index that holds the row; an index on an
// updated column also takes the heap-only shortcut from updates that had it, so that every index of
// the table pays. Deletes leave dead entries for vacuum. An existing index that a member of the set
// replaces pays nothing any more: its upkeep is taken off.
// Source: docs/methods/index-advice.md#write-cost. Tested by tests/unit/index/write_cost_test.cpp.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "core/index/candidates.h"

namespace tend::index {

// Upkeep of one entry of one B-tree: its descent, its leaf page and its log record.
//   entries  the index holds, >= 0
//   height   levels below the root, >= 0
Cost entry_cost(double entries, int height);

// A deleted row's share of entry_cost: vacuum removes dead entries page by page, many at once.
inline constexpr double kDeleteShare = 0.25;

class WriteCost {
 public:
  // REQUIRES: the relations outlive this object.
  WriteCost(const std::vector<ObservedQuery>& queries, const Relations& relations,
            const std::vector<Candidate>& candidates);

  // Of the whole set (ascending ids) over the whole workload, less that of the existing indexes it
  // replaces: what writes cost with the set and without those, minus what they cost today. Negative
  // if the set saves upkeep.
  Cost upkeep(std::span<const CandidateId> set) const;

  // At most what the candidates take off by replacing existing indexes, >= 0.
  Cost most_relieved(std::span<const CandidateId> ids) const;

  // Names of the existing indexes that the candidate makes droppable, ascending: valid, neither
  // guarded nor unique, subsumed by it, and not kept.
  std::vector<std::string> replaced_by(CandidateId candidate) const;
  // Those it would, but for keep(); ascending.
  std::vector<std::string> kept_beside(CandidateId candidate) const;

  // From now on the existing index of this name counts as one that stays.
  void keep(const std::string& name);

  // True if updates of the workload that are heap-only today would not be with the candidate.
  bool breaks_hot(CandidateId candidate) const;

  // Of one candidate per day at the server's own rates, less that of what it replaces; zero if none
  // are known. Which columns the
  // server's HOT updates assigned is taken from the workload's updates of the table.
  Cost upkeep_per_day(CandidateId candidate) const;

 private:
  using Positions = std::vector<std::size_t>;  // into a relation's indexes, ascending
  struct Update {
    std::vector<int> columns;  // ascending
    double rows = 0;           // calls x rows
    Positions indexed;         // existing indexes that contain one of them

    bool heap_only() const { return indexed.empty(); }  // today
  };
  struct TableWrites {
    double inserted = 0;  // rows, calls included
    double deleted = 0;
    std::vector<Update> updates;
    std::vector<Cost> existing;  // one row's entry in each existing index
    Cost all_existing;           // their sum
  };
  // What matters of a candidate, computed once: selection asks for thousands of sets.
  struct Upkeep {
    RelationId relation;
    std::vector<int> columns;  // ascending
    double share = 1;          // of the rows it holds
    Cost per_row;              // one entry times the share of the rows it holds
    Positions replaced;        // existing indexes that it makes droppable
    Positions kept;            // and would, but for keep()
  };
  void add(const RelationSnapshot& relation, const RelationWrite& write, double calls);
  Cost upkeep(const TableWrites& writes, std::span<const CandidateId> on_table) const;
  Positions replaced_by(std::span<const CandidateId> on_table) const;
  std::vector<std::string> names_of(const Upkeep& candidate, const Positions& positions) const;
  std::vector<Cost> existing_entries(RelationId relation) const;
  double hot_share_lost(CandidateId candidate) const;

  const Relations& relations_;
  std::vector<Upkeep> candidates_;
  std::map<RelationId, TableWrites> tables_;
};

}  // namespace tend::index
