// SPDX-License-Identifier: PostgreSQL
#include "tests/oracle/analytic_models.h"

#include <random>

namespace tend::index::test {

AnalyticCatalog::AnalyticCatalog(const std::vector<TableModel>& tables) {
  for (const TableModel& each : tables) relations_.emplace(each.snapshot.id, each.snapshot);
}

Result<RelationSnapshot> AnalyticCatalog::read_relation(RelationId relation) {
  ++reads[relation];
  const auto found = relations_.find(relation);
  if (found == relations_.end()) {
    return Failure{FailureCode::kUndefinedObject, "relation does not exist", "", "", ""};
  }
  return found->second;
}

bool AnalyticCatalog::is_name_free(RelationId, const std::string& name) {
  return !taken_names.contains(name);
}

IndexTerm column(int number) {
  return {.column = number, .text = "c" + std::to_string(number), .columns = {number}};
}

TableModel table(std::uint32_t id, double rows, std::int64_t pages) {
  TableModel model;
  model.snapshot.id = RelationId{id};
  model.snapshot.name = "public.t" + std::to_string(id);
  model.snapshot.rows = rows;
  model.snapshot.pages = Pages(pages);
  model.snapshot.has_statistics = true;
  return model;
}

Qual equals(int number, double selectivity, Operand operand) {
  return {.term = column(number),
          .comparison = Comparison::kEqual,
          .operand = operand,
          .selectivity = selectivity,
          .predicate = ""};
}

Qual in_range(int number, double selectivity, Operand operand) {
  Qual qual = equals(number, selectivity, operand);
  qual.comparison = Comparison::kRange;
  return qual;
}

Qual any_of(int number, double selectivity) {
  Qual qual = equals(number, selectivity);
  qual.comparison = Comparison::kAnyOf;
  return qual;
}

Qual constant(int number, double selectivity) {
  Qual qual = equals(number, selectivity, Operand::kConstant);
  qual.predicate = "(c" + std::to_string(number) + " = 'x'::text)";
  qual.distinct_values = 5;
  return qual;
}

SortKey ascending(int number) {
  return {.term = column(number)};
}

SortKey descending(int number) {
  return {.term = column(number), .descending = true, .nulls_first = true};
}

RelationAccess on(std::vector<Qual> quals) {
  return on(1, std::move(quals));
}

RelationAccess on(std::uint32_t relation, std::vector<Qual> quals) {
  RelationAccess access;
  access.relation = RelationId{relation};
  access.quals = std::move(quals);
  return access;
}

IndexDefinition index_on(const TableModel& table, const std::vector<int>& columns) {
  IndexDefinition index;
  index.relation = table.snapshot.id;
  index.relation_name = table.snapshot.name;
  for (const int number : columns) {
    index.keys.push_back({.term = column(number), .opclass = "", .collation = ""});
  }
  return index;
}

StatementModel reading(const std::string& text, double calls, std::vector<RelationAccess> reads) {
  StatementModel model;
  model.query.text = text;
  model.query.calls = calls;
  model.reads = std::move(reads);
  return model;
}

namespace {

// mt19937's sequence is fixed by the standard, std::uniform_int_distribution's is not.
class Dice {
 public:
  explicit Dice(unsigned seed) : engine_(seed) {}
  int below(int bound) { return static_cast<int>(engine_() % static_cast<unsigned>(bound)); }
  bool one_in(int odds) { return below(odds) == 0; }

 private:
  std::mt19937 engine_;
};

constexpr int kColumns = 6;
constexpr double kSelectivities[] = {0.0001, 0.002, 0.01, 0.05, 0.12, 0.3};

Qual random_qual(Dice& dice, TableModel& table) {
  const int number = 1 + dice.below(kColumns);
  const double selectivity = kSelectivities[number - 1];
  switch (dice.below(5)) {
    case 0: return in_range(number, std::min(1.0, selectivity * 5));
    case 1: return any_of(number, std::min(1.0, selectivity * 3));
    case 2: {
      const Qual qual = constant(number, selectivity);
      table.predicate_selectivity[qual.predicate] = selectivity;
      return qual;
    }
    default: return equals(number, selectivity);
  }
}

RelationAccess random_access(Dice& dice, TableModel& table) {
  RelationAccess access;
  access.relation = table.snapshot.id;
  std::set<int> used;
  const int quals = 1 + dice.below(3);
  for (int i = 0; i < quals; ++i) {
    Qual qual = random_qual(dice, table);
    if (used.insert(qual.term.column).second) access.quals.push_back(std::move(qual));
  }
  if (dice.one_in(4)) {
    access.order.push_back(dice.one_in(2) ? ascending(1 + dice.below(kColumns))
                                          : descending(1 + dice.below(kColumns)));
    access.limited = dice.one_in(2);
  }
  if (dice.one_in(6)) {
    access.quals.clear();
    access.order.clear();
    access.or_arms = {{equals(1, 0.0001)}, {equals(2, 0.002)}};
  }
  return access;
}

RelationWrite random_write(Dice& dice, const TableModel& table) {
  RelationWrite write{.relation = table.snapshot.id, .updated_columns = {}};
  write.rows = 1 + dice.below(20);
  write.kind = static_cast<WriteKind>(dice.below(3));
  if (write.kind == WriteKind::kUpdate) write.updated_columns = {1 + dice.below(kColumns)};
  return write;
}

}  // namespace

Instance random_instance(unsigned seed, int statements) {
  Dice dice(seed);
  Instance instance;
  const int tables = 1 + dice.below(3);
  for (int i = 0; i < tables; ++i) {
    const double rows = 20000.0 * (1 + dice.below(50));
    instance.tables.push_back(
        table(static_cast<std::uint32_t>(100 + i), rows, static_cast<std::int64_t>(rows / 80)));
  }
  if (statements == 0) statements = 3 + dice.below(6);
  for (int i = 0; i < statements; ++i) {
    TableModel& outer = instance.tables[static_cast<std::size_t>(dice.below(tables))];
    StatementModel model = reading("q" + std::to_string(i), 1 + dice.below(1000), {});
    model.reads.push_back(random_access(dice, outer));
    if (tables > 1 && dice.one_in(3)) {
      TableModel& inner = instance.tables[static_cast<std::size_t>(dice.below(tables))];
      RelationAccess access = random_access(dice, inner);
      access.or_arms.clear();
      access.order.clear();
      std::erase_if(access.quals, [](const Qual& qual) { return qual.term.column == 1; });
      access.quals.push_back(equals(1, 0.0001, Operand::kJoin));
      model.reads.push_back(std::move(access));
    }
    if (dice.one_in(4)) model.writes.push_back(random_write(dice, outer));
    instance.statements.push_back(std::move(model));
  }
  return instance;
}

}  // namespace tend::index::test
