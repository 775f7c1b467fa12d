// SPDX-License-Identifier: PostgreSQL
// How long an index has gone without a scan, from the server's counters and our history.
//
// The counters tell that there was none since they started, but not how old the index is; the
// history tells since when it has known the index and when it last saw it scanned.
//
// Tested by tests/unit/index/index_use_test.cpp.
#pragma once

#include <span>

#include "core/index/index_catalog.h"

namespace tend::index {

struct IdleTime {
  Seconds idle;          // no scan for this long, as far as anybody knows; 0 if it may be in use
  Seconds watched;       // part of it that our own history covers
  bool scanned = false;  // at least once, since the counters or the history started
};

// Of an index as a whole: its least idle part counts. Nothing is known without parts: not idle.
IdleTime idle_time(std::span<const IndexPart> parts, const ObservedSpan& span);

// Whether it counts as unused; unused_after 0 asks for indexes that were never scanned.
bool is_unused(const IdleTime& idle, Seconds unused_after);

}  // namespace tend::index
