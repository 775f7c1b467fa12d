// SPDX-License-Identifier: PostgreSQL
// Plans a statement's text safely: as the role whose statement it is, with its rights checked
// first, in a security-restricted, read-only subtransaction that is rolled back on success too.
//
// Planning runs user code (IMMUTABLE functions are folded), takes locks and checks no permissions
// by itself; this is the one place of the extension that does it. See DESIGN-level rules in
// docs/architecture.md#planning-is-dangerous.
#pragma once

#include "extension/boundary/pg.h"

#include "extension/boundary/guard.h"
#include "extension/boundary/scratch_memory.h"
#include "extension/boundary/subtransaction.h"
#include "extension/what_if/planner_hooks.h"

namespace tend::ext {

// Whose eyes a statement is planned with.
struct Planner {
  Oid role = InvalidOid;                   // InvalidOid: the current user
  std::optional<std::string> search_path;  // absent: the session's
  // A superuser's statement from the history: it may meet nothing that others can have changed
  // since.
  bool trusts_superusers_only = false;
};

// A planned statement; its structures live until the scope that made it ends.
struct Planned {
  PlannedStmt* statement;
  int64 query_id;  // as pg_stat_statements would compute it
  int parameters;  // number of $n
};

// Whether a raw statement is one the planner plans: no utility statement, no SELECT INTO.
bool is_plannable(const Node* statement);

// Settings of a whole run: query ids off (else our texts push users' entries out of
// pg_stat_statements) and a lock_timeout of at most kLockTimeout. Restored at the end of the scope.
class RunSettings {
 public:
  RunSettings();
  ~RunSettings();
  RunSettings(const RunSettings&) = delete;
  RunSettings& operator=(const RunSettings&) = delete;

 private:
  int level_;
  int exceptions_at_start_;
};

namespace planner_detail {

void enter(const Planner& planner);
Planned plan(const char* sql, bool trusts_superusers_only);

}  // namespace planner_detail

// Runs the body as the planner's role, restricted and read-only, and rolls back. Server errors come
// out as ServerError with nothing left held.
template <class Body>
auto in_planner_role(const Planner& planner, Body&& body) {
  ScratchMemory scratch;
  return rolled_back([&] {
    planner_detail::enter(planner);
    return body();
  });
}

// Plans `sql` under the view and hands the result to `consume`, whose value is returned.
template <class Consume>
auto plan_statement(const Planner& planner, const std::string& sql, PlanningView* view,
                    Consume&& consume) {
  return in_planner_role(planner, [&] {
    PlanningScope scope(view);
    const Planned planned = planner_detail::plan(sql.c_str(), planner.trusts_superusers_only);
    return consume(planned);
  });
}

// The same, if a hook may end the planning with an error of its own, as `was_stopped` then tells:
// `consume` gets NULL. What was recorded until then is still there; the server is not to be asked
// for anything more.
template <class Stopped, class Consume>
auto plan_until(const Planner& planner, const std::string& sql, PlanningView* view,
                Stopped was_stopped, Consume&& consume) {
  return in_planner_role(planner, [&] {
    PlanningScope scope(view);
    std::optional<Planned> planned;
    try {
      planned = planner_detail::plan(sql.c_str(), planner.trusts_superusers_only);
    } catch (const ServerError& error) {
      if (error.is_interrupt() || !was_stopped()) throw;
    }
    return consume(planned ? &*planned : nullptr);
  });
}

// For printing inside a planning scope, as pg_dump does it: every name outside pg_catalog comes out
// with its schema, every constant the same whatever the session's formats. Undone with the scope.
void pin_output_formats();

}  // namespace tend::ext
