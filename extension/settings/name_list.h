// SPDX-License-Identifier: PostgreSQL
// Comma-separated lists of names and numbers, with SQL's quoting, as settings hold them.
#pragma once

#include "extension/boundary/pg.h"

namespace tend::ext {

// Entries between commas, as they are written; commas inside double quotes do not count, blanks
// around an entry are not part of it.
std::vector<std::string> entries_of(const char* list);

bool is_number(const std::string& entry);

// The names of a possibly qualified, possibly quoted entry, unquoted and folded; empty if it is
// none.
std::vector<std::string> names_of(const std::string& entry);

// All single names of a list that passed its check.
std::vector<std::string> names_in(const char* list);

// GUC check hooks: a list of single names; at most one name. They name what is wrong.
bool check_name_list(char** value, void** extra, GucSource source);
bool check_name(char** value, void** extra, GucSource source);

// For a check hook: the first entry that `fits` refuses becomes the error's detail, "X" `is_not`.
bool check_entries(const char* list, bool (*fits)(const std::string& entry), const char* is_not);

}  // namespace tend::ext
