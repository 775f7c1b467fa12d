// SPDX-License-Identifier: PostgreSQL
// Markdown for an issue, a wiki or a chat: tables in GitHub's dialect, SQL in fenced blocks.
//
// Tested by tests/advisor/formats.t.
#include <fmt/format.h>

#include <algorithm>

#include "advisor/characters.h"
#include "advisor/render/cell.h"
#include "advisor/render/render.h"

namespace tend::advisor {
namespace {

// Characters that would end a cell or start markup or HTML.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("|\\`*_<>[]#").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string escaped_line(std::string_view text) {
  return escaped(printable(one_line(text)));
}

// A fence longer than any run of backticks inside, so that the content cannot end it.
std::string fence_for(std::string_view text) {
  std::size_t longest = 2;
  std::size_t run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return std::string(longest + 1, '`');
}

// Printable, but with its line ends.
std::string printable_lines(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    out += printable(text.substr(at, end - at)) + '\n';
    at = end + 1;
  }
  return out;
}

void add_details(std::string& out, const Table& table, const Row& row) {
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const Column& column = table.columns[i];
    const auto parts = elements(row.cells[i], column.unit);
    if (column.place == Place::kGrid || parts.empty()) continue;
    out += fmt::format("\n{}:", escaped(column.title));
    if (column.place == Place::kDetail) {
      for (const std::string& part : parts) out += "\n- " + escaped_line(part);
      out += '\n';
      continue;
    }
    const std::string text = printable_lines(fmt::format("{}", fmt::join(parts, "\n")));
    const std::string fence = fence_for(text);
    out += fmt::format("\n{}sql\n{}{}\n", fence, text, fence);
  }
}

bool has_details(const Table& table, const Row& row) {
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const Column& column = table.columns[i];
    if (column.place != Place::kGrid && !elements(row.cells[i], column.unit).empty()) return true;
  }
  return false;
}

void add_grid(std::string& out, const Table& table) {
  std::string head = "|";
  std::string rule = "|";
  for (const Column& column : table.columns) {
    if (column.place != Place::kGrid) continue;
    head += fmt::format(" {} |", escaped(column.title));
    rule += " --- |";
  }
  out += head + '\n' + rule + '\n';
  for (const Row& row : table.rows) {
    out += '|';
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const Column& column = table.columns[i];
      if (column.place != Place::kGrid) continue;
      out += fmt::format(" {} |", escaped_line(shown(row.cells[i], column.unit)));
    }
    out += '\n';
  }
  for (std::size_t k = 0; k < table.rows.size(); ++k) {
    if (!has_details(table, table.rows[k])) continue;
    const std::string name = escaped_line(shown(table.rows[k].cells[0], table.columns[0].unit));
    out += fmt::format("\n**{} {}**\n", escaped(table.columns[0].title), name);
    add_details(out, table, table.rows[k]);
  }
}

void add_record(std::string& out, const Table& table) {
  for (const Row& row : table.rows) {
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const Column& column = table.columns[i];
      out += fmt::format("- {}: {}\n", escaped(column.title),
                         escaped_line(shown(row.cells[i], column.unit)));
    }
  }
}

void add_table(std::string& out, const Table& table) {
  out += fmt::format("\n### {}\n\n", escaped(table.title));
  if (table.rows.empty()) {
    out += escaped_line(table.when_empty) + '\n';
  } else if (table.shape == Shape::kRecord) {
    add_record(out, table);
  } else {
    add_grid(out, table);
  }
}

}  // namespace

std::string render_markdown(const Document& document) {
  std::string out = fmt::format("# tend {}\n", document.command);
  for (const Section& section : document.sections) {
    if (!section.database.empty()) {
      out += fmt::format("\n## {}\n", escaped_line(section.database));
      if (!section.heading.empty()) out += '\n' + escaped_line(section.heading) + '\n';
    }
    for (const std::string& note : section.notes) out += '\n' + escaped_line(note) + '\n';
    for (const Table& table : section.tables) add_table(out, table);
  }
  std::string counts;
  const auto numbers = count_findings(document);
  for (std::size_t i = numbers.size(); i-- > 0;) {
    if (numbers[i] == 0) continue;
    counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", numbers[i], kSeverityNames[i]);
  }
  return out + fmt::format("\nFindings: {}\n", counts.empty() ? "none" : counts);
}

}  // namespace tend::advisor
