// SPDX-License-Identifier: PostgreSQL
// Transactions of a help desk that many firms rent: the tables are in oltp_tables.cpp, the kinds
// of statements in oltp_reads.cpp and oltp_writes.cpp, each with the traps it holds.
//
// Method: the kinds take turns, three reads to a write; each statement is on a table at random and
// is kept if no other has its shape. A kind that finds no new shape is passed over.
// Tested by `make bench-index`.
#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <stdexcept>

#include "tests/bench/index/oltp_statements.h"
#include "tests/bench/index/workload.h"

namespace tend::bench {

namespace {

constexpr std::uint64_t kSeed = 20240117;
// A write follows so many reads.
constexpr int kReadsPerWrite = 3;
// Draws of one kind before it counts as used up, for the moment.
constexpr int kAttempts = 200;
// Kinds in a row without a new shape, after which there are no more.
constexpr int kBarrenTurns = 60;
// Calls of the statements of one sort, in turn: their order must not follow that of the kinds, so
// their number has no divisor in common with that of the kinds.
constexpr std::array<double, 11> kCalls{10000, 300, 2000, 50, 4000, 100, 800, 20, 3000, 1200, 500};
constexpr double kFewestCalls = 10;

class Sort {
 public:
  explicit Sort(const std::vector<Kind>& kinds) : kinds_(kinds) {}

  // The next statement of a shape that is not among them; it is added.
  BenchStatement next(std::set<std::string>& shapes, Dice& dice) {
    for (int barren = 0; barren < kBarrenTurns; ++barren) {
      const Kind& kind = kinds_[turn_++ % kinds_.size()];
      for (int attempt = 0; attempt < kAttempts; ++attempt) {
        const OltpTable& table = oltp_tables()[dice.roll(static_cast<int>(oltp_tables().size()))];
        const Statement made = kind.make(table, dice);
        if (made.text.empty() || !shapes.insert(made.shape).second) continue;
        const double calls = kCalls[made_++ % kCalls.size()] * kind.calls;
        return {.name = kind.name + " of " + table.name + " " + std::to_string(shapes.size()),
                .text = made.text,
                .calls = std::max(kFewestCalls, std::round(calls))};
      }
    }
    throw std::logic_error("there are no more shapes of transactions");
  }

 private:
  const std::vector<Kind>& kinds_;
  std::size_t turn_ = 0, made_ = 0;
};

}  // namespace

BenchDatabase oltp_database(int templates) {
  BenchDatabase oltp{.name = "oltp", .setup = oltp_setup(), .statements = {}};
  Dice dice(kSeed);
  Sort reads(read_kinds()), writes(write_kinds());
  std::set<std::string> shapes;
  for (int at = 1; at <= templates; ++at) {
    Sort& sort = at % (kReadsPerWrite + 1) == 0 ? writes : reads;
    oltp.statements.push_back(sort.next(shapes, dice));
  }
  return oltp;
}

}  // namespace tend::bench
