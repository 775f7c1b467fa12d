// SPDX-License-Identifier: PostgreSQL
// Aligned tables for people. A row's details stand below it, so that a grid fits a screen and
// nothing is left out.
//
// Tested by tests/advisor/formats.t and tests/advisor/hostile.t.
#include <fmt/format.h>

#include <algorithm>

#include "advisor/characters.h"
#include "advisor/render/cell.h"
#include "advisor/render/render.h"

namespace tend::advisor {
namespace {

constexpr int kIndent = 2;
constexpr int kDetailIndent = 6;
// Words that are wrapped narrower than this cannot be read.
constexpr int kNarrowest = 30;

constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kDim = "\x1b[2m";
constexpr std::string_view kReset = "\x1b[0m";

std::string_view colour_of(Severity severity) {
  switch (severity) {
    case Severity::kLow: return "\x1b[36m";
    case Severity::kMedium: return "\x1b[33m";
    case Severity::kHigh: return "\x1b[31m";
    case Severity::kCritical: return "\x1b[1;31m";
  }
  return {};
}

class TextWriter {
 public:
  explicit TextWriter(const TextStyle& style) : style_(style) {}

  void section(const Section& section);
  void findings(const Document& document);
  std::string take() { return std::move(out_); }

 private:
  void table(const Table& table);
  void grid(const Table& table);
  void record(const Table& table);
  void details(const Table& table, const Row& row);
  void labelled(std::string_view label, int label_width, const Value& value, const Column& column);
  void words(std::string_view text, int indent);

  std::string painted(std::string_view text, std::string_view code) const {
    if (style_.colour == Colour::kOff || code.empty()) return std::string(text);
    return fmt::format("{}{}{}", code, text, kReset);
  }

  TextStyle style_;
  std::string out_;
};

std::string spaces(int count) {
  return std::string(static_cast<std::size_t>(std::max(count, 0)), ' ');
}

std::string cell_text(const Value& value, const Column& column) {
  const std::string text = shown(value, column.unit);
  return column.max_width > 0 ? shortened(text, column.max_width) : text;
}

void TextWriter::words(std::string_view text, int indent) {
  const int width = std::max(style_.width - indent, kNarrowest);
  for (const std::string& line : wrapped(printable(one_line(text)), width)) {
    out_ += spaces(indent) + line + '\n';
  }
}

void TextWriter::labelled(std::string_view label, int label_width, const Value& value,
                          const Column& column) {
  const int indent = kDetailIndent + label_width + 2;
  std::string head =
      spaces(kDetailIndent) + painted(label, kDim) + spaces(label_width - display_width(label) + 2);
  const auto line = [&](std::string_view text) {
    out_ += head + std::string(text) + '\n';
    head = spaces(indent);
  };
  for (const std::string& element : elements(value, column.unit)) {
    if (column.place == Place::kVerbatim) {
      for (std::size_t at = 0; at <= element.size();) {
        const std::size_t end = std::min(element.find('\n', at), element.size());
        line(printable(std::string_view(element).substr(at, end - at)));
        at = end + 1;
      }
      continue;
    }
    const int width = std::max(style_.width - indent, kNarrowest);
    for (const std::string& text : wrapped(printable(one_line(element)), width)) line(text);
  }
}

void TextWriter::details(const Table& table, const Row& row) {
  int label_width = 0;
  for (const Column& column : table.columns) {
    if (column.place != Place::kGrid) {
      label_width = std::max(label_width, display_width(column.title));
    }
  }
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const Column& column = table.columns[i];
    if (column.place != Place::kGrid) labelled(column.title, label_width, row.cells[i], column);
  }
}

void TextWriter::record(const Table& table) {
  int label_width = 0;
  for (const Column& column : table.columns) {
    label_width = std::max(label_width, display_width(column.title));
  }
  for (const Row& row : table.rows) {
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const Column& column = table.columns[i];
      out_ += spaces(kIndent) + column.title +
              spaces(label_width - display_width(column.title) + 2) +
              shown(row.cells[i], column.unit) + '\n';
    }
  }
}

void TextWriter::grid(const Table& table) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].place == Place::kGrid) places.push_back(i);
  }
  std::vector<int> widths;
  std::vector<bool> numeric;
  for (const std::size_t i : places) {
    widths.push_back(display_width(table.columns[i].title));
    numeric.push_back(false);
    for (const Row& row : table.rows) {
      widths.back() =
          std::max(widths.back(), display_width(cell_text(row.cells[i], table.columns[i])));
      numeric.back() = numeric.back() || is_number(row.cells[i]);
    }
  }
  // One line: text_of gives a cell's text, paint its colour code.
  const auto line = [&](auto text_of, auto paint) {
    std::string text;
    for (std::size_t k = 0; k < places.size(); ++k) {
      const std::string cell = text_of(places[k]);
      const std::string gap = spaces(widths[k] - display_width(cell));
      const std::string shade = painted(cell, paint(places[k]));
      text += spaces(kIndent) + (numeric[k] ? gap + shade : shade + gap);
    }
    text.erase(text.find_last_not_of(' ') + 1);
    out_ += text + '\n';
  };
  line([&](std::size_t i) { return table.columns[i].title; }, [](std::size_t) { return kDim; });
  for (const Row& row : table.rows) {
    line([&](std::size_t i) { return cell_text(row.cells[i], table.columns[i]); },
         [&](std::size_t i) {
           const bool marked = row.finding && table.columns[i].key == "severity";
           return marked ? colour_of(*row.finding) : std::string_view();
         });
    details(table, row);
  }
}

void TextWriter::table(const Table& table) {
  if (!out_.empty()) out_ += '\n';
  out_ += painted(table.title, kBold) + '\n';
  if (table.rows.empty()) {
    words(table.when_empty, kIndent);
  } else if (table.shape == Shape::kRecord) {
    record(table);
  } else {
    grid(table);
  }
}

void TextWriter::section(const Section& section) {
  if (!section.database.empty()) {
    if (!out_.empty()) out_ += '\n';
    out_ += painted("database " + printable(section.database), kBold);
    if (!section.heading.empty()) out_ += "  " + printable(section.heading);
    out_ += '\n';
  }
  for (const std::string& note : section.notes) words(note, kIndent);
  for (const Table& each : section.tables) table(each);
}

void TextWriter::findings(const Document& document) {
  const auto counts = count_findings(document);
  std::string text;
  for (std::size_t i = counts.size(); i-- > 0;) {
    if (counts[i] == 0) continue;
    const auto severity = static_cast<Severity>(i);
    if (!text.empty()) text += ", ";
    text += painted(fmt::format("{} {}", counts[i], name_of(severity)), colour_of(severity));
  }
  out_ += fmt::format("\nfindings: {}\n", text.empty() ? "none" : text);
}

}  // namespace

std::string render_text(const Document& document, const TextStyle& style) {
  TextWriter writer(style);
  for (const Section& section : document.sections) writer.section(section);
  writer.findings(document);
  return writer.take();
}

}  // namespace tend::advisor
