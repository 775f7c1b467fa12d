// SPDX-License-Identifier: PostgreSQL
#include "core/index/index_use.h"

#include <catch2/catch.hpp>

namespace tend::index {

namespace {

constexpr Seconds kDay{86400};

ObservedSpan counting_for_days(double days) {
  ObservedSpan span;
  span.counting_for = kDay * days;
  return span;
}

ObservedSpan with_history(double counting_days, double history_days) {
  ObservedSpan span = counting_for_days(counting_days);
  span.sampled_ago = Seconds(30);
  span.history_reaches = kDay * history_days;
  return span;
}

IndexPart part(double scans, std::optional<WatchedUse> watched = {}) {
  return {RelationId{1}, Pages(1), {scans, watched}, {}};
}

IdleTime idle_of(const IndexPart& one, const ObservedSpan& span) {
  return idle_time(std::vector{one}, span);
}

}  // namespace

TEST_CASE("without history an unscanned index is idle since the counters started") {
  CHECK(idle_of(part(0), counting_for_days(40)).idle == kDay * 40);
  CHECK(idle_of(part(0), counting_for_days(40)).watched == Seconds(0));
}

TEST_CASE("without history a scanned index may be in use right now") {
  CHECK(idle_of(part(3), counting_for_days(40)).idle == Seconds(0));
  CHECK(idle_of(part(3), counting_for_days(40)).scanned);
}

TEST_CASE("a scan since the last sample ends all idleness") {
  const WatchedUse watched{kDay * 90, true, 3, {}};
  CHECK(idle_of(part(4, watched), with_history(90, 90)).idle == Seconds(0));
}

TEST_CASE("the history dates the last scan of an index whose counter stands still") {
  const WatchedUse watched{kDay * 90, true, 3, kDay * 35};
  const IdleTime idle = idle_of(part(3, watched), with_history(200, 90));

  CHECK(idle.idle == kDay * 35);
  CHECK(idle.watched == kDay * 35);
}

TEST_CASE("an index without a scan in the window is idle for as long as the history watched it") {
  const WatchedUse watched{kDay * 90, true, 3, {}};
  CHECK(idle_of(part(3, watched), with_history(200, 90)).idle == kDay * 90);
  // What was watched and is no longer retained proves nothing.
  CHECK(idle_of(part(3, watched), with_history(200, 40)).idle == kDay * 40);
}

TEST_CASE("counters older than the history count for an index that was there before it") {
  const WatchedUse watched{kDay * 5, true, 0, {}};
  const IdleTime idle = idle_of(part(0, watched), with_history(200, 5));

  CHECK(idle.idle == kDay * 200);
  CHECK(idle.watched == kDay * 5);
}

TEST_CASE("an index made while the history watched is no older than that") {
  const WatchedUse watched{kDay * 2, false, 0, {}};
  CHECK(idle_of(part(0, watched), with_history(200, 90)).idle == kDay * 2);
}

TEST_CASE("an index that a running history does not know was made since the last sample") {
  CHECK(idle_of(part(0), with_history(200, 90)).idle == Seconds(30));
}

TEST_CASE("a reset since the last sample loses what was counted before it") {
  const WatchedUse watched{kDay * 90, true, 0, {}};
  ObservedSpan span = with_history(0.0001, 90);

  CHECK(idle_of(part(0, watched), span).idle == span.counting_for);
  CHECK(idle_of(part(2, watched), span).idle == Seconds(0));
}

TEST_CASE("a partitioned index is as idle as its busiest partition") {
  const WatchedUse never{kDay * 90, true, 0, {}}, lately{kDay * 90, true, 9, kDay};
  const std::vector parts{part(0, never), part(9, lately), part(0, never)};
  const IdleTime idle = idle_time(parts, with_history(90, 90));

  CHECK(idle.idle == kDay);
  CHECK(idle.scanned);
  CHECK(idle_time({}, with_history(90, 90)).idle == Seconds(0));
}

TEST_CASE("unused means idle for the time asked; zero asks for never scanned") {
  const IdleTime never{kDay * 40, kDay * 40, false}, once{kDay * 40, kDay * 40, true};

  CHECK(is_unused(never, kDay * 30));
  CHECK(is_unused(once, kDay * 30));
  CHECK_FALSE(is_unused(never, kDay * 41));
  CHECK(is_unused(never, Seconds(0)));
  CHECK_FALSE(is_unused(once, Seconds(0)));
}

}  // namespace tend::index
