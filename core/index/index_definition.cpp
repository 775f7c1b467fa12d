// SPDX-License-Identifier: PostgreSQL
// Printing, naming and comparing index definitions. Texts come from the server already quoted; the
// only text read here is the table's last name part, for suggesting a name.
//
// Tested by tests/unit/index/index_definition_test.cpp.
#include "core/index/index_definition.h"

#include <algorithm>
#include <cstddef>
#include <set>

namespace tend::index {

namespace {

// NAMEDATALEN - 1 of every distributed server, bytes.
constexpr std::size_t kMaxNameLength = 63;

// "(a) AND (b)" begins and ends with parentheses without being in one pair.
bool is_in_parentheses(const std::string& text) {
  if (text.size() < 2 || text.front() != '(' || text.back() != ')') return false;
  int depth = 0;
  char quote = '\0';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == '(') {
      ++depth;
    } else if (c == ')' && --depth == 0) {
      return i + 1 == text.size();
    }
  }
  return false;
}

std::string parenthesized(const std::string& text) {
  return is_in_parentheses(text) ? text : "(" + text + ")";
}

std::string key_text(const KeyPart& key) {
  std::string text = key.term.text;
  if (!key.collation.empty()) text += " COLLATE " + key.collation;
  if (!key.opclass.empty()) text += " " + key.opclass;
  if (key.descending) text += " DESC";
  if (key.nulls_first != key.descending) text += key.nulls_first ? " NULLS FIRST" : " NULLS LAST";
  return text;
}

// From the parenthesis of the keys to the end.
std::string body_text(const IndexDefinition& definition) {
  std::string text = "(";
  for (std::size_t i = 0; i < definition.keys.size(); ++i) {
    text += (i > 0 ? ", " : "") + key_text(definition.keys[i]);
  }
  text += ")";
  if (!definition.include.empty()) {
    text += " INCLUDE (";
    for (std::size_t i = 0; i < definition.include.size(); ++i) {
      text += (i > 0 ? ", " : "") + definition.include[i].text;
    }
    text += ")";
  }
  if (!definition.predicate.empty()) text += " WHERE " + parenthesized(definition.predicate);
  return text;
}

// The part after the last dot outside quotes.
std::string last_name_part(const std::string& qualified) {
  std::size_t start = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < qualified.size(); ++i) {
    if (qualified[i] == '"') quoted = !quoted;
    if (qualified[i] == '.' && !quoted) start = i + 1;
  }
  return qualified.substr(start);
}

// Lower-case letters and digits with single underscores between, so that the name never needs
// quotes: together with the ending "_idx" it is no key word either.
std::string plain_name(const std::string& text) {
  std::string name;
  for (const char c : text) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool kept = upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (kept) {
      name += upper ? static_cast<char>(c - 'A' + 'a') : c;
    } else if (!name.empty() && name.back() != '_') {
      name += '_';
    }
  }
  while (!name.empty() && name.back() == '_') name.pop_back();
  return name;
}

}  // namespace

IndexKind kind_of(const IndexDefinition& definition) {
  const bool on_expression =
      std::any_of(definition.keys.begin(), definition.keys.end(),
                  [](const KeyPart& key) { return key.term.is_expression(); });
  if (on_expression) return IndexKind::kExpression;
  if (!definition.predicate.empty()) return IndexKind::kPartial;
  if (!definition.include.empty()) return IndexKind::kCovering;
  return definition.keys.size() > 1 ? IndexKind::kComposite : IndexKind::kSingle;
}

std::string_view name_of(IndexKind kind) {
  switch (kind) {
    case IndexKind::kExpression: return "expression";
    case IndexKind::kPartial: return "partial";
    case IndexKind::kCovering: return "covering";
    case IndexKind::kComposite: return "composite";
    case IndexKind::kSingle: return "single";
  }
  return "unknown";
}

std::string canonical_text(const IndexDefinition& definition) {
  return (definition.unique ? "unique " : "") + definition.method + " " + body_text(definition);
}

std::string create_statement(const IndexDefinition& definition, const std::string& name,
                             BuildMode mode) {
  std::string text = definition.unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ";
  if (mode == BuildMode::kConcurrently) text += "CONCURRENTLY ";
  if (!name.empty()) text += name + " ";
  return text + "ON " + definition.relation_name + " USING " + definition.method + " " +
         body_text(definition);
}

std::vector<int> columns_of(const IndexDefinition& definition) {
  std::set<int> columns(definition.predicate_columns.begin(), definition.predicate_columns.end());
  for (const KeyPart& key : definition.keys) {
    columns.insert(key.term.columns.begin(), key.term.columns.end());
  }
  for (const IndexTerm& term : definition.include) {
    columns.insert(term.columns.begin(), term.columns.end());
  }
  return {columns.begin(), columns.end()};
}

std::string suggested_name(const IndexDefinition& definition, int attempt) {
  std::string table = plain_name(last_name_part(definition.relation_name));
  std::string columns;
  for (const KeyPart& key : definition.keys) {
    const std::string part = plain_name(key.term.text);
    columns += "_" + (part.empty() ? "expr" : part);
  }
  const std::string ending = attempt > 0 ? "_idx" + std::to_string(attempt) : "_idx";
  if (table.empty() || (table.front() >= '0' && table.front() <= '9')) table = "t" + table;

  // As the server does it, the longer part gives way first, so that both stay recognizable.
  while (table.size() + columns.size() + ending.size() > kMaxNameLength) {
    (table.size() > columns.size() ? table : columns).pop_back();
  }
  while (!columns.empty() && columns.back() == '_') columns.pop_back();
  return table + columns + ending;
}

bool subsumes(const IndexDefinition& wide, const IndexDefinition& narrow) {
  if (narrow.unique || wide.relation != narrow.relation || wide.method != narrow.method) {
    return false;
  }
  if (wide.predicate.empty() != narrow.predicate.empty()) return false;
  if (!wide.predicate.empty() && parenthesized(wide.predicate) != parenthesized(narrow.predicate)) {
    return false;
  }
  if (narrow.keys.size() > wide.keys.size() ||
      !std::equal(narrow.keys.begin(), narrow.keys.end(), wide.keys.begin())) {
    return false;
  }
  return std::all_of(narrow.include.begin(), narrow.include.end(), [&](const IndexTerm& term) {
    return std::find(wide.include.begin(), wide.include.end(), term) != wide.include.end() ||
           std::any_of(wide.keys.begin(), wide.keys.end(),
                       [&](const KeyPart& key) { return key.term == term; });
  });
}

}  // namespace tend::index
