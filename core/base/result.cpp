// SPDX-License-Identifier: PostgreSQL
#include "core/base/result.h"

namespace tend {

std::string_view sqlstate_of(FailureCode code) {
  switch (code) {
    case FailureCode::kSyntaxError: return "42601";
    case FailureCode::kStatementTooDeep: return "54001";
    case FailureCode::kStatementTooLong: return "54000";
    case FailureCode::kInvalidEncoding: return "22021";
    case FailureCode::kInvalidParameter: return "22023";
    case FailureCode::kUndefinedObject: return "42704";
    case FailureCode::kInsufficientRights: return "42501";
    case FailureCode::kNotSupported: return "0A000";
    case FailureCode::kWrongState: return "55000";
    case FailureCode::kCancelled: return "57014";
    case FailureCode::kServerError: return "XX000";
  }
  return "XX000";
}

}  // namespace tend
