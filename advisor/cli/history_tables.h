// SPDX-License-Identifier: PostgreSQL
// The tables of the report that come from pg_tend's history.
//
// Tested by tests/advisor/report_history.t.
#pragma once

#include <string>

#include "advisor/collect/record.h"
#include "advisor/render/document.h"

namespace tend::advisor {

// Each is a finding as severe as its impact.
Table table_of_slow_queries(const Records& records, std::string when_empty);

// A share of failed statements at level warning is a finding of severity medium, high and critical
// are what they say.
Table table_of_errors(const Records& records, std::string when_empty);

Table table_of_waits(const Records& records, std::string when_empty);

// The sentences for no rows: what of that which would see them is off, if anything is.
//   watch  as read_watch() returns it
std::string why_no_errors(const Record& watch, const std::string& since);
std::string why_no_waits(const Record& watch, const std::string& since);

// Who samples, what there is of a history, and how much of the time it explains.
Table table_of_history(const Records& records);

}  // namespace tend::advisor
