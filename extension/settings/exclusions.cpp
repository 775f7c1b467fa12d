// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/settings/exclusions.h"

#include "extension/boundary/guard.h"
#include "extension/settings/settings.h"

namespace tend::ext {

namespace {

// Entries between commas, commas inside double quotes not counted, blanks around trimmed.
std::vector<std::string> entries_of(const char* list) {
  std::vector<std::string> entries(1);
  bool quoted = false;
  for (const char* at = list; *at; at++) {
    if (*at == '"') quoted = !quoted;
    if (*at == ',' && !quoted) {
      entries.emplace_back();
    } else {
      entries.back() += *at;
    }
  }
  std::vector<std::string> trimmed;
  for (const std::string& entry : entries) {
    const size_t first = entry.find_first_not_of(" \t\n");
    if (first == std::string::npos) continue;
    trimmed.push_back(entry.substr(first, entry.find_last_not_of(" \t\n") - first + 1));
  }
  return trimmed;
}

bool is_number(const std::string& entry) {
  const size_t start = entry[0] == '-' ? 1 : 0;
  return entry.size() > start && entry.find_first_not_of("0123456789", start) == std::string::npos;
}

// The names of a possibly qualified, possibly quoted entry; empty if it is none.
std::vector<std::string> names_of(const std::string& entry) {
  std::vector<std::string> names;
  size_t at = 0;
  while (at < entry.size()) {
    std::string name;
    if (entry[at] == '"') {
      for (at++; at < entry.size(); at++) {
        if (entry[at] != '"') {
          name += entry[at];
        } else if (at + 1 < entry.size() && entry[at + 1] == '"') {
          name += entry[at++];
        } else {
          break;
        }
      }
      if (at == entry.size()) return {};
      at++;
    } else {
      for (; at < entry.size() && entry[at] != '.'; at++) {
        if (entry[at] == '"' || isspace(static_cast<unsigned char>(entry[at]))) return {};
        name += pg_ascii_tolower(static_cast<unsigned char>(entry[at]));
      }
    }
    if (name.empty()) return {};
    names.push_back(name);
    if (at == entry.size()) return names;
    if (entry[at] != '.' || at + 1 == entry.size()) return {};
    at++;
  }
  return names;
}

}  // namespace

bool check_exclude(char** value, void**, GucSource) {
  const char* wrong = NULL;
  try {
    static std::array<char, 128> entry_text;  // outlives the strings below; cut if longer
    for (const std::string& entry : entries_of(*value)) {
      const size_t names = is_number(entry) ? 1 : names_of(entry).size();
      if (names == 1 || names == 2) continue;
      strlcpy(entry_text.data(), entry.c_str(), entry_text.size());
      wrong = entry_text.data();
      break;
    }
  } catch (const std::bad_alloc&) {
    wrong = "out of memory";
  }
  if (!wrong) return true;
  GUC_check_errdetail("\"%s\" is neither a query id nor a schema nor a table.", wrong);
  return false;
}

bool excludes_relation(const std::string& schema, const std::string& relation) {
  for (const std::string& entry : entries_of(exclude_setting())) {
    if (is_number(entry)) continue;
    const std::vector<std::string> names = names_of(entry);
    if (names.size() == 1 && names[0] == schema) return true;
    if (names.size() != 2) continue;
    const char* quoted =
        pg_call([&] { return quote_qualified_identifier(names[0].c_str(), names[1].c_str()); });
    if (relation == quoted) return true;
  }
  return false;
}

bool excludes_query(int64 query_id) {
  const std::string wanted = std::to_string(query_id);
  const std::vector<std::string> entries = entries_of(exclude_setting());
  return std::find(entries.begin(), entries.end(), wanted) != entries.end();
}

}  // namespace tend::ext
