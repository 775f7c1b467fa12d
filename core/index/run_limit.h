// SPDX-License-Identifier: PostgreSQL
// When a run has to come to an end: somebody cancelled it, or its time is over. The first yields no
// answer, the second the best answer so far.
#pragma once

#include "core/base/ports.h"

namespace tend::index {

class RunLimit {
 public:
  // The clock starts now. REQUIRES: both ports outlive the limit.
  RunLimit(const Clock& clock, const CancelToken& cancel, Seconds time_limit)
      : clock_(clock), cancel_(cancel), deadline_(clock.now() + time_limit) {}

  // One that ends after this share, 0 to 1, of the time left.
  RunLimit part(double share) const {
    return {clock_, cancel_, (deadline_ - clock_.now()) * share};
  }

  bool cancelled() const { return cancel_.cancelled(); }
  bool expired() const { return clock_.now() >= deadline_; }
  bool must_stop() const { return cancelled() || expired(); }

 private:
  const Clock& clock_;
  const CancelToken& cancel_;
  Seconds deadline_;
};

}  // namespace tend::index
