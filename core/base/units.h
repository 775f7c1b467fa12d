// SPDX-License-Identifier: PostgreSQL
// Units as types: a plan cost cannot be added to a byte count or passed for milliseconds.
//
// Quantity<Tag, Rep> is a number with a unit. Same units add, subtract and compare; a number scales
// a quantity; the ratio of two like quantities is a plain number. Nothing converts by itself.
//
// Tested by tests/unit/base/units_test.cpp.
#pragma once

#include <compare>
#include <cstdint>

namespace tend {

template <class Tag, class Rep>
class Quantity {
 public:
  constexpr Quantity() = default;
  constexpr explicit Quantity(Rep value) : value_(value) {}

  constexpr Rep value() const { return value_; }

  constexpr Quantity& operator+=(Quantity other) {
    value_ += other.value_;
    return *this;
  }
  constexpr Quantity& operator-=(Quantity other) {
    value_ -= other.value_;
    return *this;
  }
  friend constexpr Quantity operator+(Quantity a, Quantity b) { return a += b; }
  friend constexpr Quantity operator-(Quantity a, Quantity b) { return a -= b; }
  friend constexpr Quantity operator*(Quantity a, double k) {
    return Quantity(static_cast<Rep>(static_cast<double>(a.value_) * k));
  }
  friend constexpr Quantity operator*(double k, Quantity a) { return a * k; }
  // REQUIRES: b != 0.
  friend constexpr double operator/(Quantity a, Quantity b) {
    return static_cast<double>(a.value_) / static_cast<double>(b.value_);
  }
  friend constexpr auto operator<=>(Quantity, Quantity) = default;

 private:
  Rep value_{};
};

// The planner's cost unit: 1.0 is one sequential page read (seq_page_cost). Not milliseconds.
using Cost = Quantity<struct CostTag, double>;
using Bytes = Quantity<struct BytesTag, std::int64_t>;
using Pages = Quantity<struct PagesTag, std::int64_t>;
using Milliseconds = Quantity<struct MillisecondsTag, double>;
using Seconds = Quantity<struct SecondsTag, double>;

// PostgreSQL's block size as compiled by every distributor; the extension asserts it at load.
inline constexpr Bytes kPageSize{8192};

constexpr Bytes bytes_of(Pages pages) { return Bytes(pages.value() * kPageSize.value()); }

}  // namespace tend
