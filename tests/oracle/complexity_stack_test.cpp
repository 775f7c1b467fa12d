// SPDX-License-Identifier: PostgreSQL
// Does the depth guard really bound the C stack? Texts that it lets through, of every way of
// nesting that the grammar has, alone and mixed at random, run on a thread whose stack is watched:
// fresh pages of it are zero until they are used.
#include <pthread.h>
#include <sys/mman.h>

#include <catch2/catch.hpp>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "core/sql/nesting.h"
#include "core/sql/statement_text.h"
#include "core/sql/text_guard.h"
#include "core/workload/complexity.h"

namespace {

constexpr std::size_t kStackBytes = 8 << 20;  // what a backend has by default
constexpr std::size_t kPageBytes = 4096;

// Frames that do not depend on the text: the thread's own, ours, the parser's outermost.
constexpr std::size_t kFixedBytes = 64 * 1024;

// The sanitizers' frames in our own code are larger; the library's are as always.
#ifdef __SANITIZE_ADDRESS__
constexpr std::size_t kFrameFactor = 4;
#else
constexpr std::size_t kFrameFactor = 1;
#endif

struct Stack {
  Stack()
      : memory(static_cast<unsigned char*>(mmap(nullptr, kStackBytes, PROT_READ | PROT_WRITE,
                                                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))) {}
  ~Stack() { munmap(memory, kStackBytes); }
  Stack(const Stack&) = delete;
  Stack& operator=(const Stack&) = delete;

  std::size_t used() const {
    std::vector<unsigned char> resident(kStackBytes / kPageBytes);
    mincore(memory, kStackBytes, resident.data());
    std::size_t untouched = 0;
    while (untouched < resident.size() && (resident[untouched] & 1) == 0) ++untouched;
    return kStackBytes - untouched * kPageBytes;
  }

  unsigned char* memory;
};

// The stack, in bytes, that `work` touches when it runs as a thread of its own.
std::size_t stack_used_by(std::function<void()> work) {
  const Stack stack;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  REQUIRE(pthread_attr_setstack(&attributes, stack.memory, kStackBytes) == 0);
  pthread_t thread;
  const auto body = [](void* argument) -> void* {
    (*static_cast<std::function<void()>*>(argument))();
    return nullptr;
  };
  REQUIRE(pthread_create(&thread, &attributes, body, &work) == 0);
  pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);
  return stack.used();
}

// Text around one level more: `before` and `after` what is nested. Expressions nest in expressions.
struct Form {
  std::string before;
  std::string after;
};

const std::vector<Form>& forms() {
  static const std::vector<Form> forms{{"1 + ", ""},
                                       {"", " + 1"},
                                       {"not ", ""},
                                       {"- -", ""},
                                       {"@ ", ""},
                                       {"(1, ", ")"},
                                       {"row(", ")"},
                                       {"array[", "]"},
                                       {"array[1, 2, ", "]"},
                                       {"f(", ")"},
                                       {"f(1, 2, ", ")"},
                                       {"f(a => ", ")"},
                                       {"f(1) filter (where ", ")"},
                                       {"f(1) over (order by ", ")"},
                                       {"f(1) within group (order by ", ")"},
                                       {"f(distinct 1, ", " order by 1, 2)"},
                                       {"case when ", " then 1 end"},
                                       {"case when 1 then ", " end"},
                                       {"case ", " when 1 then 2 end"},
                                       {"case 1 when 2 then 3 else ", " end"},
                                       {"cast(", " as int)"},
                                       {"(", ")::int"},
                                       {"(", ").b"},
                                       {"(", ")[1]"},
                                       {"a[", "]"},
                                       {"a[1:", "]"},
                                       {"coalesce(", ")"},
                                       {"coalesce(1, ", ", 2)"},
                                       {"nullif(1, ", ")"},
                                       {"greatest(1, ", ")"},
                                       {"xmlelement(name a, ", ")"},
                                       {"xmlforest(", " as b)"},
                                       {"xmlconcat(1, ", ")"},
                                       {"1 in (", ")"},
                                       {"1 in (2, ", ")"},
                                       {"1 between 2 and ", ""},
                                       {"(", ") between 2 and 3"},
                                       {"1 = any(", ")"},
                                       {"1 = any(select ", ")"},
                                       {"(select ", ")"},
                                       {"(select 1, 2, ", ")"},
                                       {"array(select ", ")"},
                                       {"exists(select ", ")"},
                                       {"exists(select 1 where ", ")"},
                                       {"1 in (select ", ")"},
                                       {"(select 1 from (select ", ") x)"},
                                       {"(select 1 from f(", "))"},
                                       {"(select 1 from a, lateral (select ", ") x)"},
                                       {"(select 1 from a join b on ", ")"},
                                       {"(select 1 group by ", ")"},
                                       {"(select 1 group by grouping sets (1, ", "))"},
                                       {"(select 1 order by 1, ", ")"},
                                       {"(select 1 limit ", ")"},
                                       {"(values (1), (", "))"},
                                       {"(values (", "))"},
                                       {"(with w as (select ", ") table w)"},
                                       {"(select distinct on (", ") 1)"},
                                       {"(select 1 union select 1, ", ")"},
                                       {"(select 1, ", " union select 1, 2)"},
                                       {"(select 1 intersect (select ", "))"},
                                       {"(", " is null)"},
                                       {"(", ") is distinct from 1"},
                                       {"1 and ", ""},
                                       {"1 or (", ")"},
                                       {"(1 or 2 and ", ")"},
                                       {"(", ") collate c"},
                                       {"(", ") at time zone 'x'"},
                                       {"a operator(s.+) ", ""},
                                       {"(1, 2) overlaps (3, ", ")"},
                                       {"extract(year from ", ")"},
                                       {"substring(", " from 1)"},
                                       {"position(1 in ", ")"},
                                       {"f(variadic ", ")"},
                                       {"(", ") isnull"},
                                       {"(", ") like 'x'"},
                                       {"'a' || ", ""}};
  return forms;
}

// The other recursive parts of the grammar, which are no expressions.
const std::vector<Form>& statement_forms() {
  static const std::vector<Form> forms{{"", " union select 1"},
                                       {"", " union all select 1, 1"},
                                       {"", " except select 1 from a, b"},
                                       {"select * from (", ") x"},
                                       {"select from (", ") a"},
                                       {"values ((", "))"},
                                       {"(", ")"},
                                       {"select * from ((", ")) x"},
                                       {"with w as (", ") select 1"},
                                       {"with w as (delete from t where x in (", ")) table w"},
                                       {"select 1 union (", ")"},
                                       {"select 1, 2 union (", ") union select 3, 4"}};
  return forms;
}

// Everything that is done with a text in either program.
void use(const std::string& sql) {
  (void)tend::workload::score_complexity(sql);
  (void)tend::sql::fingerprint(sql);
  (void)tend::sql::repair_placeholders(sql);
}

void check_stack(const std::string& sql) {
  const auto bound = tend::sql::nesting_bound(sql);
  REQUIRE(bound.ok());
  const std::size_t used = stack_used_by([&] { use(sql); });
  const auto allowed = static_cast<std::size_t>(*bound) * tend::sql::kStackBytesPerNesting;
  INFO(sql.substr(0, 200) << " ... bound " << *bound << ", stack " << used);
  CHECK(used <= (allowed + kFixedBytes) * kFrameFactor);
}

std::string nested(const std::string& core, const std::vector<Form>& levels, std::size_t depth) {
  std::string before, after;
  for (std::size_t i = 0; i < depth; ++i) {
    const Form& form = levels[i % levels.size()];
    before += form.before;
    after = form.after + after;
  }
  return before + core + after;
}

// The deepest nesting of these forms in turn that the guard lets through: by bisection.
std::string deepest(const std::string& start, const std::string& core,
                    const std::vector<Form>& levels) {
  std::size_t accepted = 0;
  std::size_t refused = tend::sql::kMaxNestingBound + 1;
  while (refused - accepted > 1) {
    const std::size_t depth = (accepted + refused) / 2;
    const auto bound = tend::sql::nesting_bound(start + nested(core, levels, depth));
    const bool fits = bound.ok() && *bound <= tend::sql::kMaxNestingBound;
    (fits ? accepted : refused) = depth;
  }
  return start + nested(core, levels, accepted);
}

}  // namespace

TEST_CASE("every form of expression, nested as deep as the guard allows, keeps to the stack") {
  for (const Form& form : forms()) check_stack(deepest("select ", "1", {form}));
}

TEST_CASE("every form of query, nested as deep as the guard allows, keeps to the stack") {
  for (const Form& form : statement_forms()) check_stack(deepest("", "select 1", {form}));
}

TEST_CASE("joins, casts and lists in a row keep to the stack") {
  for (const std::string step :
       {" join t on a", " cross join t", " natural join t", " left join t using (a, b)"}) {
    std::string sql = "select 1 from t";
    while (tend::sql::check_text(sql + step).ok()) sql += step;
    check_stack(sql);
  }
  for (const std::string step : {"::int", "[1]", " is null", " and 1", " or 1 and 2", " + 1"}) {
    std::string sql = "select a";
    while (tend::sql::check_text(sql + step).ok() && sql.size() < 20000) sql += step;
    check_stack(sql);
  }
}

TEST_CASE("forms mixed at random keep to the stack") {
  std::mt19937 random(31);
  for (int round = 0; round < 300; ++round) {
    std::vector<Form> mix;
    for (std::size_t kinds = 2 + random() % 12; mix.size() < kinds;) {
      mix.push_back(forms()[random() % forms().size()]);
    }
    check_stack(deepest("select ", "1", mix));
  }
}

TEST_CASE("a text within the limit is refused where the thread's stack is too small for it") {
  std::string sql = "select 1";
  for (int i = 0; i < 450; ++i) sql += " + 1";
  REQUIRE(tend::sql::check_text(sql).ok());

  tend::FailureCode code{};
  std::function<void()> work = [&] {
    const auto outcome = tend::sql::check_text(sql);
    if (!outcome.ok()) code = outcome.failure().code;
  };
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 1 << 20);
  pthread_t thread;
  const auto body = [](void* argument) -> void* {
    (*static_cast<std::function<void()>*>(argument))();
    return nullptr;
  };
  REQUIRE(pthread_create(&thread, &attributes, body, &work) == 0);
  pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);

  REQUIRE(code == tend::FailureCode::kStatementTooDeep);
}
