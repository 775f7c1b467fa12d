// SPDX-License-Identifier: PostgreSQL
// Time and cancellation as core wants them, from the server.
#pragma once

#include "extension/boundary/pg.h"

#include "core/base/ports.h"
#include "extension/boundary/guard.h"

namespace tend::ext {

class ServerClock final : public Clock {
 public:
  Seconds now() const override {
    instr_time time;
    INSTR_TIME_SET_CURRENT(time);
    return Seconds(INSTR_TIME_GET_DOUBLE(time));
  }
};

// Never says "cancelled": a pending interrupt is thrown as the server's own error (57014), which
// keeps its message.
class ServerCancel final : public CancelToken {
 public:
  bool cancelled() const override {
    if (INTERRUPTS_PENDING_CONDITION()) pg_call([] { ProcessInterrupts(); });
    return false;
  }
};

}  // namespace tend::ext
