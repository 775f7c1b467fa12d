// SPDX-License-Identifier: PostgreSQL
#include "core/index/key_order.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "tests/oracle/analytic_what_if.h"

namespace tend::index::test {

namespace {

std::string spelled(const KeySequence& keys) {
  std::string text;
  for (const KeyPart& key : keys) {
    text += (text.empty() ? "" : " ") + key.term.text;
    if (key.descending) text += "-";
    if (key.nulls_first != key.descending) text += "!";
  }
  return text;
}

std::vector<std::string> sequences(const RelationAccess& access,
                                   const std::vector<RelationAccess>& others = {}) {
  EqualityUse use;
  use.add(access);
  for (const RelationAccess& other : others) use.add(other);
  std::vector<std::string> all;
  for (const KeySequence& keys : key_sequences(access, use)) all.push_back(spelled(keys));
  return all;
}

bool has(const std::vector<std::string>& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

RelationAccess with(std::vector<Qual> quals) {
  RelationAccess access;
  access.quals = std::move(quals);
  return access;
}

}  // namespace

TEST_CASE("equalities lead, most selective first, then one range, in any textual order") {
  const std::vector<Qual> quals = {in_range(3, 0.1), equals(2, 0.01), equals(1, 0.2)};
  const std::vector<Qual> other_order = {equals(1, 0.2), in_range(3, 0.1), equals(2, 0.01)};

  REQUIRE(sequences(with(quals)).front() == "c2 c1 c3");
  REQUIRE(sequences(with(other_order)).front() == "c2 c1 c3");
}

TEST_CASE("IN comes after equality and before the range") {
  const auto all = sequences(with({in_range(1, 0.1), any_of(2, 0.001), equals(3, 0.1)}));

  REQUIRE(all.front() == "c3 c2 c1");
  REQUIRE(has(all, "c3 c1"));
}

TEST_CASE(
    "of two ranges the narrower leads with the other behind it, and each closes a key alone") {
  const auto all = sequences(with({equals(1, 0.1), in_range(2, 0.3), in_range(3, 0.01)}));

  REQUIRE(all.front() == "c1 c3 c2");
  REQUIRE(has(all, "c1 c3"));
  REQUIRE(has(all, "c1 c2"));
  REQUIRE_FALSE(has(all, "c1 c2 c3"));
}

TEST_CASE("the order follows the equalities, without the keys they fix") {
  RelationAccess access = with({equals(1, 0.1)});
  access.order = {ascending(1), ascending(2)};

  REQUIRE(has(sequences(access), "c1 c2"));
}

TEST_CASE("an order that falls as a whole is spelled rising, a mixed one keeps its mixture") {
  RelationAccess access = with({equals(1, 0.1)});
  access.order = {descending(2), descending(3)};
  REQUIRE(has(sequences(access), "c1 c2 c3"));

  access.order = {descending(2), ascending(3)};
  REQUIRE(has(sequences(access), "c1 c2 c3-"));

  access.order = {ascending(2), descending(3)};
  REQUIRE(has(sequences(access), "c1 c2 c3-"));

  SortKey nulls_last = descending(2);
  nulls_last.nulls_first = false;
  access.order = {nulls_last};
  REQUIRE(has(sequences(access), "c1 c2!"));
}

TEST_CASE("a join column is a probe behind the constants and a leading key before them") {
  const auto all =
      sequences(with({equals(1, 0.1), equals(2, 0.001, Operand::kJoin), in_range(3, 0.2)}));

  REQUIRE(has(all, "c1 c2 c3"));
  REQUIRE(has(all, "c2 c1 c3"));
  REQUIRE(has(all, "c2"));
}

TEST_CASE("a join on two columns has both in one key") {
  const auto all =
      sequences(with({equals(1, 0.01, Operand::kJoin), equals(2, 0.001, Operand::kJoin)}));

  REQUIRE(has(all, "c2 c1"));
}

TEST_CASE("grouping follows the equalities") {
  RelationAccess access = with({equals(1, 0.1)});
  access.grouping = {column(2), column(3)};

  REQUIRE(has(sequences(access), "c1 c2 c3"));
}

TEST_CASE("IS NULL is an equality behind the others, IS NOT NULL a range") {
  Qual is_null = equals(2, 0.0001);
  is_null.comparison = Comparison::kIsNull;
  is_null.operand = Operand::kNone;
  REQUIRE(has(sequences(with({is_null, equals(1, 0.1), in_range(3, 0.1)})), "c1 c2 c3"));

  Qual is_not_null = is_null;
  is_not_null.comparison = Comparison::kIsNotNull;
  REQUIRE(has(sequences(with({is_not_null, equals(1, 0.1)})), "c1 c2"));
}

TEST_CASE("an order follows the equalities without IS NULL, too, which may hold most rows") {
  Qual is_null = equals(2, 0.97);
  is_null.comparison = Comparison::kIsNull;
  is_null.operand = Operand::kNone;
  RelationAccess access = with({is_null, equals(1, 0.1)});
  access.order = {ascending(3)};

  REQUIRE(has(sequences(access), "c1 c2 c3"));
  REQUIRE(has(sequences(access), "c1 c3"));
}

TEST_CASE("a term shared by more accesses leads in one of the orders") {
  const RelationAccess both = with({equals(1, 0.001), equals(2, 0.1)});
  const RelationAccess only_second = with({equals(2, 0.1)});

  const auto all = sequences(both, {only_second, only_second});

  REQUIRE(all.front() == "c1 c2");
  REQUIRE(has(all, "c2 c1"));
}

TEST_CASE("the same set of equalities is spelled alike for accesses with other constants") {
  const RelationAccess one = with({equals(1, 0.001), equals(2, 0.1)});
  const RelationAccess other = with({equals(1, 0.3), equals(2, 0.1)});

  REQUIRE(sequences(one, {other}).front() == sequences(other, {one}).front());
}

TEST_CASE("no sequence repeats a term or another sequence, and every term stands alone once") {
  RelationAccess access = with({equals(1, 0.1), equals(1, 0.2), any_of(1, 0.1), in_range(2, 0.1),
                                equals(3, 0.1, Operand::kJoin)});
  access.order = {ascending(2), descending(1)};
  access.grouping = {column(2), column(2)};
  EqualityUse use;
  use.add(access);

  std::set<std::string> seen;
  for (const KeySequence& keys : key_sequences(access, use)) {
    REQUIRE(seen.insert(spelled(keys)).second);
    std::set<std::string> terms;
    for (const KeyPart& key : keys) REQUIRE(terms.insert(key.term.text).second);
  }
  for (const char* single : {"c1", "c2", "c3"}) REQUIRE(seen.contains(single));
}

TEST_CASE("an access that asks for nothing gives nothing") {
  REQUIRE(sequences({}).empty());
}

TEST_CASE("the shared selectivity is the geometric mean, and one for unknown terms") {
  EqualityUse use;
  use.add(with({equals(1, 0.01)}));
  use.add(with({equals(1, 0.0001)}));
  use.add(with({in_range(2, 0.5)}));

  REQUIRE(use.selectivity(column(1)) == Approx(0.001));
  REQUIRE(use.count(column(1)) == 2);
  REQUIRE(use.selectivity(column(2)) == 1);
  REQUIRE(use.count(column(2)) == 0);
}

TEST_CASE("reading backwards twice is reading forwards") {
  const KeySequence keys = ascending_spelling({ascending(1), descending(2)});
  REQUIRE(reversed(reversed(keys)) == keys);
  REQUIRE_FALSE(reversed(keys) == keys);
}

}  // namespace tend::index::test
