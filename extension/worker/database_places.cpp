// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/worker/database_places.h"

#include "core/workload/taking_turns.h"
#include "extension/worker/worker_table.h"

namespace tend::ext {

namespace {

// A database without the extension is not to be looked at more often than every ten minutes.
constexpr double kTurnS = 600;

// The listed ones first; of those that pg_tend.databases leaves out as many as there is room for,
// so that their state shows.
std::vector<Oid> ids_to_keep(const std::vector<ListedDatabase>& databases) {
  std::vector<Oid> ids;
  for (const ListedDatabase& database : databases) {
    if (database.listed) ids.push_back(database.id);
  }
  for (const ListedDatabase& database : databases) {
    if (!database.listed && ids.size() < kMostDatabases) ids.push_back(database.id);
  }
  return ids;
}

workload::Place place_of(const DatabaseEntry& entry, const WorkerPool& pool) {
  const bool looked_at =
      entry.state != SamplingState::kUnknown && entry.state != SamplingState::kNoWorkerSlot;
  const bool at_work = entry.worker_pid != 0 || pool.is_at(WorkerKind::kSampler, entry.database) ||
                       pool.is_at(WorkerKind::kAdviser, entry.database);
  return {entry.database, looked_at, at_work, entry.look_due};
}

}  // namespace

void DatabasePlaces::assign(const std::vector<ListedDatabase>& databases, const WorkerPool& pool) {
  keep_databases(ids_to_keep(databases));
  const double now = monotonic_now();
  if (read_launcher().left_out == 0) turns_due_ = now + kTurnS;
  if (now < turns_due_) return;
  turns_due_ = now + kTurnS;
  take_turns(databases, pool);
}

void DatabasePlaces::take_turns(const std::vector<ListedDatabase>& databases,
                                const WorkerPool& pool) {
  std::vector<workload::Place> places;
  std::set<Oid> inside;
  for (const DatabaseEntry& entry : known_databases()) {
    places.push_back(place_of(entry, pool));
    inside.insert(entry.database);
  }
  std::vector<Oid> waiting;
  for (const ListedDatabase& database : databases) {
    if (database.listed && !inside.contains(database.id)) waiting.push_back(database.id);
  }
  std::sort(waiting.begin(), waiting.end());
  for (const auto& [goes, comes] : workload::take_turns(places, waiting, last_admitted_)) {
    replace_database(goes, comes);
    last_admitted_ = comes;
  }
}

}  // namespace tend::ext
