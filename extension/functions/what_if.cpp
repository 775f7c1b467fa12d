// SPDX-License-Identifier: PostgreSQL
// tend.what_if(): one statement planned with and without a set of indexes.
#include "extension/boundary/pg.h"

#include "extension/boundary/guard.h"
#include "extension/boundary/record.h"
#include "extension/what_if/backend_what_if.h"
#include "extension/what_if/explain.h"
#include "extension/what_if/hidden_indexes.h"

namespace tend::ext {

namespace {

struct Offer {
  std::vector<std::string> elements;                // as given
  std::map<index::CandidateId, std::string> built;  // CREATE INDEX elements by candidate
  std::vector<Oid> hidden;                          // by DROP INDEX elements
};

// What is quoted of an element in an error: enough to find it among others.
constexpr int kQuotedBytes = 200;

std::string quoted(const std::string& element) {
  const int length = static_cast<int>(element.size());
  const int kept = pg_mbcliplen(element.c_str(), length, kQuotedBytes);
  return "\"" + element.substr(0, static_cast<size_t>(kept)) + (kept < length ? "..." : "") + "\"";
}

void add_element(BackendWhatIf& what_if, const std::string& element, Offer& offer) {
  if (const auto dropped = dropped_indexes(element)) {
    offer.hidden.insert(offer.hidden.end(), dropped->begin(), dropped->end());
    return;
  }
  const auto id = static_cast<index::CandidateId>(offer.built.size());
  what_if.hypothesize_text(id, element);
  offer.built.emplace(id, element);
}

// The error with the element that it is about.
ServerError about(const std::string& element, const ServerError& error) {
  const std::string detail = error.detail().empty() ? "" : error.detail() + " ";
  return {error.sqlerrcode(), error.message(),
          detail + "The element of indexes is " + quoted(element) + ".", error.hint(),
          error.context()};
}

Offer read_offer(BackendWhatIf& what_if, const std::optional<Datum>& indexes) {
  Offer offer;
  if (indexes) offer.elements = strings_from_array(*indexes, "indexes");
  for (const std::string& element : offer.elements) {
    try {
      add_element(what_if, element, offer);
    } catch (const ServerError& error) {
      if (error.is_interrupt()) throw;
      throw about(element, error);
    }
  }
  return offer;
}

std::vector<index::CandidateId> candidates_of(const Offer& offer) {
  std::vector<index::CandidateId> ids;
  for (const auto& [id, element] : offer.built) ids.push_back(id);
  return ids;
}

Datum run(FunctionCallInfo fcinfo) {
  const std::optional<Datum> query = argument(fcinfo, 0);
  if (!query) {
    throw ServerError(ERRCODE_NULL_VALUE_NOT_ALLOWED, "query must not be NULL");
  }
  RunSettings settings;
  BackendWhatIf what_if;
  const Offer offer = read_offer(what_if, argument(fcinfo, 1));
  const workload::WorkloadQuery statement{{}, {}, string_from(*query), 1, {}};

  const Cost before = value_or_throw(what_if.plan(statement, {})).cost;
  const Explained after = explain_with(what_if, statement, candidates_of(offer), offer.hidden);

  std::vector<std::string> used;
  for (const index::CandidateId id : after.used) used.push_back(offer.built.at(id));
  const double benefit = before > Cost(0) ? (before - after.cost) / before : 0;
  return record_datum(fcinfo, std::array{Value::of(before.value()), Value::of(after.cost.value()),
                                         Value::of(benefit), Value::of(used),
                                         Value{text_datum(after.json), false, JSONOID}});
}

}  // namespace
}  // namespace tend::ext

extern "C" {
PG_FUNCTION_INFO_V1(pg_tend_what_if);

Datum pg_tend_what_if(PG_FUNCTION_ARGS) {
  return tend::ext::guarded_entry([&] { return tend::ext::run(fcinfo); });
}
}
