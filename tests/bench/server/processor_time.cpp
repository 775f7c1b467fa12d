// SPDX-License-Identifier: PostgreSQL
#include "tests/bench/server/processor_time.h"

#include <ctime>
#include <fstream>
#include <stdexcept>

namespace tend::bench {

Seconds processor_time_of(int pid) {
  const std::string path = "/proc/" + std::to_string(pid) + "/schedstat";
  std::ifstream file(path);
  double nanoseconds = 0;
  if (!(file >> nanoseconds)) {
    throw std::runtime_error("cannot read " + path + ": the server must run on this machine");
  }
  return Seconds(nanoseconds * 1e-9);
}

Seconds own_processor_time() {
  return Seconds(static_cast<double>(std::clock()) / CLOCKS_PER_SEC);
}

}  // namespace tend::bench
