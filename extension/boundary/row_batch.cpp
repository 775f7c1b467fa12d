// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/boundary/row_batch.h"

#include "extension/boundary/guard.h"

namespace tend::ext {

namespace {

// Rows put into the table by one call: enough to fill its pages, and few enough that the server's
// descriptors of them stay small.
constexpr size_t kRowsAtOnce = 1000;

Datum number_datum(double value, Oid type) {
  switch (type) {
    case FLOAT8OID: return Float8GetDatum(value);
    case FLOAT4OID: return Float4GetDatum(static_cast<float4>(value));
    case INT8OID: return Int64GetDatum(static_cast<int64>(value));
    case INT4OID: return Int32GetDatum(static_cast<int32>(value));
    case INT2OID: return Int16GetDatum(static_cast<int16>(value));
    case TIMESTAMPTZOID: return TimestampTzGetDatum(static_cast<TimestampTz>(value));
    default: elog(ERROR, "a number cannot be put into a column of type %u", type);
  }
}

Datum whole_datum(int64 value, Oid type) {
  if (type == INT8OID) return Int64GetDatum(value);
  if (type == TIMESTAMPTZOID) return TimestampTzGetDatum(value);
  if (type == OIDOID) return ObjectIdGetDatum(static_cast<Oid>(value));
  return number_datum(static_cast<double>(value), type);
}

Datum name_or_text_datum(std::string_view text, Oid type) {
  const Datum copy =
      PointerGetDatum(cstring_to_text_with_len(text.data(), static_cast<int>(text.size())));
  return type == TEXTOID ? copy : DirectFunctionCall1(text_name, copy);
}

// Server code.
Datum cell_datum(const RowBatch::Cell& cell, Oid type) {
  if (const double* number = std::get_if<double>(&cell)) return number_datum(*number, type);
  if (const int64* whole = std::get_if<int64>(&cell)) return whole_datum(*whole, type);
  if (const bool* flag = std::get_if<bool>(&cell)) return BoolGetDatum(*flag);
  if (const auto* text = std::get_if<std::string_view>(&cell)) {
    return name_or_text_datum(*text, type);
  }
  if (const auto* wholes = std::get_if<std::span<const int64>>(&cell)) {
    return number_array(wholes->data(), wholes->size(), INT8OID);
  }
  const auto* numbers = std::get_if<std::span<const double>>(&cell);
  return number_array(numbers->data(), numbers->size(), FLOAT8OID);
}

}  // namespace

RowBatch::RowBatch(const std::string& table) {
  pg_call([&] {
    table_ = get_relname_relid(table.c_str(), get_namespace_oid("tend", false));
    if (!OidIsValid(table_)) elog(ERROR, "table tend.%s does not exist", table.c_str());
    row_type_ = get_rel_type_id(table_);
    columns_ = lookup_rowtype_tupdesc_copy(row_type_, -1);
  });
  values_.resize(static_cast<size_t>(columns_->natts));
  nulls_.reset(new bool[values_.size()]);
}

HeapTuple RowBatch::formed(std::initializer_list<Cell> row) {
  if (row.size() != values_.size()) {
    throw ServerError(ERRCODE_INTERNAL_ERROR, "a row does not fit its table");
  }
  return pg_call([&] {
    for (size_t i = 0; i < row.size(); i++) {
      const Cell& cell = row.begin()[i];
      nulls_[i] = std::holds_alternative<std::monostate>(cell);
      if (nulls_[i]) continue;
      values_[i] = cell_datum(cell, TupleDescAttr(columns_, static_cast<int>(i))->atttypid);
    }
    return heap_form_tuple(columns_, values_.data(), nulls_.get());
  });
}

void RowBatch::add(std::initializer_list<Cell> row) {
  rows_.push_back(formed(row));
}

void RowBatch::replace(const std::optional<ItemPointerData>& old, std::initializer_list<Cell> row) {
  if (!old) return add(row);
  replacements_.push_back({*old, formed(row)});
}

Value RowBatch::array() const {
  std::vector<Datum> rows(rows_.size());
  return pg_call([&] {
    for (size_t i = 0; i < rows_.size(); i++) rows[i] = HeapTupleGetDatum(rows_[i]);
    ArrayType* array = construct_array(rows.data(), static_cast<int>(rows.size()), row_type_, -1,
                                       false, TYPALIGN_DOUBLE);
    return Value{PointerGetDatum(array), false, get_array_type(row_type_)};
  });
}

namespace {

// An index that somebody added to a table of ours: without the executor its values would be taken
// from nowhere. Server code.
void refuse_computed_indexes(Relation table, CatalogIndexState indexes) {
  for (int i = 0; i < indexes->ri_NumIndices; i++) {
    const IndexInfo* info = indexes->ri_IndexRelationInfo[i];
    if (!info->ii_Expressions && !info->ii_Predicate && !info->ii_ExclusionOps) continue;
    ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
                    errmsg("index \"%s\" on table tend.%s is none of pg_tend's own",
                           RelationGetRelationName(indexes->ri_IndexRelationDescs[i]),
                           RelationGetRelationName(table)),
                    errhint("pg_tend cannot fill an index with expressions, a predicate or an "
                            "exclusion on its tables. Drop it.")));
  }
}

}  // namespace

void RowBatch::add_to(Relation table, CatalogIndexState indexes) const {
  TupleTableSlot* slots[kRowsAtOnce];
  const size_t most = std::min(rows_.size(), kRowsAtOnce);
  // The table's own descriptor would be pinned by each slot, at a cost that grows with them.
  for (size_t i = 0; i < most; i++) slots[i] = MakeSingleTupleTableSlot(columns_, &TTSOpsHeapTuple);
  for (size_t first = 0; first < rows_.size(); first += most) {
    const size_t count = std::min(most, rows_.size() - first);
    for (size_t i = 0; i < count; i++) ExecStoreHeapTuple(rows_[first + i], slots[i], false);
    CatalogTuplesMultiInsertWithInfo(table, slots, static_cast<int>(count), indexes);
  }
  for (size_t i = 0; i < most; i++) ExecDropSingleTupleTableSlot(slots[i]);
}

// The server's own changes of many rows with their index entries, which initdb and DDL use.
void RowBatch::write() const {
  if (empty()) return;
  pg_call([&] {
    Relation table = table_open(table_, RowExclusiveLock);
    CatalogIndexState indexes = CatalogOpenIndexes(table);
    refuse_computed_indexes(table, indexes);
    add_to(table, indexes);
    for (const Replacement& each : replacements_) {
      ItemPointerData old = each.old;
      CatalogTupleUpdateWithInfo(table, &old, each.row, indexes);
    }
    CatalogCloseIndexes(indexes);
    table_close(table, NoLock);
    CommandCounterIncrement();
  });
}

}  // namespace tend::ext
