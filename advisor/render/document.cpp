// SPDX-License-Identifier: PostgreSQL
// What follows from a document as a whole: its findings and the exit code.
//
// Tested by tests/advisor/exit_codes.t.
#include "advisor/render/document.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace tend::advisor {
namespace {

template <class Visit>
void for_each_row(const Document& document, Visit visit) {
  for (const Section& section : document.sections) {
    for (const Table& table : section.tables) {
      for (const Row& row : table.rows) visit(row);
    }
  }
}

void say_once(Table& table, std::size_t column) {
  std::map<std::string, std::vector<Row*>> sharing;
  for (Row& row : table.rows) {
    const auto* text = std::get_if<std::string>(&row.cells[column]);
    if (text != nullptr && !text->empty()) sharing[*text].push_back(&row);
  }
  for (auto& [text, rows] : sharing) {
    if (rows.size() == 1) continue;
    for (Row* row : rows) row->cells[column] = Value();
    rows.front()->cells[column] = text + " (the same for " + std::to_string(rows.size()) + " rows)";
  }
}

}  // namespace

Document with_texts_once(Document document) {
  for (Section& section : document.sections) {
    for (Table& table : section.tables) {
      for (std::size_t i = 0; i < table.columns.size(); ++i) {
        if (table.columns[i].once) say_once(table, i);
      }
    }
  }
  return document;
}

std::array<int, 4> count_findings(const Document& document) {
  if (document.counted) return *document.counted;
  std::array<int, 4> counts{};
  for_each_row(document, [&](const Row& row) {
    if (row.finding) ++counts[static_cast<std::size_t>(*row.finding)];
  });
  return counts;
}

ExitCode exit_code_of(const Document& document, FailOn fail_on) {
  const bool all_reached = std::all_of(document.sections.begin(), document.sections.end(),
                                       [](const Section& section) { return section.reached; });
  if (!all_reached) return ExitCode::kUnreached;

  if (!fail_on) return ExitCode::kDone;
  const auto counts = count_findings(document);
  const bool failed = std::any_of(counts.begin() + static_cast<std::ptrdiff_t>(*fail_on),
                                  counts.end(), [](int count) { return count > 0; });
  return failed ? ExitCode::kFindings : ExitCode::kDone;
}

bool keep_only(Document& document, const std::string& table) {
  document.counted = count_findings(document);
  bool found = false;
  for (Section& section : document.sections) {
    std::erase_if(section.tables, [&](const Table& candidate) { return candidate.name != table; });
    found = found || !section.tables.empty();
  }
  return found;
}

}  // namespace tend::advisor
