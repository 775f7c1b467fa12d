// SPDX-License-Identifier: PostgreSQL
// Subtransactions as scopes: the only place from which a caught server error may be survived.
//
//   rolled_back    runs the body and rolls everything back, on success too: locks, settings, user
//                  and catalog changes of the body are gone. For looking, never for writing.
//   all_or_nothing keeps the body's work if it returns, rolls it back if it throws.
//   survives       looks like rolled_back, and tells a body that failed from one that did not.
//
// The body runs in the caller's memory context, so what it allocates there survives the scope.
#pragma once

#include "extension/boundary/pg.h"

#include "extension/boundary/guard.h"

namespace tend::ext {

namespace subtransaction_detail {

struct Outside {
  MemoryContext context;
  ResourceOwner owner;
};

Outside begin();
void roll_back(const Outside& outside);
void release(const Outside& outside);

}  // namespace subtransaction_detail

template <class Body>
auto rolled_back(Body&& body) -> std::invoke_result_t<Body> {
  const auto outside = subtransaction_detail::begin();
  std::optional<std::invoke_result_t<Body>> value;
  try {
    value.emplace(body());
  } catch (...) {
    subtransaction_detail::roll_back(outside);
    throw;
  }
  subtransaction_detail::roll_back(outside);
  return std::move(*value);
}

// Runs `body`, server code, from server code; what it leaves in memory stays. False if it failed;
// an interrupt goes on as what it is.
template <class Body>
bool survives(Body&& body) {
  try {
    return rolled_back([&] {
      pg_call(body);
      return true;
    });
  } catch (const ServerError& error) {
    if (error.is_interrupt()) throw;
    return false;
  }
}

template <class Body>
void all_or_nothing(Body&& body) {
  const auto outside = subtransaction_detail::begin();
  try {
    body();
    subtransaction_detail::release(outside);
  } catch (...) {
    subtransaction_detail::roll_back(outside);
    throw;
  }
}

}  // namespace tend::ext
