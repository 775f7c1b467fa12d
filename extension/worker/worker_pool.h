// SPDX-License-Identifier: PostgreSQL
// The workers that the launcher started and that still run.
//
// Only the launcher's process has one. Nothing here waits for a worker: the postmaster signals the
// launcher when one starts or ends.
#pragma once

#include "extension/boundary/pg.h"

#include "extension/worker/worker_session.h"

namespace tend::ext {

enum class WorkerKind { kSampler, kAdviser };

class WorkerPool {
 public:
  // Returns false if the server has no slot for another background worker.
  // REQUIRES: has_room(kind).
  bool start(WorkerKind kind, const Assignment& assignment);
  bool has_room(WorkerKind kind) const;
  bool is_at(WorkerKind kind, Oid database) const;
  bool is_empty() const;

  // Forgets those that have ended. What a worker could not report, because it never got as far as
  // its database, is written for it.
  void forget_ended();
  // Ends those that somebody wanting their database waits for. A worker between two samples sees
  // that by itself and gets the time to. REQUIRES: a transaction.
  void clear_the_way();

 private:
  // Two, so that one slow database does not hold up the others; more would only take turns on the
  // CPU that sampling may use. Advice is long: one at a time.
  static constexpr int kSamplers = 2;
  static constexpr int kAdvisers = 1;

  struct Running {
    BackgroundWorkerHandle* handle;  // NULL: free
    WorkerKind kind;
    Oid database;
    int64 reports_before;
    double wanted_since;  // 0: nobody waits
  };
  std::array<Running, kSamplers + kAdvisers> running_{};
};

}  // namespace tend::ext
