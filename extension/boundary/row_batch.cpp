// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/boundary/row_batch.h"

#include "extension/boundary/guard.h"

namespace tend::ext {

namespace {

Datum number_datum(double value, Oid type) {
  switch (type) {
    case FLOAT8OID:
      return Float8GetDatum(value);
    case FLOAT4OID:
      return Float4GetDatum(static_cast<float4>(value));
    case INT8OID:
      return Int64GetDatum(static_cast<int64>(value));
    case INT4OID:
      return Int32GetDatum(static_cast<int32>(value));
    case INT2OID:
      return Int16GetDatum(static_cast<int16>(value));
    case TIMESTAMPTZOID:
      return TimestampTzGetDatum(static_cast<TimestampTz>(value));
    default:
      throw ServerError(ERRCODE_INTERNAL_ERROR, "a number cannot be put into this column");
  }
}

Datum whole_datum(int64 value, Oid type) {
  if (type == INT8OID) return Int64GetDatum(value);
  if (type == TIMESTAMPTZOID) return TimestampTzGetDatum(value);
  if (type == OIDOID) return ObjectIdGetDatum(static_cast<Oid>(value));
  return number_datum(static_cast<double>(value), type);
}

Datum name_or_text_datum(const std::string& text, Oid type) {
  if (type == TEXTOID) return text_datum(text);
  return pg_call([&] { return DirectFunctionCall1(namein, CStringGetDatum(text.c_str())); });
}

Datum cell_datum(const RowBatch::Cell& cell, Oid type) {
  if (const double* number = std::get_if<double>(&cell)) return number_datum(*number, type);
  if (const int64* whole = std::get_if<int64>(&cell)) return whole_datum(*whole, type);
  if (const bool* flag = std::get_if<bool>(&cell)) return BoolGetDatum(*flag);
  if (const std::string* text = std::get_if<std::string>(&cell)) {
    return name_or_text_datum(*text, type);
  }
  if (const auto* wholes = std::get_if<std::vector<int64>>(&cell)) return int8_array_datum(*wholes);
  return float8_array_datum(std::get<std::vector<double>>(cell));
}

}  // namespace

RowBatch::RowBatch(const std::string& table) {
  pg_call([&] {
    table_ = get_relname_relid(table.c_str(), get_namespace_oid("tend", false));
    if (!OidIsValid(table_)) elog(ERROR, "table tend.%s does not exist", table.c_str());
    row_type_ = get_rel_type_id(table_);
    columns_ = lookup_rowtype_tupdesc_copy(row_type_, -1);
  });
}

void RowBatch::add(const std::vector<Cell>& row) {
  if (static_cast<int>(row.size()) != columns_->natts) {
    throw ServerError(ERRCODE_INTERNAL_ERROR, "a row does not fit its table");
  }
  std::vector<Datum> values(row.size());
  std::unique_ptr<bool[]> nulls(new bool[row.size()]);
  for (size_t i = 0; i < row.size(); i++) {
    nulls[i] = std::holds_alternative<std::monostate>(row[i]);
    if (nulls[i]) continue;
    values[i] = cell_datum(row[i], TupleDescAttr(columns_, static_cast<int>(i))->atttypid);
  }
  rows_.push_back(
      pg_call([&] { return heap_form_tuple(columns_, values.data(), nulls.get()); }));
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

// The server's own insertion of many rows with their index entries, which initdb and DDL use.
void RowBatch::insert() const {
  if (empty()) return;
  std::vector<TupleTableSlot*> slots(rows_.size());
  pg_call([&] {
    Relation table = table_open(table_, RowExclusiveLock);
    CatalogIndexState indexes = CatalogOpenIndexes(table);
    for (size_t i = 0; i < rows_.size(); i++) {
      // The table's own descriptor would be pinned by each slot, at a cost that grows with them.
      slots[i] = MakeSingleTupleTableSlot(columns_, &TTSOpsHeapTuple);
      ExecStoreHeapTuple(rows_[i], slots[i], false);
    }
    CatalogTuplesMultiInsertWithInfo(table, slots.data(), static_cast<int>(slots.size()), indexes);
    for (TupleTableSlot* slot : slots) ExecDropSingleTupleTableSlot(slot);
    CatalogCloseIndexes(indexes);
    table_close(table, NoLock);
    CommandCounterIncrement();
  });
}

}  // namespace tend::ext
