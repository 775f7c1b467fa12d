// SPDX-License-Identifier: PostgreSQL
// A statement is a random walk over the foreign keys: it begins at one table and joins, again and
// again, a table that refers to one already there or is referred to. Two or three of the tables get
// a filter.
#include "tests/bench/index/joins.h"

#include <random>
#include <string>

namespace tend::bench {

namespace {

constexpr int kStatements = 100;
constexpr int kFewestJoins = 5, kMostJoins = 20;
constexpr unsigned kSeed = 20;

struct ForeignKey {
  const char* child;
  const char* column;
  const char* parent;
  const char* key;
};

constexpr ForeignKey kKeys[] = {
    {"staff", "ward_id", "wards", "ward_id"},
    {"patients", "insurer_id", "insurers", "insurer_id"},
    {"admissions", "patient_id", "patients", "patient_id"},
    {"admissions", "ward_id", "wards", "ward_id"},
    {"admissions", "attending_id", "staff", "staff_id"},
    {"ward_stays", "admission_id", "admissions", "admission_id"},
    {"ward_stays", "ward_id", "wards", "ward_id"},
    {"admission_diagnoses", "admission_id", "admissions", "admission_id"},
    {"admission_diagnoses", "code_id", "diagnosis_codes", "code_id"},
    {"lab_orders", "admission_id", "admissions", "admission_id"},
    {"lab_orders", "requester_id", "staff", "staff_id"},
    {"lab_results", "order_id", "lab_orders", "order_id"},
    {"lab_results", "test_id", "lab_tests", "test_id"},
    {"prescriptions", "admission_id", "admissions", "admission_id"},
    {"prescriptions", "medicine_id", "medicines", "medicine_id"},
    {"invoices", "admission_id", "admissions", "admission_id"},
    {"invoices", "insurer_id", "insurers", "insurer_id"},
    {"payments", "invoice_id", "invoices", "invoice_id"},
};

struct Filter {
  const char* table;
  const char* clause;  // %A is the alias
};

constexpr Filter kFilters[] = {
    {"patients", "%A.surname like 'Ab%'"},
    {"patients", "%A.born_on between date '1950-01-01' and date '1950-06-30'"},
    {"admissions", "%A.admitted_at >= timestamp '2023-06-01' and %A.kind = 'planned'"},
    {"lab_results", "%A.flag = 'C'"},
    {"lab_orders", "%A.status = 'open'"},
    {"prescriptions", "%A.stopped_reason is not null"},
    {"invoices", "%A.status = 'disputed' and %A.amount > 15000"},
    {"payments", "%A.bounced"},
    {"medicines", "%A.controlled"},
    {"staff", "%A.grade = 9"},
    {"diagnosis_codes", "%A.chapter = 'chapter 7'"},
    {"ward_stays", "%A.isolated"},
};

class Walk {
 public:
  explicit Walk(std::mt19937& engine) : engine_(engine) {}

  std::string statement(int joins) {
    tables_ = {"admissions"};
    from_ = "admissions t0";
    for (int i = 0; i < joins; ++i) join();
    std::string where;
    for (std::size_t i = 0; i < tables_.size() && filters_ < kMostFilters; ++i)
      add_filter(where, i);
    return "select t0.kind, count(*) from " + from_ + where + " group by t0.kind";
  }

 private:
  static constexpr int kMostFilters = 3;

  std::string alias(std::size_t table) const { return "t" + std::to_string(table); }

  // A key that touches a table already there, drawn until there is one.
  void join() {
    while (true) {
      const ForeignKey& key = kKeys[engine_() % std::size(kKeys)];
      const std::size_t at = engine_() % tables_.size();
      const std::string next = alias(tables_.size());
      if (tables_[at] == key.child) {
        from_ += std::string(" join ") + key.parent + " " + next + " on " + alias(at) + "." +
                 key.column + " = " + next + "." + key.key;
        tables_.emplace_back(key.parent);
        return;
      }
      if (tables_[at] == key.parent) {
        from_ += std::string(" join ") + key.child + " " + next + " on " + next + "." + key.column +
                 " = " + alias(at) + "." + key.key;
        tables_.emplace_back(key.child);
        return;
      }
    }
  }

  void add_filter(std::string& where, std::size_t table) {
    for (const Filter& filter : kFilters) {
      if (tables_[table] != filter.table || engine_() % 3 != 0) continue;
      std::string clause = filter.clause;
      for (std::size_t at; (at = clause.find("%A")) != std::string::npos;) {
        clause.replace(at, 2, alias(table));
      }
      where += (where.empty() ? " where " : " and ") + clause;
      ++filters_;
      return;
    }
  }

  std::mt19937& engine_;
  std::vector<std::string> tables_;
  std::string from_;
  int filters_ = 0;
};

}  // namespace

std::vector<BenchStatement> join_statements() {
  std::mt19937 engine(kSeed);
  std::vector<BenchStatement> statements;
  for (int i = 0; i < kStatements; ++i) {
    const int joins = kFewestJoins + i * (kMostJoins - kFewestJoins + 1) / kStatements;
    statements.push_back({"join " + std::to_string(i), Walk(engine).statement(joins), 1});
  }
  return statements;
}

}  // namespace tend::bench
