// SPDX-License-Identifier: PostgreSQL
// Which databases have a place in the worker's table: all, unless there are more than it has room
// for.
//
// Tested by tests/tap/worker_many.t, tests/unit/workload/taking_turns_test.cpp.
#pragma once

#include "extension/boundary/pg.h"

#include "extension/worker/database_list.h"
#include "extension/worker/worker_pool.h"

namespace tend::ext {

class DatabasePlaces {
 public:
  // Brings the table up to these databases. The listed ones come first; if even they do not fit,
  // they take turns, but for those where a worker of the pool is.
  void assign(const std::vector<ListedDatabase>& databases, const WorkerPool& pool);

 private:
  void take_turns(const std::vector<ListedDatabase>& databases, const WorkerPool& pool);

  double turns_due_ = 0;
  Oid last_admitted_ = InvalidOid;
};

}  // namespace tend::ext
