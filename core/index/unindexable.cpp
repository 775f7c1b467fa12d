// SPDX-License-Identifier: PostgreSQL
// The classes hang on the SQLSTATE alone, which survives every boundary; message texts do not (they
// are translated). Tested by tests/unit/index/unindexable_test.cpp.
#include "core/index/unindexable.h"

#include <algorithm>
#include <array>

namespace tend::index {

namespace {

struct ReasonClass {
  std::string_view state;
  std::string_view name;
  std::string_view hint;
};

constexpr std::string_view kNameHint =
    "The statement names something that its role does not find; if the application sets "
    "search_path "
    "in its sessions, ALTER ROLE ... SET search_path makes it known. A temporary table or a "
    "dropped "
    "object cannot be found.";
constexpr std::string_view kTypeHint =
    "Cast the parameter where it stands, for example $1::bigint, so that its type is known.";

constexpr std::array kClasses = {
    ReasonClass{"42601", "syntax",
                "Give one complete SQL statement per text, with the constants in it where $n "
                "cannot stand for them."},
    ReasonClass{"54001", "too_deep", "Split the statement, or nest it less deeply."},
    ReasonClass{"54000", "too_long", "Give a shorter text; very long value lists can be joined."},
    ReasonClass{"22021", "encoding", "Give the text in UTF-8, without NUL bytes."},
    ReasonClass{"42P01", "undefined_object", kNameHint},
    ReasonClass{"42703", "undefined_object", kNameHint},
    ReasonClass{"42883", "undefined_object", kNameHint},
    ReasonClass{"42704", "undefined_object", kNameHint},
    ReasonClass{"3F000", "undefined_object", kNameHint},
    ReasonClass{"42725", "ambiguous", kTypeHint},
    ReasonClass{"42702", "ambiguous", "Qualify the column with its table."},
    ReasonClass{"42P18", "parameter_type", kTypeHint},
    ReasonClass{"42P08", "parameter_type", kTypeHint},
    ReasonClass{"42804", "parameter_type", kTypeHint},
    ReasonClass{"42809", "parameter_type", kTypeHint},
    ReasonClass{"42501", "permission_denied",
                "Grant the role what EXPLAIN of the statement needs, or run the advice as a role "
                "that has it."},
    ReasonClass{"55P03", "locked", "Another session holds the table; run the advice again later."},
    ReasonClass{"0A000", "unsupported",
                "Only statements that the planner plans (SELECT, INSERT, UPDATE, DELETE, MERGE) "
                "can be helped by an index."},
    ReasonClass{"28000", "role_gone",
                "The role that ran the statement no longer exists; its entry will age out."},
};

constexpr ReasonClass kOther = {"", "other", "Run EXPLAIN on the statement to see the error."};

// What the server suggests for a type that it cannot find out, or for a $n where none can stand, is
// meant for whoever wrote the text; of a counted statement only the text without its constants is
// left, and with them went the types.
constexpr std::string_view kLostConstantsHint =
    "The statement itself is fine: pg_stat_statements keeps it without its constants, and in that "
    "form it cannot be planned, as their types are gone with them. Ask with the constants in "
    "place: "
    "tend.recommend_indexes(queries => ARRAY['...']).";
constexpr std::array<std::string_view, 7> kLostConstantStates = {"42601", "42725", "42883", "42P18",
                                                                 "42P08", "42804", "42809"};

// What the parser says of a $n where none can stand; the analysis uses the same SQLSTATE for other
// mistakes, which constants would not mend. Where messages are in another language, the class's own
// hint is given.
constexpr std::string_view kParserSays = "syntax error";

bool misses_constants(const workload::WorkloadQuery& query, const ReasonClass& reason_class,
                      const Failure& failure) {
  if (reason_class.state == "42601" && !failure.message.starts_with(kParserSays)) return false;
  return query.execution_total && query.text.find('$') != std::string::npos &&
         std::find(kLostConstantStates.begin(), kLostConstantStates.end(), reason_class.state) !=
             kLostConstantStates.end();
}

const ReasonClass& class_of(std::string_view state) {
  const auto found = std::find_if(kClasses.begin(), kClasses.end(),
                                  [&](const ReasonClass& each) { return each.state == state; });
  return found == kClasses.end() ? kOther : *found;
}

Unindexable row(const workload::WorkloadQuery& query, QueryId id, std::string_view reason_class) {
  return {.query_id = id ? id : query.id,
          .role = query.role,
          .query = query.text,
          .reason_class = std::string(reason_class),
          .reason = {},
          .hint = {}};
}

}  // namespace

std::string_view state_of(const Failure& failure) {
  return failure.sqlstate.empty() ? sqlstate_of(failure.code) : failure.sqlstate;
}

bool is_cancellation(const Failure& failure) {
  return failure.code == FailureCode::kCancelled ||
         state_of(failure) == sqlstate_of(FailureCode::kCancelled);
}

Failure cancelled_run() {
  return {.code = FailureCode::kCancelled,
          .message = "index advice was cancelled",
          .detail = {},
          .hint = {},
          .sqlstate = {}};
}

Unindexable unplannable(const workload::WorkloadQuery& query, QueryId id, const Failure& failure) {
  const ReasonClass& reason_class = class_of(state_of(failure));
  Unindexable result = row(query, id, reason_class.name);
  result.reason = failure.message;
  if (!failure.detail.empty()) result.reason += " (" + failure.detail + ")";
  result.hint = failure.hint.empty() ? std::string(reason_class.hint) : failure.hint;
  if (misses_constants(query, reason_class, failure)) result.hint = kLostConstantsHint;
  return result;
}

Unindexable without_statistics(const workload::WorkloadQuery& query, QueryId id,
                               const RelationSnapshot& relation) {
  Unindexable result = row(query, id, "no_statistics");
  result.reason = "table " + relation.name +
                  " has never been analyzed, so the planner's estimates for it are guesses";
  result.hint = "ANALYZE " + relation.name;
  return result;
}

Unindexable on_excluded_relations(const workload::WorkloadQuery& query, QueryId id,
                                  const std::vector<const RelationSnapshot*>& relations,
                                  std::size_t others) {
  Unindexable result = row(query, id, "relation_excluded");
  result.reason = "no index is recommended";
  const char* joint = " on ";
  for (const RelationSnapshot* relation : relations) {
    result.reason += joint + relation->name + ": " + relation->refusal;
    joint = "; on ";
  }
  result.hint = others > 0 ? "Nothing to do there; the statement's other tables were considered."
                           : "Nothing to do: the statement reads no table that takes an index.";
  return result;
}

Unindexable out_of_time(const workload::WorkloadQuery& query) {
  Unindexable result = row(query, query.id, "time_limit");
  result.reason = "the time limit was reached before the statement was planned";
  result.hint = "Raise time_limit, or give fewer statements.";
  return result;
}

}  // namespace tend::index
