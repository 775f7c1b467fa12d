// SPDX-License-Identifier: PostgreSQL
// The access methods that an index can be imagined in, and what each of them can do.
//
// Server code: call inside pg_call, in a subtransaction.
#pragma once

#include "extension/boundary/pg.h"

namespace tend::ext {

// The statement's access method. 42704 no such method; 0A000 none that a size model exists for, or
// a statement that asks for what the method has not (unique, INCLUDE, several columns, an order).
Oid usable_method(const IndexStmt* statement);

// The type of what an index of this operator class stores of a column of type `column`.
Oid stored_type(Oid opclass, Oid column);

}  // namespace tend::ext
