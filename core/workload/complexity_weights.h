// SPDX-License-Identifier: PostgreSQL
// The weights of the complexity score: microseconds of planning that each thing costs on PostgreSQL
// 15, and the scale that makes a score of the sum.
//
// Fitted by least squares of the logarithms on one half of 640 generated queries and checked on the
// other (rank correlation 0.95 on both); rounded. How, with the figures:
// docs/methods/complexity.md. Only their ratios matter to the ranking; the absolute value is that
// of one machine.
//
// Tested by tests/oracle/complexity_test.cpp (monotone), tests/bench/complexity_bench.cpp (rank).
#pragma once

namespace tend::workload {

// Microseconds of planning, each.
inline constexpr double kStatementWeight = 2.0;      // entering and leaving the planner
inline constexpr double kItemWeight = 5.0;           // statistics and scan paths of one relation
inline constexpr double kJointWeight = 19.0;         // one joint relation: its join paths, compared
inline constexpr double kFromSubqueryWeight = 5.0;   // beyond its own block's items
inline constexpr double kSublinkWeight = 14.0;       // planned apart, or pulled up into a join
inline constexpr double kCteWeight = 5.0;            // beyond its own block's items
inline constexpr double kSetOperationWeight = 17.0;  // append or set paths, target lists matched
inline constexpr double kAggregateWeight = 4.0;
inline constexpr double kWindowWeight = 6.0;     // fitted 3; more than an aggregate, as it sorts
inline constexpr double kPredicateWeight = 1.8;  // selectivity, and matching against indexes
inline constexpr double kOrArmWeight = 1.5;      // an attempt at a bitmap path
inline constexpr double kKeyWeight = 1.9;        // a path key, compared with each path's order
inline constexpr double kOutputWeight = 0.2;     // a target list entry
// Not in the fit's queries often enough: as much as the walks over any expression of one operator.
inline constexpr double kCallWeight = 0.5;
inline constexpr double kExpressionWeight = 0.5;

// Items that are ordered together at most (join_collapse_limit's default); longer lists are cut
// into parts of that many, each later part having the join of the earlier as one of its items.
inline constexpr int kSearchSize = 8;

// Joint relations in a part where each item is joined with each: 2^8 sets without the empty one and
// the eight of a single item.
inline constexpr int kJointsPerPart = (1 << kSearchSize) - 1 - kSearchSize;

// The score is linear in log(1 + time / kScaleStart) and reaches 10 at kScaleEnd. The start is a
// lookup by primary key, below which times are noise; the end is beyond a 20-way join in one block.
inline constexpr double kScaleStart = 10.0;    // microseconds
inline constexpr double kScaleEnd = 50'000.0;  // microseconds

// Levels begin at these scores: about 0.1 ms, 1 ms and 5 ms of planning.
inline constexpr double kMediumScore = 3.5;
inline constexpr double kHighScore = 6.0;
inline constexpr double kExtremeScore = 7.5;

}  // namespace tend::workload
