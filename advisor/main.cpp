// SPDX-License-Identifier: PostgreSQL
// The program tend: reads what is asked, does it, prints the answer, and tells the shell.
//
// Tested by tests/advisor/*.t.
#include <cstdio>
#include <exception>
#include <string>

#include "advisor/cli/analyze.h"
#include "advisor/cli/check.h"
#include "advisor/cli/command_line.h"
#include "advisor/cli/report.h"
#include "advisor/cli/terminal.h"

namespace tend::advisor {
namespace {

// The answer, or why the command could not begin.
Result<Document> answer(const Invocation& invocation) {
  switch (invocation.command) {
    case Command::kCheck: return check(invocation);
    case Command::kAnalyze: return analyze(invocation);
    default: return report(invocation);
  }
}

ExitCode print(const std::string& text, ExitCode otherwise) {
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  if (written && std::fflush(stdout) == 0) return otherwise;
  complain(
      {.message = "the output could not be written", .detail = {}, .hint = {}, .sqlstate = {}});
  return ExitCode::kInternal;
}

ExitCode run(int argc, const char* const* argv) {
  const CommandLine line = read_command_line(argc, argv);
  if (const ExitCode* code = std::get_if<ExitCode>(&line)) return *code;

  const auto& invocation = std::get<Invocation>(line);
  if (invocation.command == Command::kCompletion) {
    return print(invocation.completion, ExitCode::kDone);
  }
  auto document = answer(invocation);
  if (!document) {
    complain(document.failure());
    return ExitCode::kUsage;
  }
  const ExitCode code = exit_code_of(*document, invocation.fail_on);
  if (!invocation.only.empty()) keep_only(*document, invocation.only);
  return print(render(*document, invocation.format, style_of_output()), code);
}

}  // namespace
}  // namespace tend::advisor

int main(int argc, char** argv) {
  using tend::advisor::ExitCode;
  try {
    return static_cast<int>(tend::advisor::run(argc, argv));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "tend: internal error: %s\n", error.what());
  } catch (...) {
    std::fputs("tend: internal error\n", stderr);
  }
  return static_cast<int>(ExitCode::kInternal);
}
