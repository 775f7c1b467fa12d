// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/boundary/guard.h"

namespace tend::ext {

namespace {

int sqlerrcode_from(std::string_view state) {
  if (state.size() != 5) return ERRCODE_INTERNAL_ERROR;
  return MAKE_SQLSTATE(state[0], state[1], state[2], state[3], state[4]);
}

FailureCode failure_code_from(std::string_view state) {
  constexpr FailureCode kMapped[] = {
      FailureCode::kSyntaxError,        FailureCode::kStatementTooDeep,
      FailureCode::kStatementTooLong,   FailureCode::kInvalidEncoding,
      FailureCode::kInvalidParameter,   FailureCode::kUndefinedObject,
      FailureCode::kInsufficientRights, FailureCode::kNotSupported,
      FailureCode::kWrongState,         FailureCode::kCancelled};
  for (const FailureCode code : kMapped) {
    if (sqlstate_of(code) == state) return code;
  }
  return FailureCode::kServerError;
}

std::string text_or_empty(const char* text) {
  return text ? text : "";
}

template <size_t N>
void copy_text(char (&target)[N], const std::string& source) {
  // Cut at a character's edge: half a multibyte character would spoil the whole report.
  const size_t length =
      source.size() < N ? source.size() : pg_mbcliplen(source.data(), source.size(), N - 1);
  memcpy(target, source.data(), length);
  target[length] = '\0';
}

}  // namespace

ServerError::ServerError(int sqlerrcode, std::string message, std::string detail, std::string hint,
                         std::string context, bool interrupt)
    : sqlerrcode_(sqlerrcode),
      message_(std::move(message)),
      detail_(std::move(detail)),
      hint_(std::move(hint)),
      context_(std::move(context)),
      interrupt_(interrupt) {}

ServerError::ServerError(const Failure& failure)
    : ServerError(sqlerrcode_from(failure.sqlstate.empty() ? std::string(sqlstate_of(failure.code))
                                                           : failure.sqlstate),
                  failure.message, failure.detail, failure.hint) {}

Failure ServerError::to_failure() const {
  const bool pretends = !interrupt_ && sqlerrcode_ == ERRCODE_QUERY_CANCELED;
  const std::string state = unpack_sql_state(pretends ? ERRCODE_INTERNAL_ERROR : sqlerrcode_);
  return Failure{failure_code_from(state), message_, detail_, hint_, state};
}

namespace guard_detail {

void throw_pending_error(MemoryContext context) {
  MemoryContextSwitchTo(context);
  ErrorData* error = CopyErrorData();
  FlushErrorState();
  // A lock timeout is raised there, too, but concerns one statement only.
  const bool interrupt = error->funcname && strcmp(error->funcname, "ProcessInterrupts") == 0 &&
                         error->sqlerrcode != ERRCODE_LOCK_NOT_AVAILABLE;
  ServerError thrown(error->sqlerrcode, text_or_empty(error->message), text_or_empty(error->detail),
                     text_or_empty(error->hint),
                     // Which of our own queries an interrupt met says nothing to whoever sent it.
                     interrupt ? "" : text_or_empty(error->context), interrupt);
  FreeErrorData(error);
  throw thrown;
}

void PendingReport::set(const ServerError& error) {
  sqlerrcode = error.sqlerrcode();
  copy_text(message, error.message());
  copy_text(detail, error.detail());
  copy_text(hint, error.hint());
  copy_text(context, error.context());
}

void PendingReport::set(int code, const char* text) {
  set(ServerError(code, text));
}

void raise(const PendingReport& report) {
  ereport(ERROR, (errcode(report.sqlerrcode), errmsg_internal("%s", report.message),
                  report.detail[0] ? errdetail_internal("%s", report.detail) : 0,
                  report.hint[0] ? errhint("%s", report.hint) : 0,
                  report.context[0] ? errcontext_msg("%s", report.context) : 0));
  pg_unreachable();
}

}  // namespace guard_detail
}  // namespace tend::ext
