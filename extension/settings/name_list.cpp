// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/settings/name_list.h"

namespace tend::ext {

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

std::vector<std::string> names_in(const char* list) {
  std::vector<std::string> all;
  for (const std::string& entry : entries_of(list)) {
    const std::vector<std::string> names = names_of(entry);
    if (names.size() == 1) all.push_back(names.front());
  }
  return all;
}

bool check_entries(const char* list, bool (*fits)(const std::string& entry), const char* is_not) {
  static std::array<char, 128> entry_text;  // outlives the strings below; cut if longer
  const char* wrong = NULL;
  try {
    for (const std::string& entry : entries_of(list)) {
      if (fits(entry)) continue;
      strlcpy(entry_text.data(), entry.c_str(), entry_text.size());
      wrong = entry_text.data();
      break;
    }
  } catch (const std::bad_alloc&) {
    wrong = "out of memory";
  }
  if (!wrong) return true;
  GUC_check_errdetail("\"%s\" is %s.", wrong, is_not);
  return false;
}

namespace {

bool is_single_name(const std::string& entry) {
  const std::vector<std::string> names = names_of(entry);
  return names.size() == 1 && names.front().size() < NAMEDATALEN;
}

}  // namespace

bool check_name_list(char** value, void**, GucSource) {
  return check_entries(*value, is_single_name, "not a name");
}

bool check_name(char** value, void**, GucSource) {
  if (!check_entries(*value, is_single_name, "not a name")) return false;
  const std::string list = *value;
  if (names_in(*value).size() <= 1) return true;
  GUC_check_errdetail("It takes one name.");
  return false;
}

}  // namespace tend::ext
