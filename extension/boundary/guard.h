// SPDX-License-Identifier: PostgreSQL
// The two crossings between the server's errors (longjmp) and C++ exceptions.
//
//   guarded_entry   C++ -> server: wraps the body of every function handed to the server. No
//                   exception leaves it; whatever is thrown becomes one ereport(ERROR), raised when
//                   every C++ object of the body is gone.
//   pg_call         server -> C++: runs server code that may ereport(ERROR) and turns the error
//   into
//                   a ServerError. The callable holds server calls only: nothing with a destructor
//                   may live inside it, because an error jumps over it.
//
// SQLSTATE, message, detail, hint and context survive both crossings; a cancel stays a cancel.
// After a ServerError from anything but a plain parse the (sub)transaction must be rolled back
// before the server is used again: see subtransaction.h.
#pragma once

#include "extension/boundary/pg.h"

#include "core/base/result.h"

namespace tend::ext {

// A server error as a value; also how a core Failure is thrown towards the boundary.
class ServerError : public std::exception {
 public:
  ServerError(int sqlerrcode, std::string message, std::string detail = {}, std::string hint = {},
              std::string context = {}, bool interrupt = false);
  explicit ServerError(const Failure& failure);

  const char* what() const noexcept override { return message_.c_str(); }
  int sqlerrcode() const { return sqlerrcode_; }
  const std::string& message() const { return message_; }
  const std::string& detail() const { return detail_; }
  const std::string& hint() const { return hint_; }
  const std::string& context() const { return context_; }
  // True if the server was asked to stop (cancel, timeout, shutdown): never to be swallowed. A
  // function that raises 57014 by itself is not an interrupt, so that nobody's function can end a
  // run over everybody's statements.
  bool is_interrupt() const { return interrupt_; }
  Failure to_failure() const;

 private:
  int sqlerrcode_;
  std::string message_, detail_, hint_, context_;
  bool interrupt_;
};

// The value of a Result, or its Failure thrown.
template <class T>
T value_or_throw(Result<T> result) {
  if (!result.ok()) throw ServerError(result.failure());
  return std::move(result).value();
}

namespace guard_detail {

// Saves what an error would unwind to; restores it whatever happens.
class ErrorStack {
 public:
  ErrorStack() : jump_(PG_exception_stack), context_(error_context_stack) {}
  ~ErrorStack() { restore(); }
  ErrorStack(const ErrorStack&) = delete;
  ErrorStack& operator=(const ErrorStack&) = delete;
  void restore() {
    PG_exception_stack = jump_;
    error_context_stack = context_;
  }

 private:
  sigjmp_buf* jump_;
  ErrorContextCallback* context_;
};

// Takes the pending server error out of the server's hands and throws it.
[[noreturn]] void throw_pending_error(MemoryContext context);

// Room for an error that outlives every C++ object; trivially destructible.
struct PendingReport {
  int sqlerrcode;
  char message[2048], detail[2048], hint[1024], context[2048];
  void set(const ServerError& error);
  void set(int code, const char* text);
};
[[noreturn]] void raise(const PendingReport& report);

}  // namespace guard_detail

template <class Body>
auto pg_call(Body&& body) -> std::invoke_result_t<Body> {
  using Value = std::invoke_result_t<Body>;
  static_assert(std::is_void_v<Value> || std::is_trivially_destructible_v<Value>,
                "a server error would jump over the destructor");
  const MemoryContext context = CurrentMemoryContext;
  guard_detail::ErrorStack saved;
  sigjmp_buf jump;
  if (sigsetjmp(jump, 0) == 0) {
    PG_exception_stack = &jump;
    return body();
  }
  saved.restore();
  guard_detail::throw_pending_error(context);
}

template <class Body>
Datum guarded_entry(Body&& body) {
  guard_detail::PendingReport report;
  try {
    return body();
  } catch (const ServerError& error) {
    report.set(error);
  } catch (const std::bad_alloc&) {
    report.set(ERRCODE_OUT_OF_MEMORY, "out of memory");
  } catch (const std::exception& error) {
    report.set(ERRCODE_INTERNAL_ERROR, error.what());
  } catch (...) {
    report.set(ERRCODE_INTERNAL_ERROR, "unknown exception");
  }
  guard_detail::raise(report);
}

}  // namespace tend::ext
