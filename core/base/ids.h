// SPDX-License-Identifier: PostgreSQL
// The server's identifiers as distinct types. All are regular: copyable, comparable, hashable by
// their value; 0 means "none" as it does in the server.
#pragma once

#include <compare>
#include <cstdint>

namespace tend {

template <class Tag, class Rep>
struct Id {
  Rep value{};
  friend constexpr auto operator<=>(Id, Id) = default;
  constexpr explicit operator bool() const { return value != Rep{}; }
};

using QueryId = Id<struct QueryIdTag, std::int64_t>;         // pg_stat_statements.queryid
using RelationId = Id<struct RelationIdTag, std::uint32_t>;  // pg_class.oid
using RoleId = Id<struct RoleIdTag, std::uint32_t>;          // pg_authid.oid

}  // namespace tend
