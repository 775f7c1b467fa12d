// SPDX-License-Identifier: PostgreSQL
// What a command has to say, before it takes a form: sections of notes and tables.
//
// A command builds one Document; every format prints all of it, so that text, JSON, markdown and
// CSV carry the same content. A section is one database (or, without a name, the whole answer).
//
// Tested by tests/advisor/formats.t.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "advisor/exit_code.h"
#include "advisor/severity.h"
#include "advisor/value.h"

namespace tend::advisor {

// How a number is shown to people. Programs always get the plain number in the unit of the key.
enum class Unit {
  kNone,
  kFraction,      // 0 to 1, shown as per cent
  kBytes,         // shown in powers of 1024
  kMilliseconds,  // shown without a unit: the title has it
  kTime,          // milliseconds, shown in the unit that fits
  kSeconds,       //
  kTenths,        // one decimal
};

// Where a column stands in text: in the grid, or on lines of its own below the row.
enum class Place {
  kGrid,
  kDetail,    // words, wrapped; nothing is printed for an unknown or empty value
  kVerbatim,  // SQL and lines to copy: never wrapped
};

struct Column {
  std::string key;    // for programs: snake_case, with the unit where it has one
  std::string title;  // for people
  Unit unit = Unit::kNone;
  Place place = Place::kGrid;
  int max_width = 0;  // characters shown in a text grid, longer values end in an ellipsis; 0 = all
  bool once = false;  // people read a text that rows share only with the first, and how many do
};

struct Row {
  std::vector<Value> cells;  // one per column
  std::optional<Severity> finding = std::nullopt;
};

enum class Shape {
  kRows,    // any number of rows
  kRecord,  // exactly one: an object to programs, a list of "title  value" to people
};

struct Table {
  std::string name;   // snake_case, unique within its section
  std::string title;  // for people
  Shape shape = Shape::kRows;
  std::vector<Column> columns;
  std::vector<Row> rows;
  std::string when_empty;  // the sentence that stands for no rows
};

struct Section {
  std::string database;  // empty: the whole answer
  std::string heading;   // for people, after the name: version, role
  bool reached = true;   // false: the source could not be reached
  std::vector<std::string> notes;
  std::vector<Table> tables;
};

struct Document {
  std::string command;
  std::vector<Section> sections;
  // Set by keep_only(): what was counted before tables were left out.
  std::optional<std::array<int, 4>> counted = std::nullopt;
};

// Findings of a document, counted by severity.
std::array<int, 4> count_findings(const Document& document);

// kUnreached if a section was not reached, else kFindings if a finding is at or above the limit.
ExitCode exit_code_of(const Document& document, FailOn fail_on);

// For people: a text that several rows share stays with the first of them, with their number. Of
// columns that say so only.
Document with_texts_once(Document document);

// Keeps only the tables of that name; the findings stay those of all. Returns false if no section
// has one.
bool keep_only(Document& document, const std::string& table);

}  // namespace tend::advisor
