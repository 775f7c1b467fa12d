// SPDX-License-Identifier: PostgreSQL
// Index advice over the history that nobody asked for: the worker's.
// Tested by tests/tap/worker_advice.t.
#pragma once

#include "extension/boundary/pg.h"

#include "core/change/gate.h"

namespace tend::ext {

// One run over this database's history, recorded as tend.recommend_indexes() records it, but for
// what the gate does not admit: that opens no recommendation, and changes only one that is open.
//
// In three steps, each a transaction of the caller's with an active snapshot: reading takes a
// sample, so that its locks and its transaction id are not held while plans are made, which takes
// up to 30 s.
class HistoryAdvice {
 public:
  HistoryAdvice();
  ~HistoryAdvice();

  void read();  // REQUIRES: a transaction that may write
  // REQUIRES: the snapshot is the only active one: it is renewed on the way.
  void plan();
  void record(const change::Gate& gate);  // REQUIRES: a transaction that may write

 private:
  struct Run;
  std::unique_ptr<Run> run_;
};

}  // namespace tend::ext
