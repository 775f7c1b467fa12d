// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/what_if/table_sample.h"

#include "extension/boundary/subtransaction.h"
#include "extension/what_if/row_values.h"

namespace tend::ext {

namespace {

// A third of what ANALYZE takes at the default target; how keys share entries is known well enough.
constexpr int kMaxRows = 10000;
// For statistics, what ANALYZE takes: 300 rows for each of 100 values.
constexpr int kMaxSpreadRows = 30000;
// What ANALYZE of one table reads at the default target, for all tables of a run together.
constexpr double kMaxBlocksOfRun = 30000;
// Kept of all tables together, bytes; then those go that were not asked for the longest.
constexpr Size kMaxKept = Size{64} << 20;
constexpr uint32 kNullCode = 0x6e756c6c;

void forget(RunSamples* samples, TableSample* sample) {
  samples->tables = list_delete_ptr(samples->tables, sample);
  MemoryContextDelete(sample->context);
}

void make_room(RunSamples* samples) {
  while (samples->tables && MemoryContextMemAllocated(samples->context, true) > kMaxKept) {
    TableSample* oldest = static_cast<TableSample*>(linitial(samples->tables));
    const ListCell* cell;
    foreach (cell, samples->tables) {
      TableSample* sample = static_cast<TableSample*>(lfirst(cell));
      if (sample->last_used < oldest->last_used) oldest = sample;
    }
    forget(samples, oldest);
  }
}

// None where nothing may be read any more, or reading fails.
RowSet rows_of(RunSamples* samples, Oid table, SampleKind kind, int max_rows) {
  RowSet rows{};
  if (samples->blocks_to_read <= 0) return rows;
  if (!survives([&] { rows.sampled = sample_rows(table, kind, max_rows); })) rows.sampled = {};
  samples->blocks_to_read -= rows.sampled.blocks;
  const int count = rows.sampled.count;
  rows.blocks = static_cast<uint32*>(palloc(static_cast<Size>(Max(1, count)) * sizeof(uint32)));
  for (int i = 0; i < count; i++) {
    rows.blocks[i] = ItemPointerGetBlockNumber(&rows.sampled.rows[i]->t_self);
  }
  return rows;
}

TableSample* take_sample(RunSamples* samples, Oid table) {
  make_room(samples);
  MemoryContext context =
      AllocSetContextCreate(samples->context, "pg_tend table sample", ALLOCSET_DEFAULT_SIZES);
  MemoryContext outside = MemoryContextSwitchTo(context);
  TableSample* sample = static_cast<TableSample*>(palloc0(sizeof(TableSample)));
  sample->table = table;
  sample->context = context;
  sample->keys = rows_of(samples, table, SampleKind::kBlocks, kMaxRows);
  MemoryContextSwitchTo(samples->context);
  samples->tables = lappend(samples->tables, sample);
  MemoryContextSwitchTo(outside);
  return sample;
}

// Of the value as it is stored: nothing is read from elsewhere or unpacked for it.
uint32 code_of(const KeyReader* reader, Datum value) {
  if (reader->length != -1) return datum_image_hash(value, reader->by_value, reader->length);
  const Pointer stored = DatumGetPointer(value);
  if (VARATT_IS_EXTERNAL(stored) || VARATT_IS_COMPRESSED(stored)) {
    return hash_bytes(reinterpret_cast<unsigned char*>(stored),
                      static_cast<int>(VARSIZE_ANY(stored)));
  }
  return hash_bytes(reinterpret_cast<unsigned char*>(VARDATA_ANY(stored)),
                    static_cast<int>(VARSIZE_ANY_EXHDR(stored)));
}

// Short values of varying length are stored with a header of one byte.
uint16 width_of(const KeyReader* reader, Datum value) {
  Size bytes = reader->length > 0 ? static_cast<Size>(reader->length) : 0;
  if (reader->length == -2) bytes = strlen(DatumGetCString(value)) + 1;
  if (reader->length == -1) {
    bytes = toast_datum_size(value);
    const Pointer stored = DatumGetPointer(value);
    if (!VARATT_IS_EXTERNAL(stored) && VARATT_CAN_MAKE_SHORT(stored)) {
      bytes = VARATT_CONVERTED_SHORT_SIZE(stored);
    }
  }
  return static_cast<uint16>(Min(Max(bytes, Size{1}), Size{PG_UINT16_MAX}));
}

void read_column(const TableSample* sample, SampledColumn* column) {
  Relation table = table_open(sample->table, AccessShareLock);
  KeyReader reader = open_reader(table, column->column, column->expression);
  MemoryContext each_row =
      AllocSetContextCreate(CurrentMemoryContext, "pg_tend sampled row", ALLOCSET_DEFAULT_SIZES);
  MemoryContext outside = MemoryContextSwitchTo(each_row);
  for (int i = 0; i < sample->keys.sampled.count; i++) {
    CHECK_FOR_INTERRUPTS();
    bool is_null;
    const Datum value = read_value(&reader, sample->keys.sampled.rows[i], &is_null);
    column->codes[i] = is_null ? kNullCode : code_of(&reader, value);
    column->widths[i] = is_null ? 0 : width_of(&reader, value);
    column->nulls += is_null;
    MemoryContextReset(each_row);
  }
  MemoryContextSwitchTo(outside);
  MemoryContextDelete(each_row);
  close_reader(&reader);
  table_close(table, NoLock);
}

void read_part(Oid oid, const RowSet* rows, SampledPart* part) {
  Relation table = table_open(oid, AccessShareLock);
  part->count =
      filter_rows(table, part->predicate, {rows->sampled.rows, rows->sampled.count}, part->rows);
  table_close(table, NoLock);
}

}  // namespace

RunSamples* make_run_samples(MemoryContext context) {
  RunSamples* samples =
      static_cast<RunSamples*>(MemoryContextAllocZero(context, sizeof(RunSamples)));
  samples->context = AllocSetContextCreate(context, "pg_tend samples", ALLOCSET_DEFAULT_SIZES);
  samples->blocks_to_read = kMaxBlocksOfRun;
  return samples;
}

TableSample* sample_of(RunSamples* samples, Oid table) {
  TableSample* found = NULL;
  const ListCell* cell;
  foreach (cell, samples->tables) {
    TableSample* sample = static_cast<TableSample*>(lfirst(cell));
    if (sample->table == table) found = sample;
  }
  if (!found) found = take_sample(samples, table);
  found->last_used = ++samples->clock;
  return found->keys.sampled.count > 0 ? found : NULL;
}

RowSet* spread_rows_of(RunSamples* samples, TableSample* sample) {
  if (!sample->has_spread) {
    MemoryContext outside = MemoryContextSwitchTo(sample->context);
    sample->spread = rows_of(samples, sample->table, SampleKind::kRows, kMaxSpreadRows);
    sample->has_spread = true;
    MemoryContextSwitchTo(outside);
  }
  return sample->spread.sampled.count > 0 ? &sample->spread : NULL;
}

const SampledColumn* sampled_column(TableSample* sample, AttrNumber number, Node* expression) {
  const ListCell* cell;
  foreach (cell, sample->columns) {
    const SampledColumn* column = static_cast<const SampledColumn*>(lfirst(cell));
    if (column->column == number && equal(column->expression, expression)) {
      return column->nulls >= 0 ? column : NULL;
    }
  }
  MemoryContext outside = MemoryContextSwitchTo(sample->context);
  SampledColumn* column = static_cast<SampledColumn*>(palloc0(sizeof(SampledColumn)));
  const Size rows = static_cast<Size>(sample->keys.sampled.count);
  column->column = number;
  column->expression = static_cast<Node*>(copyObjectImpl(expression));
  column->codes = static_cast<uint32*>(palloc(rows * sizeof(uint32)));
  column->widths = static_cast<uint16*>(palloc(rows * sizeof(uint16)));
  sample->columns = lappend(sample->columns, column);
  MemoryContextSwitchTo(outside);
  if ((expression && !may_evaluate(expression)) ||
      !survives([&] { read_column(sample, column); })) {
    column->nulls = -1;
    return NULL;
  }
  return column;
}

const SampledPart* sampled_part(TableSample* sample, RowSet* rows, List* predicate) {
  const ListCell* cell;
  foreach (cell, rows->parts) {
    const SampledPart* part = static_cast<const SampledPart*>(lfirst(cell));
    if (equal(part->predicate, predicate)) return part->count >= 0 ? part : NULL;
  }
  MemoryContext outside = MemoryContextSwitchTo(sample->context);
  SampledPart* part = static_cast<SampledPart*>(palloc0(sizeof(SampledPart)));
  part->predicate = static_cast<List*>(copyObjectImpl(predicate));
  part->rows = static_cast<int*>(palloc(static_cast<Size>(rows->sampled.count) * sizeof(int)));
  rows->parts = lappend(rows->parts, part);
  MemoryContextSwitchTo(outside);
  if (!may_evaluate(reinterpret_cast<Node*>(predicate)) ||
      !survives([&] { read_part(sample->table, rows, part); })) {
    part->count = -1;
    return NULL;
  }
  return part;
}

}  // namespace tend::ext
