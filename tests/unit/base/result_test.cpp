// SPDX-License-Identifier: PostgreSQL
#include "core/base/result.h"

#include <catch2/catch.hpp>
#include <memory>
#include <set>
#include <string>

namespace tend {

TEST_CASE("a result holds a value or a failure, never both") {
  const Result<int> good = 7;
  const Result<int> bad = Failure{FailureCode::kNotSupported, "no", "detail", "hint", ""};

  REQUIRE(good.ok());
  REQUIRE(static_cast<bool>(good));
  REQUIRE(good.value() == 7);
  REQUIRE_FALSE(bad.ok());
  REQUIRE(bad.failure().message == "no");
  REQUIRE(bad.failure().hint == "hint");
}

TEST_CASE("a value that cannot be copied moves out of its result") {
  Result<std::unique_ptr<int>> result = std::make_unique<int>(3);

  const std::unique_ptr<int> taken = std::move(result).value();

  REQUIRE(*taken == 3);
}

TEST_CASE("a result of strings tells its value from its failure by position, not by type") {
  const Result<std::string> text = std::string("not a failure");

  REQUIRE(text.ok());
  REQUIRE(text->size() == 13);
}

TEST_CASE("each failure code has a SQLSTATE of its own") {
  std::set<std::string_view> states;
  for (int code = 0; code <= static_cast<int>(FailureCode::kServerError); ++code) {
    const std::string_view state = sqlstate_of(static_cast<FailureCode>(code));
    REQUIRE(state.size() == 5);
    states.insert(state);
  }

  REQUIRE(states.size() == static_cast<std::size_t>(FailureCode::kServerError) + 1);
  REQUIRE(sqlstate_of(FailureCode::kCancelled) == "57014");
  REQUIRE(sqlstate_of(FailureCode::kStatementTooDeep) == "54001");
}

TEST_CASE("failures compare by all they say") {
  const Failure failure{FailureCode::kSyntaxError, "m", "d", "h", "42601"};
  Failure other = failure;
  REQUIRE(failure == other);

  other.hint = "another";

  REQUIRE_FALSE(failure == other);
}

}  // namespace tend
