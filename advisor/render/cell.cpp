// SPDX-License-Identifier: PostgreSQL
// Numbers get as many digits as a reader can use, text gets cleaned.
//
// Tested by tests/advisor/formats.t.
#include "advisor/render/cell.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "advisor/characters.h"

namespace tend::advisor {
namespace {

constexpr double kBytesStep = 1024;

std::string shown_bytes(double bytes) {
  constexpr std::array<const char*, 5> kNames = {"B", "kB", "MB", "GB", "TB"};
  // From 10 units on a decimal says nothing more.
  constexpr double kDecimalsBelow = 10;

  std::size_t step = 0;
  while (std::abs(bytes) >= kBytesStep && step + 1 < kNames.size()) {
    bytes /= kBytesStep;
    ++step;
  }
  const bool whole = step == 0 || std::abs(bytes) >= kDecimalsBelow;
  return whole ? fmt::format("{:.0f} {}", bytes, kNames[step])
               : fmt::format("{:.1f} {}", bytes, kNames[step]);
}

// Three significant digits or the whole part, whichever is more.
std::string shown_measure(double number) {
  const double size = std::abs(number);
  if (size >= 100) return fmt::format("{:.0f}", number);
  if (size >= 10) return fmt::format("{:.1f}", number);
  return fmt::format("{:.2f}", number);
}

// From milliseconds to hours, two digits or the whole part: these are estimates.
std::string shown_time(double milliseconds) {
  constexpr std::array<std::pair<double, const char*>, 4> kSteps = {
      {{3600e3, "h"}, {60e3, "min"}, {1e3, "s"}, {0, "ms"}}};
  const double size = std::abs(milliseconds);
  const auto step = std::find_if(kSteps.begin(), kSteps.end(),
                                 [&](const auto& each) { return size >= each.first; });
  const double number = milliseconds / std::max(step->first, 1.0);
  return fmt::format("{:.{}f} {}", number, std::abs(number) >= 10 ? 0 : 1, step->second);
}

std::string shown_number(double number, Unit unit) {
  if (std::isnan(number)) return kUnknown;
  switch (unit) {
    case Unit::kFraction: return fmt::format("{:.1f} %", number * 100);
    case Unit::kBytes: return shown_bytes(number);
    case Unit::kMilliseconds: return shown_measure(number);
    case Unit::kTime: return shown_time(number);
    case Unit::kSeconds: return shown_measure(number) + " s";
    case Unit::kTenths: return fmt::format("{:.1f}", number);
    case Unit::kNone: return shown_measure(number);
  }
  return kUnknown;
}

std::string joined(const std::vector<std::string>& list) {
  return fmt::format("{}", fmt::join(list, "; "));
}

struct Shown {
  Unit unit;
  std::string operator()(std::monostate) const { return kUnknown; }
  std::string operator()(bool value) const { return value ? "yes" : "no"; }
  std::string operator()(std::int64_t value) const {
    return unit == Unit::kNone ? fmt::format("{}", value)
                               : shown_number(static_cast<double>(value), unit);
  }
  std::string operator()(double value) const { return shown_number(value, unit); }
  std::string operator()(const std::string& value) const { return printable(value); }
  std::string operator()(const std::vector<std::string>& list) const {
    return printable(joined(list));
  }
};

struct Plain {
  std::string operator()(std::monostate) const { return {}; }
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(std::int64_t value) const { return fmt::format("{}", value); }
  std::string operator()(double value) const {
    return std::isfinite(value) ? fmt::format("{}", value) : std::string();
  }
  std::string operator()(const std::string& value) const { return valid_utf8(value); }
  std::string operator()(const std::vector<std::string>& list) const {
    return valid_utf8(joined(list));
  }
};

}  // namespace

std::string shown(const Value& value, Unit unit) {
  return std::visit(Shown{unit}, value);
}

std::string plain(const Value& value) {
  return std::visit(Plain{}, value);
}

bool is_number(const Value& value) {
  return std::holds_alternative<std::int64_t>(value) || std::holds_alternative<double>(value);
}

std::vector<std::string> elements(const Value& value, Unit unit) {
  if (const auto* list = std::get_if<std::vector<std::string>>(&value)) return *list;
  if (const auto* text = std::get_if<std::string>(&value)) {
    return text->empty() ? std::vector<std::string>() : std::vector<std::string>{*text};
  }
  if (is_null(value)) return {};
  return {shown(value, unit)};
}

}  // namespace tend::advisor
