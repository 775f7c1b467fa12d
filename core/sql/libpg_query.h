// SPDX-License-Identifier: PostgreSQL
// libpg_query's results as owners, and its errors as Failures. For core/sql's own .cpp files only:
// pg_query.h defines PG_VERSION and other names that clash with the server's headers.
//
// Tested by tests/unit/sql/parse_tree_test.cpp and statement_text_test.cpp.
#pragma once

#include <pg_query.h>

#include "core/base/result.h"

namespace tend::sql {

// Owns one result struct of libpg_query; `release` is the library's function that frees it.
template <class Raw, auto release>
class PgQueryOwner {
 public:
  explicit PgQueryOwner(Raw raw) : raw_(raw) {}
  ~PgQueryOwner() { release(raw_); }
  PgQueryOwner(const PgQueryOwner&) = delete;
  PgQueryOwner& operator=(const PgQueryOwner&) = delete;

  const Raw& operator*() const { return raw_; }
  const Raw* operator->() const { return &raw_; }

 private:
  Raw raw_;
};

using ScanResult = PgQueryOwner<PgQueryScanResult, pg_query_free_scan_result>;
using ProtobufParseResult =
    PgQueryOwner<PgQueryProtobufParseResult, pg_query_free_protobuf_parse_result>;
using DeparseResult = PgQueryOwner<PgQueryDeparseResult, pg_query_free_deparse_result>;
using FingerprintResult = PgQueryOwner<PgQueryFingerprintResult, pg_query_free_fingerprint_result>;

// The library's error as a Failure.
//   error  REQUIRES: not null
// Returns kSyntaxError with the library's message and `At character N.` (from 1) where it is known.
Failure syntax_failure(const PgQueryError* error);

}  // namespace tend::sql
