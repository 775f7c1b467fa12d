// SPDX-License-Identifier: PostgreSQL
// What core needs from outside, as interfaces: time and the wish to stop.
//
// Each has an implementation in the extension, one in the program and one in the tests, so that
// every decision in core can be replayed without a server and without waiting.
#pragma once

#include "core/base/units.h"

namespace tend {

// Monotonic time, for limits and durations; its zero means nothing.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Seconds now() const = 0;
};

// Polled by every loop in core whose length depends on input. Once true it stays true.
class CancelToken {
 public:
  virtual ~CancelToken() = default;
  virtual bool cancelled() const = 0;
};

}  // namespace tend
