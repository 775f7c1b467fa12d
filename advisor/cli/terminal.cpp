// SPDX-License-Identifier: PostgreSQL
// Asks the terminal; believes the environment where it says no.
//
// Tested by tests/advisor/formats.t.
#include "advisor/cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace tend::advisor {
namespace {

// Longer lines are hard to read even where they fit.
constexpr int kWidestText = 140;

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

}  // namespace

TextStyle style_of_output() {
  TextStyle style;
  if (isatty(STDOUT_FILENO) == 0) return style;
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    style.width = std::min<int>(size.ws_col, kWidestText);
  }
  const bool refused = !environment("NO_COLOR").empty() || environment("TERM") == "dumb";
  style.colour = refused ? Colour::kOff : Colour::kOn;
  return style;
}

}  // namespace tend::advisor
