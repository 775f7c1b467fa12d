// SPDX-License-Identifier: PostgreSQL
// Tested by tests/unit/index/definition_text_test.cpp.
#include "core/index/definition_text.h"

#include <cstddef>
#include <utility>
#include <vector>

namespace tend::index {

namespace {

constexpr char kUnique[] = "unique ";
constexpr char kInclude[] = " INCLUDE ";
constexpr char kWhere[] = " WHERE ";

bool takes(std::string& text, const std::string& prefix) {
  if (text.compare(0, prefix.size(), prefix) != 0) return false;
  text.erase(0, prefix.size());
  return true;
}

// The parts between the commas of the list in parentheses that `text` begins with, which is taken
// off; nothing if there is none or it does not end.
std::optional<std::vector<std::string>> take_list(std::string& text) {
  if (text.empty() || text.front() != '(') return std::nullopt;
  std::vector<std::string> parts(1);
  int depth = 0;
  char quote = '\0';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool plain = quote == '\0';
    if (!plain) {
      if (c == quote) quote = '\0';
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == '(' && depth++ == 0) {
      continue;
    } else if (c == ')' && --depth == 0) {
      text.erase(0, i + 1);
      return parts;
    } else if (c == ',' && depth == 1) {
      parts.emplace_back();
      continue;
    }
    if (!(plain && c == ' ' && parts.back().empty())) parts.back() += c;
  }
  return std::nullopt;
}

}  // namespace

std::optional<IndexDefinition> read_definition(const std::string& canonical) {
  std::string rest = canonical;
  IndexDefinition definition;
  definition.unique = takes(rest, kUnique);
  const std::size_t space = rest.find(' ');
  if (space == std::string::npos) return std::nullopt;
  definition.method = rest.substr(0, space);
  rest.erase(0, space + 1);
  const auto keys = take_list(rest);
  if (!keys) return std::nullopt;
  for (const std::string& key : *keys) {
    definition.keys.push_back(
        {.term = {.column = 0, .text = key, .columns = {}}, .opclass = "", .collation = ""});
  }
  if (takes(rest, kInclude)) {
    const auto include = take_list(rest);
    if (!include) return std::nullopt;
    for (const std::string& term : *include) {
      definition.include.push_back({.column = 0, .text = term, .columns = {}});
    }
  }
  if (takes(rest, kWhere)) definition.predicate = std::exchange(rest, "");
  if (!rest.empty()) return std::nullopt;
  return definition;
}

}  // namespace tend::index
