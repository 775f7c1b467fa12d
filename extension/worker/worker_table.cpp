// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/worker/worker_table.h"

#include "extension/boundary/shared_memory.h"
#include "extension/functions/server_ports.h"

namespace tend::ext {

namespace {

constexpr const char* kAreaName = "pg_tend worker";
// A failing database is left alone for at most this long, so that a mended one comes back soon.
constexpr double kLongestPauseS = 300;
// 2^10 intervals of 100 ms are already a minute and a half.
constexpr int kMostDoublings = 10;

struct WorkerTable {
  LWLock lock;
  LauncherEntry launcher;
  int32 used;  // entries from here on were never used
  DatabaseEntry databases[kMostDatabases];
};
static_assert(std::is_trivially_copyable_v<LauncherEntry>);
static_assert(std::is_trivially_copyable_v<DatabaseEntry>);

WorkerTable* table = NULL;

void prepare(void* fresh) {
  WorkerTable* const made = static_cast<WorkerTable*>(fresh);
  memset(made, 0, sizeof *made);
  const int tranche = LWLockNewTrancheId();
  LWLockRegisterTranche(tranche, kAreaName);
  LWLockInitialize(&made->lock, tranche);
}

class Locked {
 public:
  explicit Locked(LWLockMode mode) { LWLockAcquire(&table->lock, mode); }
  ~Locked() { LWLockRelease(&table->lock); }
  Locked(const Locked&) = delete;
  Locked& operator=(const Locked&) = delete;
};

// REQUIRES: the lock.
DatabaseEntry* entry_of(Oid database) {
  DatabaseEntry* const end = table->databases + table->used;
  DatabaseEntry* const found =
      std::find_if(table->databases, end, [&](const auto& e) { return e.database == database; });
  return found == end ? NULL : found;
}

// REQUIRES: the exclusive lock. NULL if the table is full.
DatabaseEntry* free_entry() {
  if (DatabaseEntry* const again = entry_of(InvalidOid)) return again;
  return table->used < kMostDatabases ? &table->databases[table->used++] : NULL;
}

// Databases of different encodings read each other's errors.
std::string in_ascii(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return IS_HIGHBIT_SET(c); }, '?');
  return text;
}

}  // namespace

void init_worker_table() {
  add_shared_area({.name = kAreaName,
                   .size = sizeof(WorkerTable),
                   .prepare = prepare,
                   .where = reinterpret_cast<void**>(&table)});
}

bool has_worker_table() {
  return table != NULL;
}

std::vector<DatabaseEntry> known_databases() {
  std::vector<DatabaseEntry> found;
  if (!table) return found;
  // Room first: nothing is allocated under the lock. An entry added meanwhile is seen next time.
  found.reserve(static_cast<size_t>(table->used));
  const Locked locked(LW_SHARED);
  for (int i = 0; i < table->used && found.size() < found.capacity(); i++) {
    if (OidIsValid(table->databases[i].database)) found.push_back(table->databases[i]);
  }
  return found;
}

std::optional<DatabaseEntry> find_database(Oid database) {
  if (!table) return std::nullopt;
  const Locked locked(LW_SHARED);
  const DatabaseEntry* const entry = entry_of(database);
  return entry ? std::optional(*entry) : std::nullopt;
}

LauncherEntry read_launcher() {
  if (!table) return {};
  const Locked locked(LW_SHARED);
  return table->launcher;
}

int sampled_databases() {
  if (!table) return 1;
  const Locked locked(LW_SHARED);
  const auto sampled =
      std::count_if(table->databases, table->databases + table->used, [](const DatabaseEntry& e) {
        return OidIsValid(e.database) && e.state == SamplingState::kSampled;
      });
  return std::max(1, static_cast<int>(sampled));
}

bool change_database(Oid database, const std::function<void(DatabaseEntry&)>& change) {
  if (!table) return false;
  const Locked locked(LW_EXCLUSIVE);
  DatabaseEntry* const entry = entry_of(database);
  if (entry) change(*entry);
  return entry != NULL;
}

void change_launcher(const std::function<void(LauncherEntry&)>& change) {
  if (!table) return;
  const Locked locked(LW_EXCLUSIVE);
  change(table->launcher);
}

void keep_databases(const std::vector<Oid>& databases) {
  if (!table) return;
  const Locked locked(LW_EXCLUSIVE);
  for (int i = 0; i < table->used; i++) {
    DatabaseEntry& entry = table->databases[i];
    if (std::find(databases.begin(), databases.end(), entry.database) == databases.end()) {
      entry = DatabaseEntry{};
    }
  }
  table->launcher.left_out = 0;
  for (const Oid database : databases) {
    if (entry_of(database)) continue;
    DatabaseEntry* const entry = free_entry();
    if (!entry) {
      table->launcher.left_out++;
      continue;
    }
    *entry = DatabaseEntry{};
    entry->database = database;
  }
}

void replace_database(Oid goes, Oid comes) {
  change_database(goes, [&](DatabaseEntry& entry) {
    if (entry.worker_pid != 0) return;
    entry = DatabaseEntry{};
    entry.database = comes;
  });
}

void wake_launcher(Oid database) {
  if (!table) return;
  const Locked locked(LW_EXCLUSIVE);
  for (int i = 0; i < table->used; i++) {
    DatabaseEntry& entry = table->databases[i];
    if (OidIsValid(database) && entry.database != database) continue;
    entry.look_due = 0;
    entry.advice_due = 0;
    entry.failures_in_a_row = 0;
    entry.asked_back = true;
  }
  table->launcher.scan_wanted = true;
  if (table->launcher.latch) SetLatch(table->launcher.latch);
}

bool report_failure(Oid database, SamplingState state, const std::string& message, double pause) {
  const double now = monotonic_now();
  const std::string text = in_ascii(message);
  const size_t length = std::min(text.size(), static_cast<size_t>(kErrorTextBytes - 1));
  bool news = false;
  change_database(database, [&](DatabaseEntry& entry) {
    news = strncmp(entry.last_error, text.data(), length) != 0 || entry.last_error[length] != '\0';
    memcpy(entry.last_error, text.data(), length);
    entry.last_error[length] = '\0';
    entry.state = state;
    entry.reports++;
    if (state == SamplingState::kFailed) entry.failures++;
    const int doublings = std::min(entry.failures_in_a_row++, kMostDoublings);
    entry.look_due = now + std::min(std::ldexp(pause, doublings), kLongestPauseS);
  });
  return news;
}

double monotonic_now() {
  return ServerClock().now().value();
}

}  // namespace tend::ext
