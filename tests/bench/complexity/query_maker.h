// SPDX-License-Identifier: PostgreSQL
// Seeded queries over the bench's shop: from point lookups to ten-way reports with subqueries,
// WITH, windows, set operations and OR. Joins follow foreign keys, as people's do.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "tests/bench/complexity/schema.h"

namespace tend::bench {

enum class QueryKind {
  kLookup,
  kListing,
  kSmallReport,
  kReport,
  kLargeReport,
  kHugeReport,
  kPlainJoin,
  kSubqueries,
  kScalarSubqueries,
  kCtes,
  kWindows,
  kSetOperation,
  kOrs,
  kDerivedTables,
  kChange,
  kSameKeyJoin,
};
inline constexpr unsigned kQueryKinds = 16;

// Whether queries of this kind are what an application sends all day.
constexpr bool is_ordinary(QueryKind kind) {
  return kind == QueryKind::kLookup || kind == QueryKind::kListing ||
         kind == QueryKind::kSmallReport || kind == QueryKind::kChange;
}

// A FROM clause under construction: tables with aliases t1, t2 ... and the predicates to come.
struct Joined {
  std::vector<std::size_t> tables;
  std::string from;
};

class QueryMaker {
 public:
  explicit QueryMaker(std::uint64_t seed) : random_(seed) {}

  // A query of the next kind; the kinds take turns in their order.
  std::string make() {
    switch (static_cast<QueryKind>(turn_++ % kQueryKinds)) {
      case QueryKind::kLookup: return lookup();
      case QueryKind::kListing: return listing();
      case QueryKind::kSmallReport: return report(2, 3);
      case QueryKind::kReport: return report(4, 5);
      case QueryKind::kLargeReport: return report(6, 7);
      case QueryKind::kHugeReport: return report(8, 10);
      case QueryKind::kPlainJoin: return plain_join(2, 6);
      case QueryKind::kSubqueries: return with_subqueries();
      case QueryKind::kScalarSubqueries: return scalar_subqueries();
      case QueryKind::kCtes: return with_ctes();
      case QueryKind::kWindows: return windows();
      case QueryKind::kSetOperation: return set_operation();
      case QueryKind::kOrs: return ors();
      case QueryKind::kDerivedTables: return derived_tables();
      case QueryKind::kChange: return change();
      case QueryKind::kSameKeyJoin: return same_key_join();
    }
    return {};
  }

 private:
  int from_to(int low, int high) {
    return low + static_cast<int>(random_() % static_cast<std::uint64_t>(high - low + 1));
  }
  bool chance(int percent) { return from_to(1, 100) <= percent; }
  std::string_view pick(std::initializer_list<std::string_view> of) {
    return of.begin()[from_to(0, static_cast<int>(of.size()) - 1)];
  }
  static std::string alias(std::size_t i) { return "t" + std::to_string(i + 1); }
  static std::string name(std::size_t table) { return std::string(shop_tables()[table].name); }
  std::size_t any_table() { return random_() % shop_tables().size(); }

  std::string column() {
    return std::string(pick({"id", "code", "name", "amount", "quantity", "state", "made_at"}));
  }
  std::string predicate(const std::string& of);
  std::string predicates(std::size_t tables, int low, int high, std::string_view between = " and ");
  std::string columns(std::size_t tables, int low, int high);
  Joined join(int low, int high);
  std::string lookup();
  std::string listing();
  std::string report(int low, int high);
  std::string plain_join(int low, int high);
  std::string with_subqueries();
  std::string scalar_subqueries();
  std::string with_ctes();
  std::string windows();
  std::string set_operation();
  std::string ors();
  std::string derived_tables();
  std::string change();
  std::string same_key_join();

  std::mt19937_64 random_;
  unsigned turn_ = 0;
};

}  // namespace tend::bench

#include "tests/bench/complexity/query_joins.h"
#include "tests/bench/complexity/query_nests.h"
