// SPDX-License-Identifier: PostgreSQL
// When the worker advises again. The time of the last run is kept in a table, to outlive the
// server, so it is one of the wall clock, which jumps. Tested by
// tests/unit/workload/advice_schedule_test.cpp, tests/tap/worker_advice.t.
#pragma once

#include <optional>

#include "core/base/units.h"

namespace tend::workload {

// Time until advice is due; zero or less: now.
//   interval  from one run to the next, > 0
//   age       of the newest run by the wall clock; absent if there is none
// A run that lies in the future says only that the clock went back: it does not hold up the next
// one, and the next one has a time of today.
Seconds advice_due_in(Seconds interval, std::optional<Seconds> age);

}  // namespace tend::workload
