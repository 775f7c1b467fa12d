// SPDX-License-Identifier: PostgreSQL
// Tested by tests/unit/index/plan_shape_test.cpp.
#include "core/index/plan_shape.h"

#include <algorithm>

namespace tend::index {

namespace {

std::string name_of(const TableScan& scan) {
  switch (scan.kind) {
    case ScanKind::kSequential: return "Seq Scan";
    case ScanKind::kIndex: return scan.index_only ? "Index Only Scan" : "Index Scan";
    case ScanKind::kWholeIndex:
      return scan.index_only ? "Index Only Scan without a condition"
                             : "Index Scan without a condition";
    case ScanKind::kBitmap: return "Bitmap Heap Scan";
    case ScanKind::kOther: return "another scan";
  }
  return "another scan";
}

std::string scans_of(const PlanShape& shape, RelationId relation) {
  std::string names;
  for (const TableScan& scan : shape.scans) {
    if (scan.relation == relation) names += (names.empty() ? "" : ", ") + name_of(scan);
  }
  return names.empty() ? "not read" : names;
}

// The joins of which there are fewer, or more with the signs turned.
std::string joins_lost(const PlanShape& from, const PlanShape& to) {
  std::string names;
  const auto add = [&](int before, int after, const char* name) {
    if (before > after) names += (names.empty() ? "" : ", ") + std::string(name);
  };
  add(from.hash_joins, to.hash_joins, "Hash Join");
  add(from.merge_joins, to.merge_joins, "Merge Join");
  add(from.nested_loops, to.nested_loops, "Nested Loop");
  return names;
}

}  // namespace

bool reads_whole(const PlanShape& shape, RelationId relation) {
  return std::any_of(shape.scans.begin(), shape.scans.end(), [&](const TableScan& scan) {
    return scan.relation == relation &&
           (scan.kind == ScanKind::kSequential || scan.kind == ScanKind::kWholeIndex);
  });
}

std::string change_text(const PlanShape& before, const PlanShape& after, RelationId relation) {
  std::string text;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : "; ") + part; };
  const std::string was = scans_of(before, relation);
  const std::string is = scans_of(after, relation);
  if (was != is) add(was + " -> " + is);
  if (after.sorts < before.sorts) add("Sort gone");
  if (after.sorts > before.sorts) add("Sort added");
  const std::string lost = joins_lost(before, after);
  const std::string gained = joins_lost(after, before);
  if (!lost.empty() && !gained.empty()) add(lost + " -> " + gained);
  return text;
}

}  // namespace tend::index
