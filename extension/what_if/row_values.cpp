// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/what_if/row_values.h"

#include "extension/what_if/indexable_term.h"

namespace tend::ext {

bool may_evaluate(Node* tree) {
  return !calls_foreign_function(tree) && !carries_foreign_values(tree);
}

KeyReader open_reader(Relation table, AttrNumber column, Node* expression) {
  KeyReader reader{};
  reader.row_type = RelationGetDescr(table);
  reader.column = column;
  reader.type =
      column != 0 ? TupleDescAttr(reader.row_type, column - 1)->atttypid : exprType(expression);
  get_typlenbyval(reader.type, &reader.length, &reader.by_value);
  if (column != 0) return reader;
  reader.executor = CreateExecutorState();
  reader.slot = MakeSingleTupleTableSlot(reader.row_type, &TTSOpsHeapTuple);
  reader.expression =
      ExecPrepareExpr(reinterpret_cast<Expr*>(copyObjectImpl(expression)), reader.executor);
  return reader;
}

Datum read_value(const KeyReader* reader, HeapTuple row, bool* is_null) {
  if (reader->column != 0) return heap_getattr(row, reader->column, reader->row_type, is_null);
  ExecStoreHeapTuple(row, reader->slot, false);
  ExprContext* context = GetPerTupleExprContext(reader->executor);
  context->ecxt_scantuple = reader->slot;
  return ExecEvalExpr(reader->expression, context, is_null);
}

void close_reader(KeyReader* reader) {
  if (reader->column != 0) return;
  ExecDropSingleTupleTableSlot(reader->slot);
  FreeExecutorState(reader->executor);
}

int filter_rows(Relation table, List* predicate, RowList from, int* positions) {
  EState* executor = CreateExecutorState();
  TupleTableSlot* slot = MakeSingleTupleTableSlot(RelationGetDescr(table), &TTSOpsHeapTuple);
  ExprContext* context = GetPerTupleExprContext(executor);
  context->ecxt_scantuple = slot;
  ExprState* condition = ExecPrepareQual(static_cast<List*>(copyObjectImpl(predicate)), executor);
  int satisfied = 0;
  for (int i = 0; i < from.count; i++) {
    CHECK_FOR_INTERRUPTS();
    ExecStoreHeapTuple(from.rows[i], slot, false);
    if (ExecQualAndReset(condition, context)) positions[satisfied++] = i;
  }
  ExecDropSingleTupleTableSlot(slot);
  FreeExecutorState(executor);
  return satisfied;
}

}  // namespace tend::ext
