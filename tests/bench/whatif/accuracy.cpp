// SPDX-License-Identifier: PostgreSQL
#include "tests/bench/whatif/accuracy.h"

#include <cmath>
#include <cstdio>
#include <map>
#include <vector>

#include "tests/bench/whatif/errors.h"

namespace tend::bench {

namespace {

// The project's bar: costs within 6 % of the real index's for 90 % of at least 40 cases. Only cases
// count in which the real plan reads a new index: the others are right for free.
constexpr double kTolerance = 0.06;
constexpr double kWithin = 0.90;
constexpr std::size_t kLeastCases = 40;
// HypoPG is right if it has the real index's plan at a cost this near; there ours must equal it.
// Its sizes differ from ours by design, and a wider margin would count errors that cancel out.
constexpr double kRight = 0.01;
constexpr double kEqual = 0.02;
// A storage budget is kept to a fifth: deduplication and widths are modelled by averages.
constexpr double kSizeTolerance = 0.20;

bool report(const char* what, double value, double bar) {
  const bool met = value >= bar;
  std::printf("%-66s %7.1f   bar %6.1f   %s\n", what, value, bar, met ? "met" : "NOT MET");
  return met;
}

const char* same_shape(const Outcome& outcome, const Plan& arm) {
  return arm.shape == outcome.real.shape ? "=" : "other";
}

void print_outcome(const Outcome& outcome) {
  std::printf("%-38.38s %10.2f %10.2f %10.2f %+7.1f %-5s", outcome.name.c_str(),
              outcome.before.value(), outcome.real.cost.value(), outcome.ours.cost.value(),
              100 * outcome.error_of(outcome.ours), same_shape(outcome, outcome.ours));
  if (outcome.hypopg) {
    std::printf(" %10.2f %+7.1f %-5s", outcome.hypopg->cost.value(),
                100 * outcome.error_of(*outcome.hypopg), same_shape(outcome, *outcome.hypopg));
  } else {
    std::printf(" %10s %7s %-5s", "-", "-", "-");
  }
  std::printf(" %s\n", outcome.real.uses_new ? "" : "not used");
}

void print_summary(const char* arm, const ErrorSummary& errors) {
  std::printf("%-30s %5zu %8.1f %8.1f %8.2f %8.2f %8.1f %+8.2f\n", arm, errors.count,
              100 * errors.within, 100 * errors.exact, 100 * errors.median, 100 * errors.p90,
              100 * errors.largest, 100 * errors.bias);
}

void print_summary_head(double tolerance) {
  char within[16];
  std::snprintf(within, sizeof within, "<= %.0f %%", 100 * tolerance);
  std::printf("\n%-30s %5s %8s %8s %8s %8s %8s %8s   (%% of the real figure)\n", "", "cases",
              within, "exact", "median", "p90", "largest", "bias");
}

bool is_right(const Outcome& outcome, const Plan& arm) {
  return arm.shape == outcome.real.shape && std::abs(outcome.error_of(arm)) <= kRight;
}

bool are_equal(const Plan& ours, const Plan& theirs) {
  return ours.shape == theirs.shape && std::abs((ours.cost - theirs.cost) / theirs.cost) <= kEqual;
}

struct Verdict {
  std::vector<double> ours, ours_where_hypopg, hypopg;  // errors of cases that use a new index
  std::size_t all = 0, same_shape = 0, hypopg_same_shape = 0;
  std::size_t hypopg_right = 0, equal = 0;
};

void add(Verdict& verdict, const Outcome& outcome) {
  verdict.all++;
  verdict.same_shape += outcome.ours.shape == outcome.real.shape;
  if (outcome.hypopg) {
    verdict.hypopg_same_shape += outcome.hypopg->shape == outcome.real.shape;
    const bool right = is_right(outcome, *outcome.hypopg);
    verdict.hypopg_right += right;
    verdict.equal += right && are_equal(outcome.ours, *outcome.hypopg);
  }
  if (!outcome.real.uses_new) return;
  verdict.ours.push_back(outcome.error_of(outcome.ours));
  if (!outcome.hypopg) return;
  verdict.ours_where_hypopg.push_back(outcome.error_of(outcome.ours));
  verdict.hypopg.push_back(outcome.error_of(*outcome.hypopg));
}

}  // namespace

bool costs_are_accurate(Arms& arms, const Cases& cases) {
  std::printf("%-38s %10s %10s %10s %7s %-5s %10s %7s %-5s\n", "case", "without", "real index",
              "what_if", "err %", "plan", "HypoPG", "err %", "plan");
  Verdict verdict;
  for (const Case& one : cases) {
    const Outcome outcome = arms.judge(one);
    print_outcome(outcome);
    add(verdict, outcome);
  }
  const ErrorSummary ours = summarize(verdict.ours, kTolerance);
  print_summary_head(kTolerance);
  print_summary("tend.what_if", ours);
  print_summary("  where HypoPG answers too", summarize(verdict.ours_where_hypopg, kTolerance));
  print_summary("HypoPG", summarize(verdict.hypopg, kTolerance));
  std::printf("the real index's plan node for node, of %zu cases: tend.what_if %zu, HypoPG %zu\n\n",
              verdict.all, verdict.same_shape, verdict.hypopg_same_shape);
  bool met = report("cases whose real plan uses the index", static_cast<double>(ours.count),
                    static_cast<double>(kLeastCases));
  met &=
      report("of these within 6 % of the real index's cost, %", 100 * ours.within, 100 * kWithin);
  met &= report("of the cases HypoPG has right (plan, and cost within 1 %): ours equal",
                static_cast<double>(verdict.equal), static_cast<double>(verdict.hypopg_right));
  return met;
}

bool sizes_are_accurate(Session& session, Arms& arms, const Cases& cases) {
  std::map<std::string, Bytes> recommended;
  for (const Case& one : cases) {
    session.run("begin");
    const Rows rows = session.run(
        "select ddl, size_bytes from tend.recommend_indexes(queries => $1) order by ddl",
        {array_text({one.query})});
    for (int row = 0; row < rows.count(); ++row) {
      recommended.emplace(rows.text(row, 0), Bytes(std::stoll(rows.text(row, 1))));
    }
    session.run("rollback");
  }
  std::printf("\n%10s %10s %7s  recommended index\n", "estimated", "built", "err %");
  std::vector<double> errors;
  for (const auto& [ddl, estimated] : recommended) {
    const Bytes built = arms.built_size(ddl);
    errors.push_back((estimated - built) / built);
    std::printf("%10lld %10lld %+7.1f  %.100s\n", static_cast<long long>(estimated.value()),
                static_cast<long long>(built.value()), 100 * errors.back(), ddl.c_str());
  }
  const ErrorSummary sizes = summarize(errors, kSizeTolerance);
  print_summary_head(kSizeTolerance);
  print_summary("sizes", sizes);
  return report("recommended indexes within 20 % of the size built, %", 100 * sizes.within,
                100 * kWithin);
}

}  // namespace tend::bench
