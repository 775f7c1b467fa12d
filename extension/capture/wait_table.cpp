// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/capture/wait_table.h"

#include "core/workload/slot_choice.h"
#include "extension/boundary/guard.h"
#include "extension/boundary/shared_memory.h"
#include "extension/settings/settings.h"

namespace tend::ext {

namespace {

// pg_stat_statements keeps 5,000 statements at most by default, and few of them ever wait for
// something else than the CPU. A power of two; 200 kB in all.
constexpr uint32 kEntries = 4096;
// Slots looked at for one sighting: bounds the time when the table is full.
constexpr uint32 kLongestProbe = 64;
// An entry not seen for so many looks, ten minutes, may be taken for another key: every sampler has
// had its counts by then, unless samples are further apart.
constexpr uint64 kKeptLooks = 600;
// Samples that an entry outlives at least; one may fail.
constexpr double kKeptSamples = 3;

// Which bits of a wait event are its class.
constexpr uint32 kEventClass = 0xFF000000;

struct WaitKey {
  uint64 query_id;
  Oid database, role;
  uint32 wait_event;
  uint32 padding;  // zero, since keys are hashed and compared as bytes
};
static_assert(sizeof(WaitKey) == 24 && std::is_trivially_copyable_v<WaitKey>);

struct Entry {
  pg_atomic_uint64 id;  // never used again for another key; 0: free, or the key is being written
  pg_atomic_uint64 samples;
  uint64 last_seen;  // number of the look; for the writer alone
  WaitKey key;
};

// No lock: one process writes. An entry's key and count are complete before its id shows, and a
// reader that finds another id after reading drops what it read.
struct Table {
  pg_atomic_uint64 overflow;
  pg_atomic_uint32 used;
  uint64 looks;    // so far, one a second; for the writer alone, as is the next
  uint64 last_id;  // given to an entry
  Entry entries[kEntries];
};

Table* table = NULL;

void prepare(void* fresh) {
  Table* made = static_cast<Table*>(fresh);
  memset(made, 0, sizeof *made);
  pg_atomic_init_u64(&made->overflow, 0);
  pg_atomic_init_u32(&made->used, 0);
  for (Entry& entry : made->entries) {
    pg_atomic_init_u64(&entry.id, 0);
    pg_atomic_init_u64(&entry.samples, 0);
  }
}

void give_to(Entry& entry, const WaitKey& key) {
  if (pg_atomic_read_u64(&entry.id) == 0) pg_atomic_fetch_add_u32(&table->used, 1);
  pg_atomic_write_u64(&entry.id, 0);
  pg_write_barrier();
  entry.key = key;
  pg_atomic_write_u64(&entry.samples, 0);
  pg_write_barrier();
  pg_atomic_write_u64(&entry.id, ++table->last_id);
}

uint64 kept_looks() {
  const double longest = kKeptSamples * setting::sample_interval().value();
  return std::max(kKeptLooks, static_cast<uint64>(longest));
}

void add_sample(const WaitKey& key) {
  const uint32 start = hash_bytes(reinterpret_cast<const unsigned char*>(&key), sizeof key);
  const auto entry_at = [&](size_t probe) -> Entry& {
    return table->entries[(start + probe) % kEntries];
  };
  std::array<workload::ProbedSlot, kLongestProbe> probed;
  size_t count = 0;
  while (count < probed.size()) {
    Entry& entry = entry_at(count);
    const bool used = pg_atomic_read_u64(&entry.id) != 0;
    const bool same = used && memcmp(&entry.key, &key, sizeof key) == 0;
    probed[count++] = {used, same, entry.last_seen};
    // Entries are never freed, so a key is not beyond a free one.
    if (same || !used) break;
  }
  const auto slot =
      workload::choose_slot(std::span(probed).first(count), table->looks, kept_looks());
  if (!slot) {
    pg_atomic_fetch_add_u64(&table->overflow, 1);
    return;
  }
  Entry& entry = entry_at(*slot);
  if (!probed[*slot].same_key) give_to(entry, key);
  entry.last_seen = table->looks;
  pg_atomic_fetch_add_u64(&entry.samples, 1);
}

using EventOfProcess = std::unordered_map<int, uint32>;

// Read without a lock, as pg_stat_activity does: a process may come or go meanwhile, which
// misplaces a single sighting.
EventOfProcess current_events() {
  EventOfProcess events;
  for (uint32 i = 0; i < ProcGlobal->allProcCount; i++) {
    const volatile PGPROC* process = &ProcGlobal->allProcs[i];
    const int pid = process->pid;
    if (pid != 0) events[pid] = process->wait_event_info;
  }
  return events;
}

// The query id comes with the end of parse analysis, and analysis is where a statement waits for
// the lock on a table: those waits, a whole queue behind an ALTER TABLE, count under query id 0.
bool is_counted(const PgBackendStatus& backend, uint32 event) {
  if (backend.st_procpid <= 0 || backend.st_state != STATE_RUNNING) return false;
  const bool client = backend.st_backendType == B_BACKEND;
  if (backend.st_query_id == 0) return client && (event & kEventClass) == PG_WAIT_LOCK;
  return client || backend.st_backendType == B_BG_WORKER;
}

void look_at_everybody() {
  table->looks++;
  pg_call([] { pgstat_clear_snapshot(); });
  const int backends = pg_call([] { return pgstat_fetch_stat_numbackends(); });
  const EventOfProcess events = current_events();
  for (int i = 1; i <= backends; i++) {
    const PgBackendStatus* backend = pg_call([&] { return tend_backend_status(i); });
    if (!backend) continue;
    const auto event = events.find(backend->st_procpid);
    if (event == events.end() || !is_counted(*backend, event->second)) continue;
    add_sample({static_cast<uint64>(backend->st_query_id), backend->st_databaseid,
                backend->st_userid, event->second, 0});
  }
  pg_call([] { pgstat_clear_snapshot(); });
}

}  // namespace

void init_wait_table() {
  add_shared_area(
      {"pg_tend wait events", sizeof(Table), prepare, reinterpret_cast<void**>(&table)});
}

void sample_waits() {
  if (table && setting::capture_waits()) look_at_everybody();
}

std::vector<WaitCount> read_waits(Oid database) {
  std::vector<WaitCount> waits;
  if (!table) return waits;
  for (Entry& entry : table->entries) {
    const uint64 id = pg_atomic_read_u64(&entry.id);
    if (id == 0) continue;
    pg_read_barrier();
    const WaitKey key = entry.key;
    const uint64 samples = pg_atomic_read_u64(&entry.samples);
    pg_read_barrier();
    if (pg_atomic_read_u64(&entry.id) != id || key.database != database) continue;
    waits.push_back({static_cast<int64>(id), static_cast<int64>(key.query_id), key.role,
                     key.wait_event, static_cast<double>(samples)});
  }
  return waits;
}

WaitTableState wait_table_state() {
  if (!table) return {0, 0};
  return {static_cast<int>(pg_atomic_read_u32(&table->used)), pg_atomic_read_u64(&table->overflow)};
}

}  // namespace tend::ext
