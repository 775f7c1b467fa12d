// SPDX-License-Identifier: PostgreSQL
#include "core/workload/advice_schedule.h"

namespace tend::workload {

Seconds advice_due_in(Seconds interval, std::optional<Seconds> age) {
  if (!age || *age < Seconds(0)) return Seconds(0);
  return interval - *age;
}

}  // namespace tend::workload
