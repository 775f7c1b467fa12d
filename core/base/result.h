// SPDX-License-Identifier: PostgreSQL
// Result<T>: a value, or a Failure that says what went wrong and what to do next.
//
// Expected failures (bad text, a missing table, a statement that cannot be planned) are values in
// core; exceptions are for bugs and exhausted memory. The two boundaries translate a Failure: the
// extension into ereport() with the code's SQLSTATE, the program into a message and an exit code.
//
// Tested by tests/unit/base/result_test.cpp.
#pragma once

#include <cassert>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace tend {

// What failed. Each code has exactly one SQLSTATE (sqlstate_of), so that a failure keeps its
// meaning on its way through the server.
enum class FailureCode {
  kSyntaxError,         // 42601: the text is not one valid SQL statement
  kStatementTooDeep,    // 54001: nesting beyond what the parser can take safely
  kStatementTooLong,    // 54000: text longer than the parser is given
  kInvalidEncoding,     // 22021: not UTF-8, or a NUL byte inside
  kInvalidParameter,    // 22023: an argument outside its range
  kUndefinedObject,     // 42704: a named thing does not exist
  kInsufficientRights,  // 42501: the role may not read or do this
  kNotSupported,        // 0A000: well-formed, but beyond what is modelled
  kWrongState,          // 55000: not possible as things stand
  kCancelled,           // 57014: the caller asked to stop
  kServerError,         // any other state, in Failure::sqlstate
};

// The five-character SQLSTATE of a code; "XX000" for kServerError, whose own state is in the
// Failure.
std::string_view sqlstate_of(FailureCode code);

struct Failure {
  FailureCode code = FailureCode::kServerError;
  std::string message;   // lower-case primary message, no period
  std::string detail;    // a sentence, or empty
  std::string hint;      // a sentence that says what to do next, or empty
  std::string sqlstate;  // filled only when it is more precise than sqlstate_of(code)

  bool operator==(const Failure&) const = default;
};

// A value or a Failure; never both, never neither.
// REQUIRES: ok() before value(), !ok() before failure().
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Failure failure) : state_(std::in_place_index<1>, std::move(failure)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  const T& value() const& {
    assert(ok());
    return *std::get_if<0>(&state_);
  }
  T& value() & {
    assert(ok());
    return *std::get_if<0>(&state_);
  }
  T&& value() && {
    assert(ok());
    return std::move(*std::get_if<0>(&state_));
  }
  const T& operator*() const& { return value(); }
  T& operator*() & { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &value(); }

  const Failure& failure() const& {
    assert(!ok());
    return *std::get_if<1>(&state_);
  }
  Failure&& failure() && {
    assert(!ok());
    return std::move(*std::get_if<1>(&state_));
  }

 private:
  std::variant<T, Failure> state_;
};

// The result of a step that yields nothing but success.
struct Done {
  bool operator==(const Done&) const = default;
};
using Outcome = Result<Done>;

}  // namespace tend
