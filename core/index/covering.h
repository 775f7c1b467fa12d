// SPDX-License-Identifier: PostgreSQL
// Payload (INCLUDE) that lets a statement be answered from the index alone, and where that is worth
// a candidate.
//
// Source: docs/methods/index-advice.md#covering. Tested by tests/unit/index/covering_test.cpp.
#pragma once

#include <optional>
#include <vector>

#include "core/index/access.h"
#include "core/index/relation.h"
#include "core/index/what_if.h"

namespace tend::index {

// Columns of payload beyond which an index is a second copy of the table rather than a shortcut
// into it: every one of them is written with every row.
inline constexpr std::size_t kMaxPayload = 6;
// Share of all-visible pages below which at least every second row is looked up in the table all
// the same.
inline constexpr double kMinAllVisible = 0.5;
// Share of the rows updated or deleted in a day above which the visibility map is never full for
// long: between two autovacuums, which a fifth of the rows brings about
// (autovacuum_vacuum_scale_factor), changes spread over a table leave few of its pages untouched.
inline constexpr double kMaxChurnPerDay = 0.05;

// Size of an index with payload, over that of the rows' part of the table, above which it is a copy
// of the table. An index entry has 16 bytes less overhead than a row, so a copy of even two narrow
// columns takes more than half; what takes more saves less than every second page when it is read
// through, and is written and cached beside the table all the same.
inline constexpr double kMaxCoveringShare = 0.5;

// Share of the rows above which a statement reads the table rather than finding rows in it; of a
// parameter, the share of an average value.
inline constexpr double kManyRows = 0.25;

// True if index-only scans of the table are likely to stay index-only.
bool stays_visible(const RelationSnapshot& relation);

// What `definition` lacks to answer the access alone, in the table's order. Nothing if it lacks
// nothing, if no index can (the whole row is asked for), or if it is more than kMaxPayload.
std::optional<std::vector<IndexTerm>> missing_payload(const RelationAccess& access,
                                                      const IndexDefinition& definition);

// True if the first key of `definition` is compared with one value and more than kManyRows of the
// rows have it: with payload behind such a key the index is a narrower copy of the table.
bool reads_many(const RelationAccess& access, const IndexDefinition& definition);

// True if the keys of `definition` contain those of a unique index of all rows: each search ends at
// one row, whose page is all that payload could spare.
bool finds_unique(const IndexDefinition& definition, const RelationSnapshot& relation);

// True if the index has payload and is larger than kMaxCoveringShare allows.
bool copies_table(const IndexDefinition& definition, const HypotheticalSize& size,
                  const RelationSnapshot& relation);

// True if `definition` holds every column that the access reads.
bool covers(const RelationAccess& access, const IndexDefinition& definition);

}  // namespace tend::index
