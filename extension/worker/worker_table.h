// SPDX-License-Identifier: PostgreSQL
// What the launcher and its workers know of each database, in shared memory; empty without preload.
//
// One LWLock (tranche "pg_tend worker") covers the whole table. It is held while an entry is copied
// or changed; nothing that can fail or wait happens under it, and no other lock is taken under it.
// Times called `..._due` and `taken` are seconds of the machine's monotonic clock, so that a jump
// of the wall clock neither stops sampling nor hurries it.
//
// Tested by tests/tap/worker.t.
#pragma once

#include "extension/boundary/pg.h"

namespace tend::ext {

enum class SamplingState : int32 {
  kUnknown,       // not looked at yet
  kSampled,       // has the extension and is sampled
  kNoExtension,   // looked at: nothing to do
  kNotListed,     // pg_tend.databases leaves it out
  kNoWorkerSlot,  // no background worker could be had; it will be tried again
  kFailed         // see last_error; it will be tried again
};

// Room for the first words of an error: enough for its message, not a place for a text's literals.
inline constexpr int kErrorTextBytes = 256;

// Four times the databases of the largest servers we know of; 512 entries take 200 kB. Where there
// are more, they take turns.
inline constexpr int kMostDatabases = 512;

struct DatabaseEntry {
  Oid database;  // InvalidOid: the entry is free
  SamplingState state;
  int32 worker_pid;  // of the sampler that is at work; 0 if none
  int32 failures_in_a_row;
  double look_due;     // when a sampler shall go there next
  double taken;        // when the last sample began; 0: none since the server started
  Oid extension;       // pg_tend there, as the last sample saw it
  double advice_due;   // when a sampler shall ask whether advice is due
  bool advice_wanted;  // it is
  bool asked_back;     // a sampler that stays shall go, and another read the settings anew
  int64 reports;       // of workers that got as far as writing here
  int64 samples, failures;
  TimestampTz sampled_at;      // 0: none since the server started
  double asked_s, interval_s;  // pg_tend.sample_interval there, and what it was stretched to
  double cost_s;               // CPU of a sample, smoothed; 0: not known yet
  char last_error[kErrorTextBytes];
};

struct LauncherEntry {
  int32 pid;  // 0: no launcher runs
  TimestampTz started_at;
  int32 left_out;    // databases for which the table has no room: they wait for their turn
  bool crowded;      // databases wait for a sampler that stays with another one
  bool scan_wanted;  // somebody asked to be looked at
  Latch* latch;
};

// Makes room for the table; called once from _PG_init while preloading.
void init_worker_table();

// False without preload: there is no table, all reads are empty and all changes nothing.
bool has_worker_table();

std::vector<DatabaseEntry> known_databases();
std::optional<DatabaseEntry> find_database(Oid database);
LauncherEntry read_launcher();

// How many are sampled; at least 1.
int sampled_databases();

// Runs `change` on the entry under the lock. Returns false if there is none. `change` is plain
// assignment: it must not throw or call the server.
bool change_database(Oid database, const std::function<void(DatabaseEntry&)>& change);
void change_launcher(const std::function<void(LauncherEntry&)>& change);

// Makes the table hold these databases and no others, as far as there is room; new ones are due at
// once.
void keep_databases(const std::vector<Oid>& databases);

// Gives the entry of one database to another, which is due at once, unless a sampler is at work
// there.
void replace_database(Oid goes, Oid comes);

// Makes the database (all of them if InvalidOid) due and wakes the launcher.
void wake_launcher(Oid database);

// Writes an error of this database; the next look comes later with every failure in a row.
// Returns true if the text is news, so that it is logged once. At least `pause` passes.
bool report_failure(Oid database, SamplingState state, const std::string& text, double pause);

// Seconds of the machine's monotonic clock.
double monotonic_now();

}  // namespace tend::ext
