// SPDX-License-Identifier: PostgreSQL
// std::to_chars writes a point whatever the locale says; printf would not inside a server.
//
// Tested by tests/unit/index/number_text_test.cpp.
#include "core/index/number_text.h"

#include <array>
#include <charconv>
#include <cmath>

namespace tend::index {

namespace {

std::string fixed(double value, int decimals) {
  std::array<char, 400> buffer;  // the longest double in fixed notation has 309 digits
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                 std::chars_format::fixed, decimals);
  return {buffer.data(), end.ptr};
}

}  // namespace

std::string cost_text(Cost cost) {
  const double magnitude = std::abs(cost.value());
  if (magnitude >= 100) return fixed(cost.value(), 0);
  return fixed(cost.value(), magnitude >= 1 ? 1 : 2);
}

std::string percent_text(double fraction) {
  const double percent = fraction * 100;
  return fixed(percent, std::abs(percent) >= 10 ? 0 : 1) + " %";
}

std::string bytes_text(Bytes bytes) {
  const auto value = static_cast<double>(bytes.value());
  if (std::abs(value) < 10 * 1024) return std::to_string(bytes.value()) + " bytes";
  double scaled = value / 1024;
  std::size_t unit = 0;
  constexpr std::array kUnits = {" kB", " MB", " GB", " TB"};
  while (std::abs(scaled) >= 1024 && unit + 1 < kUnits.size()) {
    scaled /= 1024;
    ++unit;
  }
  return fixed(scaled, std::abs(scaled) >= 10 || unit == 0 ? 0 : 1) + kUnits[unit];
}

std::string duration_text(Seconds seconds) {
  const double value = seconds.value();
  if (value < 1) return "under a second";
  if (value < 120) return fixed(value, 0) + " s";
  if (value < 7200) return fixed(value / 60, 0) + " min";
  return fixed(value / 3600, 1) + " h";
}

std::string age_text(Seconds seconds) {
  constexpr double kDay = 86400;
  if (seconds.value() < 2 * kDay) return duration_text(seconds);
  return fixed(std::floor(seconds.value() / kDay), 0) + " days";
}

std::string rate_text(double per_day) {
  if (per_day < 0.005) return "0";
  return fixed(per_day, per_day >= 10 || per_day == std::floor(per_day) ? 0 : per_day >= 1 ? 1 : 2);
}

std::string count_text(std::size_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

}  // namespace tend::index
