// SPDX-License-Identifier: PostgreSQL
#include "core/index/index_use.h"

#include <algorithm>

namespace tend::index {

namespace {

IdleTime watched_idle_time(const IndexUse& use, const ObservedSpan& span) {
  const WatchedUse& watched = *use.watched;
  const bool reset_since_sample = span.counting_for < *span.sampled_ago;
  const bool scanned = use.scans > 0 || watched.scans > 0 || watched.last_scan_ago.has_value();
  if (reset_since_sample) {
    // What was counted between the last sample and the reset is lost.
    return {use.scans > 0 ? Seconds(0) : span.counting_for, Seconds(0), scanned};
  }
  if (use.scans != watched.scans) return {Seconds(0), Seconds(0), true};
  if (watched.last_scan_ago) return {*watched.last_scan_ago, *watched.last_scan_ago, true};
  const Seconds seen = std::min(watched.known_for, span.history_reaches);
  const Seconds counted = use.scans > 0 ? Seconds(0) : span.counting_for;
  // The counters may be older than the index.
  const Seconds credible = watched.from_start ? counted : std::min(counted, watched.known_for);
  return {std::max(seen, credible), seen, scanned};
}

IdleTime idle_time_of(const IndexUse& use, const ObservedSpan& span) {
  if (span.sampled_ago && use.watched) return watched_idle_time(use, span);
  if (use.scans > 0) return {Seconds(0), Seconds(0), true};
  // A history that does not know the index has not sampled since it was made.
  return {span.sampled_ago ? std::min(span.counting_for, *span.sampled_ago) : span.counting_for,
          Seconds(0), false};
}

}  // namespace

IdleTime idle_time(std::span<const IndexPart> parts, const ObservedSpan& span) {
  if (parts.empty()) return {Seconds(0), Seconds(0), true};
  IdleTime whole = idle_time_of(parts.front().use, span);
  for (const IndexPart& part : parts.subspan(1)) {
    const IdleTime each = idle_time_of(part.use, span);
    whole.idle = std::min(whole.idle, each.idle);
    whole.watched = std::min(whole.watched, each.watched);
    whole.scanned = whole.scanned || each.scanned;
  }
  return whole;
}

bool is_unused(const IdleTime& idle, Seconds unused_after) {
  if (!idle.scanned) return idle.idle >= unused_after;
  return unused_after > Seconds(0) && idle.idle >= unused_after;
}

}  // namespace tend::index
