// SPDX-License-Identifier: PostgreSQL
// The server's own functions are handed what do_analyze_rel() and compute_index_stats()
// (commands/analyze.c) hand them.
#include "extension/boundary/pg.h"

#include "extension/what_if/expression_statistics.h"

#include "extension/boundary/subtransaction.h"
#include "extension/what_if/extended_statistics.h"
#include "extension/what_if/leaf_facts.h"
#include "extension/what_if/row_values.h"

namespace tend::ext {

namespace {

// Of all values together, bytes; the rest is not looked at.
constexpr Size kMaxBytes = Size{64} << 20;

// Remembered for a run; all in its memory.
struct ExpressionStatistics {
  Oid table;
  Node* expression;
  List* predicate;
  Oid collation;
  HeapTuple row;  // NULL: there are none to be had
};

struct Wanted {
  const HypotheticalLeaf* leaf;
  Node* expression;
  Oid collation;
  double rows;  // of the table
};

// An expression's values, as ANALYZE fetches them.
struct Values {
  Datum* values;
  bool* nulls;
  int count;
};

Datum fetch_value(VacAttrStats* statistics, int row, bool* is_null) {
  *is_null = statistics->exprnulls[row];
  return statistics->exprvals[row];
}

Values evaluate(const Wanted* wanted, Relation table, const SampledRows* sampled) {
  const Size room = static_cast<Size>(Max(1, sampled->count));
  int* positions = static_cast<int*>(palloc(room * sizeof(int)));
  const int kept =
      filter_rows(table, wanted->leaf->predicate, {sampled->rows, sampled->count}, positions);
  Values read{static_cast<Datum*>(palloc(room * sizeof(Datum))),
              static_cast<bool*>(palloc(room * sizeof(bool))), 0};
  KeyReader reader = open_reader(table, 0, wanted->expression);
  MemoryContext each_row =
      AllocSetContextCreate(CurrentMemoryContext, "pg_tend sampled row", ALLOCSET_DEFAULT_SIZES);
  for (Size bytes = 0; read.count < kept && bytes < kMaxBytes; read.count++) {
    CHECK_FOR_INTERRUPTS();
    bool is_null;
    MemoryContext outside = MemoryContextSwitchTo(each_row);
    const Datum value = read_value(&reader, sampled->rows[positions[read.count]], &is_null);
    MemoryContextSwitchTo(outside);
    read.nulls[read.count] = is_null;
    read.values[read.count] = is_null ? Datum{0} : datumCopy(value, reader.by_value, reader.length);
    if (!is_null) bytes += datumGetSize(value, reader.by_value, reader.length);
    MemoryContextReset(each_row);
  }
  MemoryContextDelete(each_row);
  close_reader(&reader);
  return read;
}

// As examine_attribute() prepares it; NULL if the type has no statistics.
VacAttrStats* prepare(const Wanted* wanted) {
  VacAttrStats* statistics = static_cast<VacAttrStats*>(palloc0(sizeof(VacAttrStats)));
  tend_use_default_target(statistics);
  statistics->attrtypid = exprType(wanted->expression);
  statistics->attrtypmod = exprTypmod(wanted->expression);
  statistics->attrcollid =
      OidIsValid(wanted->collation) ? wanted->collation : exprCollation(wanted->expression);
  HeapTuple type = SearchSysCacheCopy1(TYPEOID, ObjectIdGetDatum(statistics->attrtypid));
  if (!HeapTupleIsValid(type)) return NULL;
  statistics->attrtype = reinterpret_cast<Form_pg_type>(GETSTRUCT(type));
  statistics->anl_context = CurrentMemoryContext;
  statistics->tupattnum = 1;
  for (int i = 0; i < STATISTIC_NUM_SLOTS; i++) {
    statistics->statypid[i] = statistics->attrtypid;
    statistics->statyplen[i] = statistics->attrtype->typlen;
    statistics->statypbyval[i] = statistics->attrtype->typbyval;
    statistics->statypalign[i] = statistics->attrtype->typalign;
  }
  const Oid own = statistics->attrtype->typanalyze;
  if (own >= FirstNormalObjectId) return NULL;
  const bool can = OidIsValid(own)
                       ? DatumGetBool(OidFunctionCall1(own, PointerGetDatum(statistics)))
                       : std_typanalyze(statistics);
  return can && statistics->compute_stats ? statistics : NULL;
}

struct StatisticRow {
  Datum values[Natts_pg_statistic];
  bool nulls[Natts_pg_statistic];
  void set(int attribute, Datum value) {
    values[attribute - 1] = value;
    nulls[attribute - 1] = false;
  }
};

void set_slot(StatisticRow* row, const VacAttrStats* statistics, int slot) {
  row->set(Anum_pg_statistic_stakind1 + slot, Int16GetDatum(statistics->stakind[slot]));
  row->set(Anum_pg_statistic_staop1 + slot, ObjectIdGetDatum(statistics->staop[slot]));
  row->set(Anum_pg_statistic_stacoll1 + slot, ObjectIdGetDatum(statistics->stacoll[slot]));
  const int numbers = statistics->numnumbers[slot];
  if (numbers > 0) {
    Datum* each = static_cast<Datum*>(palloc(static_cast<Size>(numbers) * sizeof(Datum)));
    for (int i = 0; i < numbers; i++) each[i] = Float4GetDatum(statistics->stanumbers[slot][i]);
    row->set(Anum_pg_statistic_stanumbers1 + slot,
             PointerGetDatum(
                 construct_array(each, numbers, FLOAT4OID, sizeof(float4), true, TYPALIGN_INT)));
  }
  if (statistics->numvalues[slot] > 0) {
    row->set(Anum_pg_statistic_stavalues1 + slot,
             PointerGetDatum(
                 construct_array(statistics->stavalues[slot], statistics->numvalues[slot],
                                 statistics->statypid[slot], statistics->statyplen[slot],
                                 statistics->statypbyval[slot], statistics->statypalign[slot])));
  }
}

HeapTuple to_row(Oid table, const VacAttrStats* statistics) {
  StatisticRow row;
  for (bool& is_null : row.nulls) is_null = true;
  row.set(Anum_pg_statistic_starelid, ObjectIdGetDatum(table));
  row.set(Anum_pg_statistic_staattnum, Int16GetDatum(1));
  row.set(Anum_pg_statistic_stainherit, BoolGetDatum(false));
  row.set(Anum_pg_statistic_stanullfrac, Float4GetDatum(statistics->stanullfrac));
  row.set(Anum_pg_statistic_stawidth, Int32GetDatum(statistics->stawidth));
  row.set(Anum_pg_statistic_stadistinct, Float4GetDatum(statistics->stadistinct));
  for (int slot = 0; slot < STATISTIC_NUM_SLOTS; slot++) set_slot(&row, statistics, slot);
  Relation catalog = table_open(StatisticRelationId, AccessShareLock);
  HeapTuple tuple = heap_form_tuple(RelationGetDescr(catalog), row.values, row.nulls);
  table_close(catalog, AccessShareLock);
  return tuple;
}

// NULL if there is nothing to be said. All but the row is the current context's, to be thrown away.
HeapTuple computed_row(const Wanted* wanted, const SampledRows* sampled) {
  Relation table = table_open(wanted->leaf->table, AccessShareLock);
  const Values values = evaluate(wanted, table, sampled);
  table_close(table, NoLock);
  VacAttrStats* statistics = values.count > 0 ? prepare(wanted) : NULL;
  if (!statistics) return NULL;
  statistics->exprvals = values.values;
  statistics->exprnulls = values.nulls;
  statistics->rowstride = 1;
  // The computation expects another context than the one its results are kept in.
  MemoryContext scratch =
      AllocSetContextCreate(CurrentMemoryContext, "pg_tend statistics", ALLOCSET_DEFAULT_SIZES);
  MemoryContext outside = MemoryContextSwitchTo(scratch);
  const double covered = wanted->rows * values.count / sampled->count;
  statistics->compute_stats(statistics, fetch_value, values.count,
                            Max(covered, static_cast<double>(values.count)));
  MemoryContextSwitchTo(outside);
  return statistics->stats_valid ? to_row(wanted->leaf->table, statistics) : NULL;
}

// The rows to compute it from; NULL if there are none, or the expression may not run on them.
const SampledRows* rows_for(const Wanted* wanted, RunSamples* samples) {
  if (!may_evaluate(wanted->expression) ||
      !may_evaluate(reinterpret_cast<Node*>(wanted->leaf->predicate))) {
    return NULL;
  }
  TableSample* sample = sample_of(samples, wanted->leaf->table);
  const RowSet* spread = sample ? spread_rows_of(samples, sample) : NULL;
  return spread ? &spread->sampled : NULL;
}

float4& distinct_of(HeapTuple row) {
  return reinterpret_cast<Form_pg_statistic>(GETSTRUCT(row))->stadistinct;
}

HeapTuple make_row(const Wanted* wanted, RunSamples* samples) {
  MemoryContext scratch =
      AllocSetContextCreate(CurrentMemoryContext, "pg_tend expression", ALLOCSET_DEFAULT_SIZES);
  MemoryContext outside = MemoryContextSwitchTo(scratch);
  const HypotheticalLeaf* leaf = wanted->leaf;
  HeapTuple computed = NULL;
  const SampledRows* rows = rows_for(wanted, samples);
  if (rows) (void)survives([&] { computed = computed_row(wanted, rows); });
  HeapTuple row =
      leaf->predicate ? NULL : extended_expression_statistics(leaf->table, wanted->expression);
  if (row && computed) distinct_of(row) = distinct_of(computed);
  if (!row) row = computed;
  MemoryContextSwitchTo(samples->context);
  HeapTuple kept = row ? heap_copytuple(row) : NULL;
  MemoryContextSwitchTo(outside);
  MemoryContextDelete(scratch);
  return kept;
}

HeapTuple remembered_row(const Wanted* wanted, RunSamples* samples) {
  const HypotheticalLeaf* leaf = wanted->leaf;
  const ListCell* cell;
  foreach (cell, samples->expressions) {
    const ExpressionStatistics* known = static_cast<const ExpressionStatistics*>(lfirst(cell));
    if (known->table == leaf->table && known->collation == wanted->collation &&
        equal(known->expression, wanted->expression) && equal(known->predicate, leaf->predicate)) {
      return known->row;
    }
  }
  HeapTuple row = make_row(wanted, samples);
  MemoryContext outside = MemoryContextSwitchTo(samples->context);
  ExpressionStatistics* known =
      static_cast<ExpressionStatistics*>(palloc(sizeof(ExpressionStatistics)));
  *known = {leaf->table, static_cast<Node*>(copyObjectImpl(wanted->expression)),
            static_cast<List*>(copyObjectImpl(leaf->predicate)), wanted->collation, row};
  samples->expressions = lappend(samples->expressions, known);
  MemoryContextSwitchTo(outside);
  return row;
}

}  // namespace

void read_expression_statistics(HypotheticalLeaf* leaf, RunSamples* samples) {
  const HypotheticalIndex* index = leaf->index;
  if (!leaf->expressions) return;
  leaf->statistics = static_cast<HeapTuple*>(
      palloc0(static_cast<Size>(list_length(leaf->expressions)) * sizeof(HeapTuple)));
  const double rows = planned_rows(leaf->table, NIL);
  int expression = 0;
  for (int i = 0; i < index->key_count; i++) {
    if (leaf->columns[i] != 0) continue;
    const Wanted wanted{leaf, static_cast<Node*>(list_nth(leaf->expressions, expression)),
                        index->collation[i], rows};
    leaf->statistics[expression++] = remembered_row(&wanted, samples);
  }
}

bool knows_expressions(const HypotheticalIndex* index) {
  const ListCell* cell;
  foreach (cell, index->leaves) {
    const HypotheticalLeaf* leaf = static_cast<const HypotheticalLeaf*>(lfirst(cell));
    for (int i = 0; i < list_length(leaf->expressions); i++) {
      if (leaf->predicate || !leaf->statistics[i]) return false;
    }
  }
  return true;
}

}  // namespace tend::ext
