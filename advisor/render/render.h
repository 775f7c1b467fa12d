// SPDX-License-Identifier: PostgreSQL
// A document in one of four forms.
//
// Tested by tests/advisor/formats.t.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "advisor/render/document.h"

namespace tend::advisor {

enum class Format { kText, kJson, kMarkdown, kCsv };

inline constexpr std::array<std::string_view, 4> kFormatNames = {"text", "json", "markdown", "csv"};

std::optional<Format> format_named(std::string_view name);

enum class Colour { kOff, kOn };

// How text is laid out; the other forms ignore it.
struct TextStyle {
  Colour colour = Colour::kOff;
  int width = 100;  // characters a line may take before words wrap; SQL and grids never wrap
};

// Aligned tables for people. Control characters of the data are shown as \xNN, so that a query text
// or a name cannot steer the terminal.
std::string render_text(const Document& document, const TextStyle& style);

// One JSON object. Numbers are numbers, unknown is null, lists are arrays; keys carry the unit.
std::string render_json(const Document& document);

// GitHub-flavoured tables and headings, for an issue or a chat.
std::string render_markdown(const Document& document);

// RFC 4180 with a header line. Answers about databases: one block per table, separated by an empty
// line, whose first two columns name the table and the database. Other answers: the rows only.
std::string render_csv(const Document& document);

std::string render(const Document& document, Format format, const TextStyle& style);

}  // namespace tend::advisor
