// SPDX-License-Identifier: PostgreSQL
// The small functions of numbers and texts that the observing views call: core's formulas, so that
// the views and the rest of pg_tend cannot disagree.
//
// Tested by sql/observing_numbers.sql.
#include "extension/boundary/pg.h"

#include "core/base/log_histogram.h"
#include "core/sql/utf8.h"
#include "core/workload/complexity.h"
#include "core/workload/slow_query.h"
#include "core/workload/tunable_statement.h"
#include "extension/boundary/guard.h"
#include "extension/boundary/record.h"
#include "extension/settings/settings.h"

namespace tend::ext {

namespace {

[[noreturn]] void refuse(const std::string& message) {
  throw ServerError(Failure{FailureCode::kInvalidParameter, message, "", "", ""});
}

double fraction_from(double p) {
  if (!(p >= 0 && p <= 1)) refuse("a fraction must be between 0 and 1");
  return p;
}

HistogramBucket bucket_from(int bucket, double count) {
  if (bucket < 0 || bucket > kLastBucket) {
    refuse("a bucket must be between 0 and " + std::to_string(kLastBucket));
  }
  if (!(count > 0) || std::isinf(count)) refuse("a count must be positive");
  return {bucket, count};
}

// The elements of an array, which lives as long as the call.
std::span<const Datum> elements_of(Datum array, Oid type) {
  return pg_call([&] {
    int16 length;
    bool by_value;
    char align;
    get_typlenbyvalalign(type, &length, &by_value, &align);
    ArrayType* whole = DatumGetArrayTypeP(array);
    if (array_contains_nulls(whole)) {
      ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                      errmsg("the array must not contain NULL elements")));
    }
    Datum* values;
    int count;
    deconstruct_array(whole, type, length, by_value, align, &values, NULL, &count);
    return std::span<const Datum>(values, static_cast<size_t>(count));
  });
}

// In UTF-8; nothing for bytes of a SQL_ASCII database that are not.
std::optional<std::string> judgeable_text(Datum query) {
  std::string text = string_from(query);
  if (GetDatabaseEncoding() != PG_SQL_ASCII) return to_utf8(text);
  if (sql::first_invalid_byte(text) != std::string::npos) return std::nullopt;
  return text;
}

std::vector<HistogramBucket> histogram_from(Datum buckets, Datum counts) {
  const std::span<const Datum> numbers = elements_of(buckets, INT4OID);
  const std::span<const Datum> executions = elements_of(counts, FLOAT8OID);
  if (numbers.size() != executions.size()) refuse("buckets and counts must be of equal length");
  std::vector<HistogramBucket> histogram;
  std::set<int> seen;
  for (size_t i = 0; i < numbers.size(); i++) {
    histogram.push_back(bucket_from(DatumGetInt32(numbers[i]), DatumGetFloat8(executions[i])));
    if (!seen.insert(histogram.back().bucket).second) refuse("a bucket must not be given twice");
  }
  return histogram;
}

Datum null_result(FunctionCallInfo fcinfo) {
  fcinfo->isnull = true;
  return static_cast<Datum>(0);
}

Datum complexity_score(FunctionCallInfo fcinfo) {
  const std::string text = to_utf8(string_from(PG_GETARG_DATUM(0)));
  const auto scored = workload::score_complexity(text);
  if (!scored || !scored->score) return null_result(fcinfo);
  return pg_call(
      [&] { return DirectFunctionCall1(float8_numeric, Float8GetDatum(*scored->score)); });
}

std::optional<Milliseconds> milliseconds(const std::optional<Datum>& datum) {
  if (!datum) return std::nullopt;
  return Milliseconds(DatumGetFloat8(*datum));
}

const char* error_level(double rate) {
  if (rate >= setting::error_rate_critical()) return "critical";
  if (rate >= setting::error_rate_high()) return "high";
  return rate >= setting::error_rate_warning() ? "warning" : "ok";
}

}  // namespace
}  // namespace tend::ext

extern "C" {
PG_FUNCTION_INFO_V1(pg_tend_histogram_quantile);
PG_FUNCTION_INFO_V1(pg_tend_log_normal_quantile);
PG_FUNCTION_INFO_V1(pg_tend_complexity_score);
PG_FUNCTION_INFO_V1(pg_tend_is_tunable);
PG_FUNCTION_INFO_V1(pg_tend_is_own);
PG_FUNCTION_INFO_V1(pg_tend_calm_baseline);
PG_FUNCTION_INFO_V1(pg_tend_impact_target);
PG_FUNCTION_INFO_V1(pg_tend_impact_ms_per_hour);
PG_FUNCTION_INFO_V1(pg_tend_impact_level);
PG_FUNCTION_INFO_V1(pg_tend_error_level);

Datum pg_tend_histogram_quantile(PG_FUNCTION_ARGS) {
  using namespace tend::ext;
  return guarded_entry([&] {
    const double p = fraction_from(PG_GETARG_FLOAT8(2));
    const auto histogram = histogram_from(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1));
    const auto value = tend::quantile(histogram, p);
    return value ? Float8GetDatum(value->value()) : null_result(fcinfo);
  });
}

Datum pg_tend_log_normal_quantile(PG_FUNCTION_ARGS) {
  using namespace tend::ext;
  return guarded_entry([&] {
    const double mean = PG_GETARG_FLOAT8(0), stddev = PG_GETARG_FLOAT8(1), p = PG_GETARG_FLOAT8(2);
    if (!(stddev >= 0) || std::isinf(stddev)) refuse("a standard deviation must not be negative");
    if (!(p > 0 && p < 1)) refuse("a fraction must be between 0 and 1");
    if (!(mean > 0) || std::isinf(mean)) return null_result(fcinfo);
    return Float8GetDatum(
        tend::log_normal_quantile(tend::Milliseconds(mean), tend::Milliseconds(stddev), p).value());
  });
}

// A text that cannot be scored is no reason for a view to fail.
Datum pg_tend_complexity_score(PG_FUNCTION_ARGS) {
  return tend::ext::guarded_entry([&] { return tend::ext::complexity_score(fcinfo); });
}

Datum pg_tend_is_own(PG_FUNCTION_ARGS) {
  using namespace tend::ext;
  return guarded_entry([&] {
    const std::optional<std::string> text = judgeable_text(PG_GETARG_DATUM(0));
    return BoolGetDatum(text && tend::workload::is_own(*text));
  });
}

Datum pg_tend_is_tunable(PG_FUNCTION_ARGS) {
  using namespace tend::ext;
  return guarded_entry([&] {
    const std::optional<std::string> text = judgeable_text(PG_GETARG_DATUM(0));
    return BoolGetDatum(!text || tend::workload::is_tunable(*text));
  });
}

Datum pg_tend_calm_baseline(PG_FUNCTION_ARGS) {
  using namespace tend::ext;
  return guarded_entry([&] {
    std::vector<tend::Milliseconds> means;
    for (const Datum mean : elements_of(PG_GETARG_DATUM(0), FLOAT8OID)) {
      means.emplace_back(DatumGetFloat8(mean));
    }
    const auto calm = tend::workload::calm_baseline(means);
    return calm ? Float8GetDatum(calm->value()) : null_result(fcinfo);
  });
}

Datum pg_tend_impact_target(PG_FUNCTION_ARGS) {
  using namespace tend::ext;
  return guarded_entry([&] {
    const auto threshold = milliseconds(argument(fcinfo, 2));
    if (!threshold) return null_result(fcinfo);
    return Float8GetDatum(tend::workload::impact_target(milliseconds(argument(fcinfo, 0)),
                                                        milliseconds(argument(fcinfo, 1)),
                                                        *threshold)
                              .value());
  });
}

Datum pg_tend_impact_ms_per_hour(PG_FUNCTION_ARGS) {
  using namespace tend::ext;
  return guarded_entry([&] {
    return Float8GetDatum(tend::workload::impact_ms_per_hour(
                              PG_GETARG_FLOAT8(0), tend::Milliseconds(PG_GETARG_FLOAT8(1)),
                              tend::Milliseconds(PG_GETARG_FLOAT8(2)))
                              .value());
  });
}

Datum pg_tend_impact_level(PG_FUNCTION_ARGS) {
  using namespace tend::ext;
  return guarded_entry([&] {
    return text_datum(tend::workload::name_of(
        tend::workload::impact_level(tend::Milliseconds(PG_GETARG_FLOAT8(0)))));
  });
}

Datum pg_tend_error_level(PG_FUNCTION_ARGS) {
  using namespace tend::ext;
  return guarded_entry([&] { return text_datum(error_level(PG_GETARG_FLOAT8(0))); });
}
}
