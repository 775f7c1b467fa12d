// SPDX-License-Identifier: PostgreSQL
#include "core/index/unindexable.h"

#include <catch2/catch.hpp>
#include <map>

namespace tend::index {

namespace {

Unindexable failed(const std::string& state, const std::string& hint = "") {
  workload::WorkloadQuery query;
  query.id = QueryId{5};
  query.role = RoleId{10};
  query.text = "SELECT 1";
  return unplannable(query, {}, {FailureCode::kServerError, "message", "detail", hint, state});
}

}  // namespace

TEST_CASE("each known state has its stable class, every other one is other") {
  const std::map<std::string, std::string> classes = {{"42601", "syntax"},
                                                      {"54001", "too_deep"},
                                                      {"54000", "too_long"},
                                                      {"22021", "encoding"},
                                                      {"42P01", "undefined_object"},
                                                      {"42703", "undefined_object"},
                                                      {"42883", "undefined_object"},
                                                      {"3F000", "undefined_object"},
                                                      {"42704", "undefined_object"},
                                                      {"42725", "ambiguous"},
                                                      {"42P18", "parameter_type"},
                                                      {"42804", "parameter_type"},
                                                      {"42501", "permission_denied"},
                                                      {"55P03", "locked"},
                                                      {"0A000", "unsupported"},
                                                      {"28000", "role_gone"},
                                                      {"XX000", "other"},
                                                      {"22012", "other"}};
  for (const auto& [state, expected] : classes) {
    CAPTURE(state);
    const Unindexable row = failed(state);
    REQUIRE(row.reason_class == expected);
    REQUIRE_FALSE(row.hint.empty());
  }
}

TEST_CASE("a failure without a state of its own is classed by its code") {
  const workload::WorkloadQuery query;
  REQUIRE(unplannable(query, {}, {FailureCode::kSyntaxError, "", "", "", ""}).reason_class ==
          "syntax");
  REQUIRE(
      unplannable(query, {}, {FailureCode::kUndefinedObject, "", "", "", "28000"}).reason_class ==
      "role_gone");
}

TEST_CASE("a row tells whose statement it was, what happened and what to do") {
  const Unindexable row = failed("42P01");
  REQUIRE(row.query_id == QueryId{5});
  REQUIRE(row.role == RoleId{10});
  REQUIRE(row.query == "SELECT 1");
  REQUIRE(row.reason == "message (detail)");

  REQUIRE(failed("42P01", "the failure's own hint").hint == "the failure's own hint");
}

TEST_CASE("a counted statement whose constants are gone is not told to cast what it never lost") {
  workload::WorkloadQuery query;
  query.text = "SELECT sum(a) FILTER (WHERE b > now() - $1) FROM t";
  const Failure failure{FailureCode::kServerError, "is not unique", "", "add explicit type casts",
                        "42725"};
  REQUIRE(unplannable(query, {}, failure).hint == "add explicit type casts");

  query.execution_total = Milliseconds(5);
  REQUIRE(unplannable(query, {}, failure).hint.find("itself is fine") != std::string::npos);
  const Failure unreadable{FailureCode::kSyntaxError, "syntax error at or near \"$1\"", "", "",
                           "42601"};
  REQUIRE(unplannable(query, {}, unreadable).hint.find("itself is fine") != std::string::npos);
  const Failure of_the_statement{FailureCode::kServerError,
                                 "INSERT has more expressions than target columns", "", "",
                                 "42601"};
  REQUIRE(unplannable(query, {}, of_the_statement).hint.find("itself is fine") ==
          std::string::npos);
  query.text = "SELECT f(a) FROM t";
  REQUIRE(unplannable(query, {}, failure).hint == "add explicit type casts");
}

TEST_CASE("a cancellation is known by its code or its state") {
  REQUIRE(is_cancellation(cancelled_run()));
  REQUIRE(is_cancellation({FailureCode::kServerError, "", "", "", "57014"}));
  REQUIRE_FALSE(is_cancellation({FailureCode::kServerError, "", "", "", "57P01"}));
}

TEST_CASE("a table without statistics is answered with the statement that helps") {
  RelationSnapshot relation;
  relation.name = "public.\"Or\"\"der\"";
  const Unindexable row = without_statistics({}, QueryId{9}, relation);

  REQUIRE(row.reason_class == "no_statistics");
  REQUIRE(row.hint == "ANALYZE public.\"Or\"\"der\"");
  REQUIRE(row.query_id == QueryId{9});
}

}  // namespace tend::index
