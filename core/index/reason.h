// SPDX-License-Identifier: PostgreSQL
// One or two sentences that say why an index is advised, from the clauses it serves.
//
// Tested by tests/unit/index/reason_test.cpp.
#pragma once

#include <string>

#include "core/index/evidence.h"

namespace tend::index {

// Example: "Equality on customer_id and order by placed_at DESC in 3 statements (41 % of the
// workload's cost): estimated cost 18230 -> 8.4 per call." Costs are with the rest of the set in
// place, without and with this index.
std::string reason_for(const IndexEvidence& evidence, const EvidencePorts& ports);

}  // namespace tend::index
