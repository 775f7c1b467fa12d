// SPDX-License-Identifier: PostgreSQL
// Values bound to a statement's parameters, as text, packed for the capture ring.
//
// Method: only built-in types whose text can be written without running a function that could
// fail, each checked for its length first; dates in ISO style whatever the session's settings.
// Everything else is packed as "not known". The packed form is, for each parameter: type (4 bytes,
// InvalidOid if not known), length (2 bytes, -1 if NULL or not known), bytes.
// Tested by tests/tap/capture.t.
#pragma once

#include "extension/boundary/pg.h"

namespace tend::ext {

// Bytes of one value. A longer text is cut at a character's edge: as a literal it is as selective,
// and a captured value is never executed. A longer value of another type is not known.
constexpr int kLongestValue = 256;

struct PackedValues {
  int count = 0;
  int size = 0;      // bytes
  bool fits = true;  // false if not even the types had room
};

// Packs into `room` bytes; values that have none left become "not known". Nothing is packed from a
// list with a fetch hook, as PL/pgSQL has: asking it may run code. REQUIRES: called in fail_open().
PackedValues pack_bound_values(ParamListInfo parameters, char* buffer, int room);

// The reverse. `values` has no element for NULL and for "not known", which `types` tells apart:
// InvalidOid there.
void unpack_bound_values(std::span<const char> packed, int count,
                         std::vector<std::optional<std::string>>& values, std::vector<Oid>& types);

}  // namespace tend::ext
