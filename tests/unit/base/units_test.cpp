// SPDX-License-Identifier: PostgreSQL
#include "core/base/units.h"

#include <catch2/catch.hpp>
#include <map>
#include <type_traits>

#include "core/base/ids.h"

namespace tend {

template <class A, class B>
concept Addable = requires(A a, B b) {
  a + b;
};
template <class A, class B>
concept Comparable = requires(A a, B b) {
  a < b;
};

TEST_CASE("like quantities add, subtract, scale and compare") {
  const Bytes sum = Bytes(100) + Bytes(28) - Bytes(8);

  REQUIRE(sum == Bytes(120));
  REQUIRE(sum * 0.5 == Bytes(60));
  REQUIRE(2.0 * sum == Bytes(240));
  REQUIRE(Bytes(1) < Bytes(2));
  REQUIRE(Cost(3) / Cost(2) == Approx(1.5));
}

TEST_CASE("unlike quantities neither add nor compare nor convert") {
  STATIC_REQUIRE(Addable<Cost, Cost>);
  STATIC_REQUIRE_FALSE(Addable<Cost, Bytes>);
  STATIC_REQUIRE_FALSE(Comparable<Seconds, Milliseconds>);
  STATIC_REQUIRE_FALSE(std::is_convertible_v<double, Cost>);
  STATIC_REQUIRE_FALSE(std::is_convertible_v<Cost, double>);
}

TEST_CASE("pages become bytes without losing any beyond two gigabytes") {
  REQUIRE(bytes_of(Pages(1'000'000)) == Bytes(8'192'000'000));
}

TEST_CASE("ids of different things are different types, and zero is none") {
  STATIC_REQUIRE_FALSE(std::is_convertible_v<QueryId, RelationId>);
  STATIC_REQUIRE_FALSE(Comparable<RelationId, RoleId>);
  REQUIRE_FALSE(static_cast<bool>(RelationId{}));
  REQUIRE(static_cast<bool>(QueryId{-5}));

  const std::map<RelationId, int> by_id = {{RelationId{2}, 2}, {RelationId{1}, 1}};

  REQUIRE(by_id.begin()->second == 1);
}

}  // namespace tend
