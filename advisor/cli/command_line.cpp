// SPDX-License-Identifier: PostgreSQL
// The options in one place; help texts name meaning, unit, range and default of each.
//
// Tested by tests/advisor/exit_codes.t, tests/advisor/config.t and tests/advisor/help.t.
#include "advisor/cli/command_line.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <optional>

#include "advisor/characters.h"
#include "advisor/cli/completion.h"
#include "advisor/cli/report_options.h"
#include "advisor/cli/report_parts.h"

namespace tend::advisor {
namespace {

constexpr std::size_t kHelpColumn = 26;

constexpr const char* kDescription =
    "tend: looks after PostgreSQL databases together with the extension pg_tend.\n"
    "It only reads; nothing is changed.\n";

constexpr const char* kFooter =
    "Options go before or after the command. A flag goes before the environment, which goes "
    "before\n"
    "the configuration file. NO_COLOR turns colour off; there is none unless a terminal is written "
    "to.\n"
    "\n"
    "Exit codes:\n"
    "  0  done\n"
    "  1  there are findings at or above --fail-on\n"
    "  2  wrong usage or configuration\n"
    "  3  a source could not be reached; the rest was done\n"
    "  4  internal error, or the output could not be written\n"
    "The highest that applies is given.";

constexpr const char* kSeeGlobal =
    "Options of every command (--db, --config, --format, --fail-on): tend --help";

constexpr const char* kAnalyzeFindings =
    "Findings, for --fail-on: high for level extreme and for a cartesian product, medium for "
    "level\n"
    "high and for a statement that cannot be scored; none is low or critical.\n\n";

// What the flags say, before environment and file are asked.
struct Flags {
  std::string config;
  std::optional<std::string> db;
  std::optional<std::string> format;
  std::optional<std::string> fail_on;
  ReportFlags report;
};

std::vector<std::string> fail_on_names() {
  std::vector<std::string> names = {"never"};
  names.insert(names.end(), kSeverityNames.begin(), kSeverityNames.end());
  return names;
}

std::vector<std::string> format_names() {
  return {kFormatNames.begin(), kFormatNames.end()};
}

void add_global_options(CLI::App& app, Flags& flags) {
  app.add_option("--config", flags.config, "Configuration file (TOML). Default: none is read")
      ->option_text("FILE");
  app.add_option("--db", flags.db,
                 "Database: a URI (postgresql://HOST:PORT/NAME), keyword=value pairs\n"
                 "(service=NAME host=... dbname=...) or a database name. No password inside:\n"
                 "use ~/.pgpass, a service or PGPASSWORD. Default: each [[database]] of\n"
                 "the configuration file; else the environment (PGHOST, PGDATABASE ...),\n"
                 "then db of the file")
      ->option_text("URI");
  app.add_option("--format", flags.format,
                 "Form of the answer: text, json, markdown or csv. Default: text")
      ->option_text("FORMAT")
      ->check(CLI::IsMember(format_names()));
  app.add_option("--fail-on", flags.fail_on,
                 "Exit with 1 if there is a finding of this severity or a higher one:\n"
                 "never, low, medium, high or critical. Default: never")
      ->option_text("SEVERITY")
      ->check(CLI::IsMember(fail_on_names()));
  app.set_version_flag("--version", "tend " TEND_VERSION, "Print the version and exit");
}

CLI::App* add_command(CLI::App& app, const std::string& name, const std::string& description) {
  CLI::App* command = app.add_subcommand(name, description);
  command->group("Commands");
  command->fallthrough();
  command->footer(kSeeGlobal);
  command->set_help_flag("-h,--help", "Print this help and exit");
  return command;
}

void add_check(CLI::App& app) {
  add_command(app, "check",
              "Connections, versions, privileges; what is missing, and the line to get it");
}

void add_analyze(CLI::App& app, Invocation& invocation) {
  CLI::App* command =
      add_command(app, "analyze", "Complexity of each statement of a SQL file; needs no server");
  command->add_option("FILE", invocation.file, "File of SQL statements; - reads standard input")
      ->option_text(" ")
      ->required();
  command->footer(std::string(kAnalyzeFindings) + kSeeGlobal);
}

void add_completion(CLI::App& app, Invocation& invocation) {
  CLI::App* command = add_command(app, "completion", "Print the completion script for a shell");
  command->add_option("SHELL", invocation.shell, "bash, zsh or fish")
      ->option_text(" ")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
}

OptionWords words_of(const CLI::Option& option) {
  OptionWords words{.name = option.get_name(), .values = {}};
  if (words.name == "--format") words.values = format_names();
  if (words.name == "--fail-on") words.values = fail_on_names();
  if (words.name == "--source") words.values = source_names();
  if (words.name == "--only") words.values = part_names();
  words.takes_file = words.name == "--config";
  return words;
}

std::vector<OptionWords> options_of(const CLI::App& app) {
  std::vector<OptionWords> options;
  for (const CLI::Option* option : app.get_options()) {
    if (option->nonpositional()) options.push_back(words_of(*option));
  }
  return options;
}

std::vector<CommandWords> words_of(const CLI::App& app) {
  std::vector<CommandWords> commands = {{.name = "", .options = options_of(app), .arguments = {}}};
  for (const CLI::App* command : app.get_subcommands({})) {
    commands.front().arguments.push_back(command->get_name());
    CommandWords words{
        .name = command->get_name(), .options = options_of(*command), .arguments = {}};
    words.takes_file = words.name == "analyze";
    if (words.name == "completion") words.arguments = {"bash", "zsh", "fish"};
    commands.push_back(std::move(words));
  }
  return commands;
}

Command command_named(const std::string& name) {
  if (name == "analyze") return Command::kAnalyze;
  if (name == "report") return Command::kReport;
  if (name == "completion") return Command::kCompletion;
  return Command::kCheck;
}

Result<std::vector<Target>> choose_targets(const Flags& flags, const Config& config) {
  if (flags.db) {
    auto parameters = parse_conninfo(*flags.db);
    if (!parameters) {
      Failure failure = parameters.failure();
      failure.message = "--db: " + failure.message;
      return failure;
    }
    return std::vector<Target>{{.name = {}, .parameters = std::move(*parameters)}};
  }
  if (!config.databases.empty()) return config.databases;
  return std::vector<Target>{
      {.name = {}, .parameters = yield_to_environment(config.db.value_or(ConnectionParameters()))}};
}

// Completes the invocation: flag, else file, else the default that stands in Invocation.
Outcome resolve(const Flags& flags, Invocation& invocation) {
  Config config;
  if (!flags.config.empty()) {
    auto read = read_config(flags.config);
    if (!read) return read.failure();
    config = std::move(*read);
  }
  auto targets = choose_targets(flags, config);
  if (!targets) return targets.failure();
  invocation.targets = std::move(*targets);

  invocation.format = config.format.value_or(Format::kText);
  if (flags.format) invocation.format = *format_named(*flags.format);
  if (config.fail_on) invocation.fail_on = config.fail_on->limit;
  if (flags.fail_on) invocation.fail_on = fail_on_named(*flags.fail_on)->limit;

  const auto seconds = [](std::optional<int> value, Seconds& place) {
    if (value) place = Seconds(*value);
  };
  seconds(config.connect_timeout_s, invocation.patience.connect);
  seconds(config.statement_timeout_s, invocation.patience.statement);
  seconds(config.report_time_limit_s, invocation.advice_limit);
  seconds(flags.report.time_limit_s, invocation.advice_limit);
  invocation.statements =
      flags.report.statements.value_or(config.report_statements.value_or(invocation.statements));
  return Done{};
}

std::string no_command(const CLI::App& app) {
  for (const std::string& word : app.remaining()) {
    if (!word.starts_with('-')) return fmt::format("unknown command \"{}\"", word);
  }
  return "a command is required";
}

Failure usage_failure(const CLI::App& app, const CLI::ParseError& error) {
  Failure failure{FailureCode::kInvalidParameter, error.what(), {}, "Run tend --help.", {}};
  if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr &&
      failure.message == "A subcommand is required") {
    failure.message = no_command(app);
  } else if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {
    failure.message = failure.message.substr(0, failure.message.find(':')) + " needs a value";
  }
  if (may_hold_secret(failure.message)) {
    failure.message = "wrong arguments (not repeated here, as they may hold a password)";
  }
  return failure;
}

}  // namespace

void complain(const Failure& failure, const std::string& source) {
  std::string text = source.empty() ? "tend: " : "tend: " + printable(source) + ": ";
  text += printable(one_line(failure.message)) + '\n';
  for (const std::string& more : {failure.detail, failure.hint}) {
    if (!more.empty()) text += "  " + printable(one_line(more)) + '\n';
  }
  std::fputs(text.c_str(), stderr);
}

CommandLine read_command_line(int argc, const char* const* argv) {
  Invocation invocation;
  Flags flags;
  CLI::App app(kDescription, "tend");
  app.get_formatter()->column_width(kHelpColumn);
  app.get_formatter()->label("SUBCOMMAND", "COMMAND");
  app.get_formatter()->label("Positionals", "Arguments");
  app.set_help_flag("-h,--help", "Print this help and exit");
  app.footer(kFooter);
  app.require_subcommand(1);
  add_global_options(app, flags);
  add_check(app);
  add_analyze(app, invocation);
  add_report_options(*add_command(app, "report", kReportSummary), invocation, flags.report);
  add_completion(app, invocation);
  try {
    // "tend help COMMAND", as other programs have it.
    if (argc > 1 && std::string_view(argv[1]) == "help") {
      app.parse(argc > 2 ? std::string(argv[2]) + " --help" : "--help", false);
    }
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {
    app.exit(asked);
    return ExitCode::kDone;
  } catch (const CLI::ParseError& error) {
    complain(usage_failure(app, error));
    return ExitCode::kUsage;
  }
  invocation.command = command_named(app.get_subcommands().front()->get_name());
  if (invocation.command == Command::kCompletion) {
    invocation.completion = completion_script(invocation.shell, words_of(app));
    return invocation;
  }
  if (const Outcome resolved = resolve(flags, invocation); !resolved) {
    complain(resolved.failure());
    return ExitCode::kUsage;
  }
  return invocation;
}

}  // namespace tend::advisor
