// SPDX-License-Identifier: PostgreSQL
// bash and zsh share one function (zsh by its bashcompinit); fish has a line per word.
//
// Tested by tests/advisor/completion.t.
#include "advisor/cli/completion.h"

#include <fmt/format.h>

namespace tend::advisor {
namespace {

std::string names_of(const std::vector<OptionWords>& options) {
  std::string names;
  for (const OptionWords& option : options) names += option.name + ' ';
  return names;
}

// The lines that complete what follows an option.
std::string bash_values(const std::vector<CommandWords>& commands) {
  std::string lines;
  for (const CommandWords& command : commands) {
    for (const OptionWords& option : command.options) {
      if (option.takes_file) {
        lines += fmt::format("    {}) COMPREPLY=($(compgen -f -- \"$current\")); return ;;\n",
                             option.name);
      } else if (!option.values.empty()) {
        lines +=
            fmt::format("    {}) COMPREPLY=($(compgen -W \"{}\" -- \"$current\")); return ;;\n",
                        option.name, fmt::join(option.values, " "));
      }
    }
  }
  return lines;
}

std::string bash_script(const std::vector<CommandWords>& commands) {
  const CommandWords& program = commands.front();
  std::string cases;
  std::string files;
  for (const CommandWords& command : commands) {
    if (&command == &program) continue;
    cases += fmt::format("    {}) words=\"{}{}\" ;;\n", command.name, names_of(command.options),
                         fmt::join(command.arguments, " "));
    if (command.takes_file) files += command.name + '|';
  }
  if (!files.empty()) files.pop_back();
  return fmt::format(
      R"(_tend() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD-1]}} command= word words
  case $previous in
{}  esac
  for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
    case $word in {}) command=$word; break ;; esac
  done
  case $command in
    '') words="{}" ;;
{}  esac
  COMPREPLY=($(compgen -W "$words {}" -- "$current"))
  case $command in {}) COMPREPLY+=($(compgen -f -- "$current")) ;; esac
}}
complete -F _tend tend
)",
      bash_values(commands), fmt::join(program.arguments, "|"), fmt::join(program.arguments, " "),
      cases, names_of(program.options), files);
}

std::string fish_option(const OptionWords& option, std::string_view condition) {
  std::string line = fmt::format("complete -c tend {} -l {}", condition, option.name.substr(2));
  if (option.takes_file) return line + " -r -F\n";
  if (!option.values.empty()) line += fmt::format(" -x -a \"{}\"", fmt::join(option.values, " "));
  return line + '\n';
}

std::string fish_script(const std::vector<CommandWords>& commands) {
  const CommandWords& program = commands.front();
  std::string script =
      fmt::format("complete -c tend -f\ncomplete -c tend -n __fish_use_subcommand -a \"{}\"\n",
                  fmt::join(program.arguments, " "));
  for (const OptionWords& option : program.options) script += fish_option(option, "");
  for (const CommandWords& command : commands) {
    if (&command == &program) continue;
    const std::string condition =
        fmt::format("-n \"__fish_seen_subcommand_from {}\"", command.name);
    for (const OptionWords& option : command.options) script += fish_option(option, condition);
    if (!command.arguments.empty()) {
      script += fmt::format("complete -c tend {} -a \"{}\"\n", condition,
                            fmt::join(command.arguments, " "));
    }
    if (command.takes_file) script += fmt::format("complete -c tend {} -F\n", condition);
  }
  return script;
}

}  // namespace

std::string completion_script(std::string_view shell, const std::vector<CommandWords>& commands) {
  if (shell == "fish") return fish_script(commands);
  if (shell == "zsh")
    return "autoload -U +X bashcompinit && bashcompinit\n" + bash_script(commands);
  return bash_script(commands);
}

}  // namespace tend::advisor
