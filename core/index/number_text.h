// SPDX-License-Identifier: PostgreSQL
// Numbers as people read them in reasons and tradeoffs. Independent of the process's locale.
//
// Tested by tests/unit/index/number_text_test.cpp.
#pragma once

#include <string>

#include "core/base/units.h"

namespace tend::index {

// "18230" from a hundred upwards, "8.4" below, "0.02" below one.
std::string cost_text(Cost cost);

// A fraction as "41 %", below ten per cent with one decimal.
std::string percent_text(double fraction);

// "512 bytes", "24 kB", "3.1 MB", "2.0 GB"; in powers of 1024, as the server prints sizes.
std::string bytes_text(Bytes bytes);

// "under a second", "12 s", "3 min", "2.5 h".
std::string duration_text(Seconds seconds);

// The same for long spans: from two days upwards "41 days".
std::string age_text(Seconds seconds);

// How often a day: "1200", "8.4", below a hundredth "0".
std::string rate_text(double per_day);

// "1 statement", "3 statements".
std::string count_text(std::size_t count, const std::string& noun);

}  // namespace tend::index
