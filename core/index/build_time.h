// SPDX-License-Identifier: PostgreSQL
// How long a B-tree takes to build beside running work.
//
// Source: docs/methods/index-advice.md#build-time. Tested by tests/unit/index/build_time_test.cpp.
#pragma once

#include "core/index/relation.h"
#include "core/index/what_if.h"

namespace tend::index {

// CREATE INDEX CONCURRENTLY on one ordinary server, nothing else running: two scans of the table,
// one sort, one write. An estimate of the order of magnitude, not a promise.
Seconds estimate_build_time(const RelationSnapshot& relation, const HypotheticalSize& size);

// ANALYZE of the table with the server's default statistics target.
Seconds estimate_analyze_time(const RelationSnapshot& relation);

// DROP INDEX CONCURRENTLY: two short waits, nothing to read.
Seconds estimate_drop_time();

}  // namespace tend::index
