// SPDX-License-Identifier: PostgreSQL
// Shell completion, written from the command line's own definition.
//
// Tested by tests/advisor/completion.t.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tend::advisor {

// An option and what may follow it: fixed words, or a file name if `takes_file`.
struct OptionWords {
  std::string name;
  std::vector<std::string> values;
  bool takes_file = false;
};

// A command, its own options and the words it takes as argument. The first of a list stands for the
// program itself: its options go with every command, its words are the commands.
struct CommandWords {
  std::string name;
  std::vector<OptionWords> options;
  std::vector<std::string> arguments;
  bool takes_file = false;
};

// The script for "bash", "zsh" or "fish". REQUIRES: commands is not empty.
std::string completion_script(std::string_view shell, const std::vector<CommandWords>& commands);

}  // namespace tend::advisor
