// SPDX-License-Identifier: PostgreSQL
// Writes to pg_tend's own tables, whoever asked: the tables belong to the extension's owner, and
// callers have no rights on them.
#pragma once

#include "extension/boundary/pg.h"

namespace tend::ext {

// For its lifetime the current user is the owner of the extension's tables. Only SQL of our own may
// run inside. REQUIRES: inside all_or_nothing() or rolled_back(), which restore the user on an
// error.
class OwnerScope {
 public:
  OwnerScope();
  ~OwnerScope();
  OwnerScope(const OwnerScope&) = delete;
  OwnerScope& operator=(const OwnerScope&) = delete;

  // Who was the current user before.
  Oid caller() const { return user_; }

 private:
  Oid user_;
  int context_;
};

}  // namespace tend::ext
