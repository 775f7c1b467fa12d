// SPDX-License-Identifier: PostgreSQL
// Small server structures of a planning as core values.
#pragma once

#include "extension/boundary/pg.h"

#include "core/index/access_path.h"
#include "extension/what_if/path_capture.h"

namespace tend::ext {

// Which candidate an index OID stands for; nothing for a real index.
using CandidateOf = std::function<std::optional<index::CandidateId>(Oid)>;

// Members, ascending.
std::vector<int> numbers_of(const Bitmapset* relids);

std::vector<std::uint64_t> keys_of(const CapturedOrder& order);

// The candidates among index OIDs, ascending.
std::vector<index::CandidateId> needs_of(const List* indexes, const CandidateOf& candidate_of);

}  // namespace tend::ext
