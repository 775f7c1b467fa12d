// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/capture/error_table.h"

#include "extension/boundary/shared_memory.h"
#include "extension/settings/settings.h"

namespace tend::ext {

namespace {

// The server knows some 260 SQLSTATEs; an application meets a few dozen of them in each database.
// A power of two; 16 kB in all.
constexpr uint32 kEntries = 1024;
// Slots looked at before an error counts as overflow: bounds the time when the table is full.
constexpr uint32 kLongestProbe = 32;

// A key is one number: database (32 bits), SQLSTATE (30 bits), level (2 bits, never 0).
struct Entry {
  pg_atomic_uint64 key;  // 0: free
  pg_atomic_uint64 errors;
};

// No lock and no memory of its own: the hook runs anywhere, in critical sections and in the
// postmaster too.
struct Table {
  pg_atomic_uint64 overflow;
  Entry entries[kEntries];
};

Table* table = NULL;
emit_log_hook_type next_log = NULL;

void prepare(void* fresh) {
  Table* made = static_cast<Table*>(fresh);
  pg_atomic_init_u64(&made->overflow, 0);
  for (Entry& entry : made->entries) {
    pg_atomic_init_u64(&entry.key, 0);
    pg_atomic_init_u64(&entry.errors, 0);
  }
}

constexpr int kSqlstateBits = 30;
constexpr int kLevelBits = 2;
constexpr int kFirstLevel = ERROR - 1;
static_assert(PANIC - kFirstLevel < (1 << kLevelBits));

uint64 key_of(Oid database, int sqlstate, int level) {
  return (uint64{database} << (kSqlstateBits + kLevelBits)) |
         (static_cast<uint64>(sqlstate) << kLevelBits) | static_cast<uint64>(level - kFirstLevel);
}

Oid database_of(uint64 key) {
  return static_cast<Oid>(key >> (kSqlstateBits + kLevelBits));
}

ErrorCount unpack(uint64 key, uint64 errors) {
  return {static_cast<int>((key >> kLevelBits) & ((uint64{1} << kSqlstateBits) - 1)),
          static_cast<int>(key & ((1 << kLevelBits) - 1)) + kFirstLevel,
          static_cast<double>(errors)};
}

// Whether the entry is the key's, now or before.
bool take_entry(Entry& entry, uint64 key) {
  uint64 found = pg_atomic_read_u64(&entry.key);
  if (found == 0 && pg_atomic_compare_exchange_u64(&entry.key, &found, key)) return true;
  return found == key;
}

void count(uint64 key) {
  const uint32 start = hash_combine(murmurhash32(static_cast<uint32>(key >> 32)),
                                    murmurhash32(static_cast<uint32>(key)));
  for (uint32 probe = 0; probe < kLongestProbe; probe++) {
    Entry& entry = table->entries[(start + probe) % kEntries];
    if (!take_entry(entry, key)) continue;
    pg_atomic_fetch_add_u64(&entry.errors, 1);
    return;
  }
  pg_atomic_fetch_add_u64(&table->overflow, 1);
}

void on_log(ErrorData* error) {
  if (next_log) next_log(error);
  if (!table || error->elevel < ERROR || error->elevel > PANIC) return;
  if (!UsedShmemSegAddr) return;  // the log's own process lets go of the memory
  if (!error->output_to_server || !setting::capture_errors()) return;
  if (IsParallelWorker() && error->elevel == ERROR) return;  // its leader raises it once more
  count(key_of(MyDatabaseId, error->sqlerrcode, error->elevel));
}

}  // namespace

void init_error_table() {
  if (!process_shared_preload_libraries_in_progress) return;
  add_shared_area(
      {"pg_tend error counts", sizeof(Table), prepare, reinterpret_cast<void**>(&table)});
  next_log = emit_log_hook;
  emit_log_hook = on_log;
}

std::vector<ErrorCount> read_errors(Oid database) {
  std::vector<ErrorCount> counts;
  if (!table) return counts;
  for (Entry& entry : table->entries) {
    const uint64 key = pg_atomic_read_u64(&entry.key);
    const uint64 errors = pg_atomic_read_u64(&entry.errors);
    if (key != 0 && errors != 0 && database_of(key) == database) {
      counts.push_back(unpack(key, errors));
    }
  }
  return counts;
}

ErrorTableState error_table_state() {
  if (!table) return {0, 0};
  const auto used = std::count_if(std::begin(table->entries), std::end(table->entries),
                                  [](Entry& entry) { return pg_atomic_read_u64(&entry.key) != 0; });
  return {static_cast<int>(used), pg_atomic_read_u64(&table->overflow)};
}

}  // namespace tend::ext
