// SPDX-License-Identifier: PostgreSQL
// What indexes cost the workload's own writes, in the planner's unit.
//
// An insert or a non-HOT update adds one entry to every index that holds the row; an index on an
// updated column also takes the heap-only shortcut from updates that had it, so that every index of
// the table pays. Deletes leave dead entries for vacuum.
// Source: docs/methods/index-advice.md#write-cost. Tested by tests/unit/index/write_cost_test.cpp.
#pragma once

#include <map>
#include <span>
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

  // Of the whole set (ascending ids) over the whole workload.
  Cost upkeep(std::span<const CandidateId> set) const;

  // True if updates of the workload that are heap-only today would not be with the candidate.
  bool breaks_hot(CandidateId candidate) const;

  // Of one candidate per day at the server's own rates; zero if none are known. Which columns the
  // server's HOT updates assigned is taken from the workload's updates of the table.
  Cost upkeep_per_day(CandidateId candidate) const;

 private:
  struct Update {
    std::vector<int> columns;  // ascending
    double rows = 0;           // calls x rows
    bool heap_only = false;    // today
  };
  struct TableWrites {
    double inserted = 0;  // rows, calls included
    double deleted = 0;
    std::vector<Update> updates;
    Cost existing_entry;  // one entry in each existing index
  };
  // What matters of a candidate, computed once: selection asks for thousands of sets.
  struct Upkeep {
    RelationId relation;
    std::vector<int> columns;  // ascending
    Cost per_row;              // one entry times the share of the rows it holds
  };
  void add(const RelationSnapshot& relation, const RelationWrite& write, double calls);
  Cost upkeep(const TableWrites& writes, std::span<const CandidateId> on_table) const;
  double hot_share_lost(CandidateId candidate) const;

  const Relations& relations_;
  std::vector<Upkeep> candidates_;
  std::map<RelationId, TableWrites> tables_;
};

}  // namespace tend::index
