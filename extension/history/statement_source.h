// SPDX-License-Identifier: PostgreSQL
// pg_stat_statements as the sampler reads it: counters of this database's statements, without texts
// (reading the texts costs more than everything else), and the texts of those that are new.
#pragma once

#include "extension/boundary/pg.h"

#include "core/workload/statement_delta.h"
#include "extension/boundary/spi.h"

namespace tend::ext {

struct StatementKey {
  int64 query_id;
  Oid role;
  auto operator<=>(const StatementKey&) const = default;
};

// Query ids are hashes already.
struct StatementKeyHash {
  size_t operator()(const StatementKey& key) const {
    return static_cast<size_t>(key.query_id) ^ (static_cast<size_t>(key.role) << 1);
  }
};

struct StatementEntry {
  StatementKey key;
  bool toplevel;
  workload::StatementReading reading;
};

struct StatementSource {
  std::vector<StatementEntry> entries;
  std::optional<TimestampTz> reset;  // since when pg_stat_statements counts; absent before 1.9
  double evictions = 0;              // entries it dropped for want of room since then
};

// Nothing if pg_stat_statements is not installed in this database or not loaded; `failed` is set if
// it is there and could not be read.
std::optional<StatementSource> read_statement_source(bool& failed);

// The texts of these query ids, by key; utility statements too. A text that is gone is left out.
std::map<StatementKey, std::string> read_statement_texts(const std::set<int64>& query_ids);

// A text of pg_stat_statements as the dictionary keeps it. Queries come without literals; of
// utility statements, which come with theirs (passwords, for one), string constants are taken out
// whatever the settings. What PREPARE and DECLARE CURSOR hold stays as it is, since it is planned.
std::string kept_text(const std::string& text);

}  // namespace tend::ext
