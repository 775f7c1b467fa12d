// SPDX-License-Identifier: PostgreSQL
// What is wrong with the indexes that exist: unused, duplicate, redundant, invalid, missing for a
// foreign key, bloated.
//
// An index has at most one finding that would drop it: the first of invalid, duplicate, redundant,
// unused. What is proposed can be followed as a whole: nothing is dropped because of an index that
// is to be dropped itself.
// Method and bounds: docs/methods/index-findings.md.
//
// Tested by tests/unit/index/findings_test.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/index/index_catalog.h"

namespace tend::index {

enum class FindingKind { kUnused, kDuplicate, kRedundant, kInvalid, kMissingForeignKey, kBloated };

std::string_view name_of(FindingKind kind);

struct Finding {
  FindingKind kind = FindingKind::kUnused;
  RelationId relation;
  std::string relation_name;
  std::string index;     // schema-qualified and quoted; empty if none exists
  std::string evidence;  // figures and names of indexes and tables
  // Following ddl takes nothing that is known to be needed, and blocks no write.
  bool safe = false;
  std::string ddl;           // empty: pg_tend proposes nothing
  std::string undo_ddl;      // empty: nothing to undo
  std::string reason;        // what is wrong, and what keeps it from being safe
  std::vector<int> columns;  // that undo_ddl, and ddl of kMissingForeignKey, tell about
};

// Every finding, by table and index name.
//   unused_after  no scan for this long makes an index unused; 0: never scanned
std::vector<Finding> find_index_faults(const IndexCatalog& catalog, Seconds unused_after,
                                       const NameIsFree& is_name_free);

}  // namespace tend::index
