// SPDX-License-Identifier: PostgreSQL
// Reads the whole file, splits it, scores each statement.
//
// Tested by tests/advisor/analyze.t.
#include "advisor/cli/analyze.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "advisor/characters.h"
#include "core/sql/statement_text.h"
#include "core/workload/complexity.h"

namespace tend::advisor {
namespace {

// A dump is not what this is for; a larger input is a mistake (a device, an endless pipe).
constexpr std::size_t kMaxFileBytes = std::size_t{256} * 1024 * 1024;
constexpr std::size_t kReadBytes = 64 * 1024;

Failure unreadable(const std::string& file, const std::string& why) {
  return {
      FailureCode::kInvalidParameter, fmt::format("cannot read \"{}\": {}", file, why), {}, {}, {}};
}

Result<std::string> read_file(const std::string& file) {
  const auto close = [](std::FILE* open) {
    if (open != stdin) std::fclose(open);
  };
  const std::unique_ptr<std::FILE, decltype(close)> input(
      file == "-" ? stdin : std::fopen(file.c_str(), "rb"), close);
  if (!input) return unreadable(file, std::strerror(errno));

  std::string text;
  std::string part(kReadBytes, '\0');
  while (const std::size_t got = std::fread(part.data(), 1, part.size(), input.get())) {
    text.append(part, 0, got);
    if (text.size() > kMaxFileBytes) {
      return unreadable(file, fmt::format("it is longer than {} MB", kMaxFileBytes >> 20));
    }
  }
  if (std::ferror(input.get()) != 0) return unreadable(file, std::strerror(errno));
  return text;
}

std::optional<Severity> finding_of(const workload::ComplexityScore& score) {
  if (score.cartesian || score.level == "extreme") return Severity::kHigh;
  if (score.level == "high") return Severity::kMedium;
  return std::nullopt;
}

Value name_or_unknown(std::optional<Severity> severity) {
  return severity ? Value(std::string(name_of(*severity))) : Value();
}

// Enough of a line to recognise a statement by.
constexpr int kFirstLineWidth = 200;

// The statement's first line that has something on it.
std::string first_line_of(const std::string& text) {
  const std::size_t begin = std::min(text.find_first_not_of(" \t\r\n"), text.size());
  const std::string_view line = std::string_view(text).substr(begin);
  return shortened(one_line(line.substr(0, line.find('\n'))), kFirstLineWidth);
}

std::string message_of(const Failure& failure) {
  return failure.detail.empty() ? failure.message : failure.message + " (" + failure.detail + ")";
}

Row row_of_error(Value line, const std::string& text, const Failure& failure) {
  return {{std::move(line), Value(), Value(), Value(), Value(), Value(), Value(),
           name_or_unknown(Severity::kMedium), first_line_of(text), Value(), message_of(failure)},
          Severity::kMedium};
}

Row row_of(const sql::StatementText& statement) {
  const auto scored = workload::score_complexity(statement.text);
  const Value line = std::int64_t{statement.first_line};
  if (!scored) return row_of_error(line, statement.text, scored.failure());

  const workload::ComplexityScore& score = *scored;
  const auto finding = finding_of(score);
  return {{line, score.score ? Value(*score.score) : Value(), score.level, score.statement_class,
           std::int64_t{score.joins}, score.join_graph.empty() ? Value() : Value(score.join_graph),
           score.cartesian, name_or_unknown(finding), first_line_of(statement.text), score.reasons,
           Value()},
          finding};
}

Table table_of_statements() {
  constexpr int kTextWidth = 60;
  return {.name = "statements",
          .title = "Statements",
          .columns = {{"line", "line"},
                      {.key = "score", .title = "score", .unit = Unit::kTenths},
                      {"level", "level"},
                      {"class", "class"},
                      {"joins", "joins"},
                      {"join_graph", "join graph"},
                      {"cartesian", "cartesian"},
                      {"severity", "severity"},
                      {.key = "text", .title = "text", .max_width = kTextWidth},
                      {.key = "reasons", .title = "reasons", .place = Place::kDetail},
                      {.key = "error", .title = "error", .place = Place::kDetail}},
          .rows = {},
          .when_empty = "The file has no statement."};
}

constexpr std::size_t kScore = 1, kLevel = 2, kError = 10;  // places in the table above

Table summary_of(const Table& statements) {
  std::int64_t errors = 0;
  std::int64_t utility = 0;
  Value highest;
  std::array<std::int64_t, 4> levels{};
  constexpr std::array<std::string_view, 4> kLevels = {"low", "medium", "high", "extreme"};
  for (const Row& row : statements.rows) {
    if (!is_null(row.cells[kError])) {
      ++errors;
      continue;
    }
    const auto level = std::get<std::string>(row.cells[kLevel]);
    const auto place = std::find(kLevels.begin(), kLevels.end(), level) - kLevels.begin();
    if (place == std::ssize(kLevels)) {
      ++utility;
    } else {
      ++levels[static_cast<std::size_t>(place)];
    }
    if (is_null(highest) || (!is_null(row.cells[kScore]) && highest < row.cells[kScore])) {
      highest = row.cells[kScore];
    }
  }
  return {.name = "summary",
          .title = "Summary",
          .shape = Shape::kRecord,
          .columns = {{"statements", "statements"},
                      {"low", "low"},
                      {"medium", "medium"},
                      {"high", "high"},
                      {"extreme", "extreme"},
                      {"utility", "utility (no score)"},
                      {"errors", "errors"},
                      {.key = "highest_score", .title = "highest score", .unit = Unit::kTenths}},
          .rows = {{{std::int64_t{std::ssize(statements.rows)}, levels[0], levels[1], levels[2],
                     levels[3], utility, errors, highest}}},
          .when_empty = {}};
}

}  // namespace

Result<Document> analyze(const Invocation& invocation) {
  const auto text = read_file(invocation.file);
  if (!text) return text.failure();

  Table table = table_of_statements();
  const auto statements = sql::split_statements(*text);
  if (statements) {
    for (const sql::StatementText& statement : *statements) table.rows.push_back(row_of(statement));
  } else {
    // Without statements there is no line to name.
    table.rows.push_back(row_of_error(Value(), "", statements.failure()));
  }
  Table summary = summary_of(table);
  Section section{.database = {}, .heading = {}, .notes = {}, .tables = {}};
  section.tables = {std::move(table), std::move(summary)};
  return Document{.command = "analyze", .sections = {std::move(section)}};
}

}  // namespace tend::advisor
