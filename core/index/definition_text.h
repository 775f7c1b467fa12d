// SPDX-License-Identifier: PostgreSQL
// A recorded definition read back, as far as comparing definitions takes.
//
// Tested by tests/unit/index/definition_text_test.cpp.
#pragma once

#include <optional>
#include <string>

#include "core/index/index_definition.h"

namespace tend::index {

// The inverse of canonical_text(): each key's whole spelling (with direction, opclass, collation)
// is its term's text, and columns are not known. Nothing if the text is none.
std::optional<IndexDefinition> read_definition(const std::string& canonical);

}  // namespace tend::index
