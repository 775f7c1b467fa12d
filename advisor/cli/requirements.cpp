// SPDX-License-Identifier: PostgreSQL
// One function per requirement.
//
// Tested by tests/advisor/check.t.
#include "advisor/cli/requirements.h"

#include <fmt/format.h>

#include <sstream>

namespace tend::advisor {
namespace {

constexpr int kVersionsPerMajor = 10000;  // server_version_num of PostgreSQL 10 and later

Requirement check_version(const ServerFacts& facts) {
  const auto major = static_cast<int>(facts.version_num / kVersionsPerMajor);
  Requirement found{.item = "server version", .value = facts.version, .lost = {}, .hint = {}};
  if (major < kOldestServer) {
    found.met = false;
    found.severity = Severity::kHigh;
    found.lost = "queries of tend may fail on this version";
    found.hint = fmt::format("PostgreSQL {} to {} are supported: upgrade the server.",
                             kOldestServer, kNewestServer);
  } else if (major > kNewestServer) {
    found.met = false;
    found.severity = Severity::kMedium;
    found.lost = "this version is newer than any that tend was written for";
    found.hint = fmt::format("PostgreSQL {} to {} are supported: look for a newer tend.",
                             kOldestServer, kNewestServer);
  } else if (major != kTestedServer) {
    found.value += fmt::format(" (supported; tests run on {})", kTestedServer);
  }
  return found;
}

Requirement check_role(const ServerFacts& facts) {
  Requirement found{.item = "role", .value = facts.role, .lost = {}, .hint = {}};
  if (facts.superuser) {
    found.value += " (superuser)";
  } else if (facts.reads_all_statistics) {
    found.value += " (reads all statistics)";
  } else {
    found.met = false;
    found.severity = Severity::kMedium;
    found.lost = "statements of other roles are hidden, so advice sees a part of the workload";
    found.hint = fmt::format("GRANT pg_monitor TO {};", facts.quoted_role);
  }
  return found;
}

Requirement check_tables(const ServerFacts& facts) {
  Requirement found{.item = "tables", .value = "role may read all", .lost = {}, .hint = {}};
  if (facts.reads_all_tables) return found;
  found.met = false;
  found.value = "role may not read all";
  found.severity = Severity::kLow;
  found.lost =
      "statement, steps and reasons of recommendations that name a column it may not read are "
      "hidden";
  found.hint = fmt::format("GRANT pg_read_all_data TO {};", facts.quoted_role);
  return found;
}

bool lists(const std::string& libraries, std::string_view name) {
  std::istringstream words(libraries);
  for (std::string word; std::getline(words, word, ',');) {
    word.erase(0, word.find_first_not_of(" \""));
    word.erase(word.find_last_not_of(" \"") + 1);
    if (word == name || word.ends_with("/" + std::string(name))) return true;
  }
  return false;
}

Requirement check_preload(const ServerFacts& facts) {
  Requirement found{.item = "shared_preload_libraries", .value = {}, .lost = {}, .hint = {}};
  if (!facts.preload) {
    found.value = "hidden from this role";
    return found;
  }
  found.value = facts.preload->empty() ? "(empty)" : *facts.preload;
  std::string wanted = *facts.preload;
  for (const char* name : {"pg_stat_statements", "pg_tend"}) {
    if (lists(*facts.preload, name)) continue;
    wanted += (wanted.empty() ? "" : ", ") + std::string(name);
    found.met = false;
  }
  if (found.met) return found;
  const bool without_statements = !lists(*facts.preload, "pg_stat_statements");
  found.severity = without_statements ? Severity::kMedium : Severity::kLow;
  found.lost =
      without_statements
          ? "no statement is counted, so there is no workload to advise on"
          : "pg_tend's worker, which samples history, and its capture of waits, errors and "
            "texts; its functions work without it";
  found.hint = fmt::format(
      "In postgresql.conf: shared_preload_libraries = '{}'; then restart the server.", wanted);
  return found;
}

// A preloaded library has its files somewhere, listed among the available extensions or not.
bool on_server(const ServerFacts& facts, const ExtensionState& extension, std::string_view name) {
  return !extension.available.empty() || (facts.preload && lists(*facts.preload, name));
}

Requirement check_statements(const ServerFacts& facts) {
  Requirement found{.item = "pg_stat_statements",
                    .value = facts.statements.installed,
                    .severity = Severity::kMedium,
                    .lost = "the workload: heaviest statements and advice on them",
                    .hint = {}};
  if (!facts.statements.is_installed()) {
    found.met = false;
    found.value = "not in this database";
    found.hint = on_server(facts, facts.statements, found.item)
                     ? "CREATE EXTENSION pg_stat_statements;"
                     : "Install the server's contrib package; then CREATE EXTENSION "
                       "pg_stat_statements;";
  } else if (facts.statements_failure) {
    found.met = false;
    found.value += ", unusable";
    found.hint = facts.statements_failure->message + ": see shared_preload_libraries.";
  } else if (facts.compute_query_id == "off") {
    found.met = false;
    found.value += ", idle";
    found.hint = "Set compute_query_id = auto: without query ids nothing is counted.";
  }
  return found;
}

Requirement check_extension(const ServerFacts& facts) {
  Requirement found{
      .item = "pg_tend",
      .value = facts.tend.installed,
      .severity = Severity::kMedium,
      .lost = "index advice by the server's own planner, its evidence, and its record",
      .hint = {}};
  if (!facts.tend.is_installed()) {
    found.met = false;
    found.value = "not in this database";
    found.hint = on_server(facts, facts.tend, found.item)
                     ? "CREATE EXTENSION pg_tend;"
                     : "Install pg_tend on the server (make install); then CREATE EXTENSION "
                       "pg_tend;";
  } else if (!facts.tend.available.empty() && facts.tend.available != facts.tend.installed) {
    found.met = false;
    found.severity = Severity::kLow;
    found.lost = fmt::format("version {} is on the server", facts.tend.available);
    found.hint = "ALTER EXTENSION pg_tend UPDATE;";
  }
  return found;
}

}  // namespace

std::vector<Requirement> check_requirements(const ServerFacts& facts) {
  std::vector<Requirement> all = {check_version(facts), check_role(facts), check_preload(facts),
                                  check_statements(facts), check_extension(facts)};
  if (facts.tend.is_installed()) all.push_back(check_tables(facts));
  return all;
}

}  // namespace tend::advisor
