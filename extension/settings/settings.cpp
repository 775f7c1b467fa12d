// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/settings/settings.h"

#include "extension/settings/exclusions.h"
#include "extension/settings/name_list.h"

namespace tend::ext {

namespace {

constexpr int kUnlimited = -1;
constexpr int kSecondsPerMinute = 60;
constexpr int kMinutesPerHour = 60;
constexpr int kMinutesPerDay = 24 * kMinutesPerHour;
constexpr int kMillisecondsPerSecond = 1000;
// What keeps a mistyped interval from looking like a stopped sampler.
constexpr int kLongestIntervalMs = 24 * 3600 * kMillisecondsPerSecond;
constexpr int kLongestAdviseIntervalS = 30 * 24 * 3600;
// Ten years: more than any table of history will be asked for, and far from overflow.
constexpr int kLongestRetentionMin = 3650 * kMinutesPerDay;

bool enabled = true, capture_literals = false, capture_waits = true, capture_errors = true;
int sample_interval_ms = 0, retention_raw_min = 0, retention_min = 0, retention_rollup_min = 0;
int advise_interval_s = 0, max_open_recommendations = 0, unused_after_s = 0;
int storage_budget_mb = kUnlimited;
double capture_rate = 0, min_benefit = 0, min_confidence = 0;
double error_rate_warning = 0, error_rate_high = 0, error_rate_critical = 0;
char *exclude = NULL, *databases = NULL, *worker_role = NULL;

struct Described {
  const char* name;
  const char* summary;
  const char* detail;
};

struct SwitchSetting : Described {
  bool* value;
  bool initial;
  GucContext context;
};

struct IntegerSetting : Described {
  int* value;
  int initial, least, most;
  GucContext context;
  int flags;
};

struct FractionSetting : Described {
  double* value;
  double initial;
  GucContext context;
};

struct TextSetting : Described {
  char** value;
  const char* initial;
  GucContext context;
  GucStringCheckHook check;
};

const SwitchSetting kSwitches[] = {
    {{"pg_tend.enabled", "Whether the background worker does anything.",
      "Off stops sampling and advice of the worker; the functions still work when called."},
     &enabled, true, PGC_SIGHUP},
    {{"pg_tend.capture_literals", "Whether executed texts are kept with their literals.",
      "Needs shared_preload_libraries. Literals are user data: they show only to the role that ran "
      "the statement and to pg_read_all_stats. Captured are capture_rate of the executions. Off "
      "deletes nothing: tend.forget_literals() does."},
     &capture_literals, false, PGC_SUSET},
    {{"pg_tend.capture_waits", "Whether running statements are looked at once a second.",
      "Needs shared_preload_libraries. Feeds tend.waits()."},
     &capture_waits, true, PGC_SIGHUP},
    {{"pg_tend.capture_errors", "Whether errors that reach the server log are counted.",
      "Needs shared_preload_libraries. Feeds tend.errors()."},
     &capture_errors, true, PGC_SIGHUP},
};

const IntegerSetting kIntegers[] = {
    {{"pg_tend.sample_interval", "Time between two samples of a database.",
      "From a second upwards it is stretched when sampling would take more than 0.5 % of one core; "
      "tend.status says so. Below a second, for tests and short investigations, it is kept."},
     &sample_interval_ms, 30 * kMillisecondsPerSecond, 100, kLongestIntervalMs, PGC_SUSET,
     GUC_UNIT_MS},
    {{"pg_tend.retention_raw", "How long single samples are kept.",
      "Older history is kept in steps of five minutes. A third more may be on disk."},
     &retention_raw_min, 48 * kMinutesPerHour, 1, kLongestRetentionMin, PGC_SUSET, GUC_UNIT_MIN},
    {{"pg_tend.retention", "How long history is kept in steps of five minutes.",
      "Older history is kept in steps of an hour. A third more may be on disk."},
     &retention_min, 30 * kMinutesPerDay, 1, kLongestRetentionMin, PGC_SUSET, GUC_UNIT_MIN},
    {{"pg_tend.retention_rollup", "How long history is kept in steps of an hour.",
      "A third more may be on disk."},
     &retention_rollup_min, 400 * kMinutesPerDay, 1, kLongestRetentionMin, PGC_SUSET, GUC_UNIT_MIN},
    {{"pg_tend.advise_interval", "Time between two runs of index advice by the worker.",
      "0 means that the worker gives no advice."},
     &advise_interval_s, 3600, 0, kLongestAdviseIntervalS, PGC_SUSET, GUC_UNIT_S},
    {{"pg_tend.max_open_recommendations", "Recommendations that the worker leaves open at once.",
      "Those of the highest priority are recorded. Does not limit tend.recommend_indexes()."},
     &max_open_recommendations, 10, 0, 1000, PGC_SUSET, 0},
    {{"pg_tend.unused_after", "How long an index has had no scan when it is called unused.",
      "Used by tend.index_findings. 0 asks for indexes that were never scanned, whatever their "
      "age."},
     &unused_after_s, 30 * kMinutesPerDay * kSecondsPerMinute, 0,
     kLongestRetentionMin * kSecondsPerMinute, PGC_SUSET, GUC_UNIT_S},
    {{"pg_tend.storage_budget", "Space that all indexes of one advice run may take together.",
      "Used by tend.recommend_indexes() when its argument storage_budget is NULL. -1 means no "
      "limit."},
     &storage_budget_mb, kUnlimited, kUnlimited, INT_MAX, PGC_SUSET, GUC_UNIT_MB},
};

const FractionSetting kFractions[] = {
    {{"pg_tend.capture_rate", "Share of executions that are captured, as a fraction.",
      "Needs shared_preload_libraries. A captured execution is timed for the histogram of its "
      "statement. 0 means none, 1 all."},
     &capture_rate, 0.01, PGC_SUSET},
    {{"pg_tend.min_benefit", "Least benefit of a recommendation that the worker records.",
      "As a fraction of the workload's estimated cost. Does not limit tend.recommend_indexes()."},
     &min_benefit, 0.05, PGC_SUSET},
    {{"pg_tend.min_confidence", "Least confidence of a recommendation that the worker records.",
      "As a fraction. Does not limit tend.recommend_indexes()."},
     &min_confidence, 0.7, PGC_SUSET},
    {{"pg_tend.error_rate_warning", "Share of failed statements that tend.errors() calls warning.",
      "As a fraction of all statements."},
     &error_rate_warning, 0.01, PGC_SUSET},
    {{"pg_tend.error_rate_high", "Share of failed statements that tend.errors() calls high.",
      "As a fraction of all statements."},
     &error_rate_high, 0.05, PGC_SUSET},
    {{"pg_tend.error_rate_critical", "Share of failed statements that tend.errors() calls critical.",
      "As a fraction of all statements."},
     &error_rate_critical, 0.10, PGC_SUSET},
};

const TextSetting kTexts[] = {
    {{"pg_tend.databases", "Databases that the worker samples.",
      "A comma-separated list of names, quoted as in SQL. Empty means all that have the extension."},
     &databases, "", PGC_SIGHUP, check_name_list},
    {{"pg_tend.exclude", "Schemas, tables and query ids that advice leaves alone.",
      "A comma-separated list: a number is a query id, a name is a schema, schema.name is a table. "
      "Names are quoted as in SQL."},
     &exclude, "", PGC_SUSET, check_exclude},
    {{"pg_tend.worker_role", "Role as which the worker connects.",
      "It must be able to log in and to connect, and to advise needs pg_read_all_stats. Empty "
      "means the bootstrap superuser."},
     &worker_role, "", PGC_SIGHUP, check_name},
};

void define_all() {
  for (const SwitchSetting& s : kSwitches) {
    DefineCustomBoolVariable(s.name, s.summary, s.detail, s.value, s.initial, s.context, 0, NULL,
                             NULL, NULL);
  }
  for (const IntegerSetting& s : kIntegers) {
    DefineCustomIntVariable(s.name, s.summary, s.detail, s.value, s.initial, s.least, s.most,
                            s.context, s.flags, NULL, NULL, NULL);
  }
  for (const FractionSetting& s : kFractions) {
    DefineCustomRealVariable(s.name, s.summary, s.detail, s.value, s.initial, 0, 1, s.context, 0,
                             NULL, NULL, NULL);
  }
  for (const TextSetting& s : kTexts) {
    DefineCustomStringVariable(s.name, s.summary, s.detail, s.value, s.initial, s.context, 0,
                               s.check, NULL, NULL);
  }
}

Seconds of_minutes(int minutes) {
  return Seconds(static_cast<double>(minutes) * kSecondsPerMinute);
}

}  // namespace

void init_settings() {
  define_all();
  tend_reserve_settings("pg_tend");
}

namespace setting {

bool enabled() { return ext::enabled; }
std::vector<std::string> databases() { return names_in(ext::databases ? ext::databases : ""); }
std::string worker_role() {
  const std::vector<std::string> names = names_in(ext::worker_role ? ext::worker_role : "");
  return names.empty() ? "" : names.front();
}

Seconds sample_interval() {
  return Seconds(static_cast<double>(sample_interval_ms) / kMillisecondsPerSecond);
}
Seconds retention_raw() { return of_minutes(retention_raw_min); }
Seconds retention() { return std::max(of_minutes(retention_min), retention_raw()); }
Seconds retention_rollup() { return std::max(of_minutes(retention_rollup_min), retention()); }

double capture_rate() { return ext::capture_rate; }
bool capture_literals() { return ext::capture_literals; }
bool capture_waits() { return ext::capture_waits; }
bool capture_errors() { return ext::capture_errors; }

std::optional<Seconds> advise_interval() {
  if (advise_interval_s == 0) return std::nullopt;
  return Seconds(advise_interval_s);
}
double min_benefit() { return ext::min_benefit; }
double min_confidence() { return ext::min_confidence; }
int max_open_recommendations() { return ext::max_open_recommendations; }

double error_rate_warning() { return ext::error_rate_warning; }
double error_rate_high() { return ext::error_rate_high; }
double error_rate_critical() { return ext::error_rate_critical; }

Seconds unused_after() { return Seconds(unused_after_s); }

std::optional<Bytes> storage_budget() {
  constexpr int64 kBytesPerMegabyte = 1024 * 1024;
  if (storage_budget_mb == kUnlimited) return std::nullopt;
  return Bytes(storage_budget_mb * kBytesPerMegabyte);
}
const char* exclude() { return ext::exclude ? ext::exclude : ""; }

}  // namespace setting
}  // namespace tend::ext
