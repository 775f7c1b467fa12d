// SPDX-License-Identifier: PostgreSQL
// What the planner looks for in a table while it plans a statement: the facts from which index
// candidates are made. Plain values; the extension fills them from the planner's own structures.
#pragma once

#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/base/units.h"
#include "core/index/access_path.h"
#include "core/index/index_definition.h"
#include "core/index/plan_shape.h"

namespace tend::index {

enum class Comparison { kEqual, kAnyOf, kRange, kIsNull, kIsNotNull };

// What a term is compared with. A constant is known from the statement's text; a parameter is not
// ($n); kJoin is a column of another table of the same query level, kOuter one of an outer level.
enum class Operand { kNone, kConstant, kParameter, kJoin, kOuter };

// One clause a B-tree could serve.
struct Qual {
  IndexTerm term;
  Comparison comparison = Comparison::kEqual;
  Operand operand = Operand::kNone;
  double selectivity = 1.0;    // planner's estimate, fraction of the table's rows, 0 to 1
  double distinct_values = 0;  // of the term, estimated; 0 if unknown
  // Operator class (qualified) with which a B-tree serves the clause; empty for the type's default.
  std::string opclass = {};
  // The clause as an index predicate: printed by the server, immutable, constants only. Empty if
  // the text of the statement does not prove it for every execution (a parameter proves nothing).
  std::string predicate;
};

// One key of an order the statement asks for; direction and NULLS as it asks for them.
struct SortKey {
  IndexTerm term;
  bool descending = false;
  bool nulls_first = false;
};

// What keeps a B-tree on the column from serving a clause.
enum class Obstacle { kPattern, kCast, kFunction, kAlternatives, kInequality };

// A clause that no B-tree serves as it is written. Only names are kept, not what is compared with.
struct UnservedClause {
  Obstacle obstacle = Obstacle::kFunction;
  std::vector<std::string> columns;  // quoted names of this table's columns, in its order
  std::string column_type;           // of a cast: from
  std::string cast_type;             // of a cast: to
  std::string function;              // its name, qualified if not built in; empty: an operator
  bool immutable = false;            // a function or cast: an index could hold its result
  bool suffix = false;               // a pattern: its end is fixed
  bool of_time = false;              // a function or cast: on a date or a time
  double selectivity = 1.0;          // planner's estimate, fraction of the rows

  // The same obstacle in the same place, whatever it is compared with.
  bool is_like(const UnservedClause& other) const {
    return obstacle == other.obstacle && columns == other.columns && function == other.function &&
           cast_type == other.cast_type;
  }
};

// The methods beside the B-tree for which candidates are made.
enum class Method { kGin, kBrin };

// A clause that an index of another method could serve: with GIN one that no B-tree serves, with
// BRIN a range.
struct MethodQual {
  IndexTerm term;
  Method method = Method::kGin;
  std::string opclass;       // qualified name, or empty for the type's default
  double selectivity = 1.0;  // planner's estimate, fraction of the table's rows, 0 to 1
  double correlation = 0;    // of the column's values with the rows' places, -1 to 1; 0 unknown
};

// One table as one query level reads it. A partitioned table stands for its partitions.
struct RelationAccess {
  RelationId relation;
  std::vector<Qual> quals;                 // joined by AND
  std::vector<std::vector<Qual>> or_arms;  // each arm of each OR clause; inside an arm AND
  std::vector<SortKey> order;              // leading part of ORDER BY this table can deliver
  std::vector<IndexTerm> grouping;         // leading part of GROUP BY, DISTINCT or a window
  bool limited = false;                    // a LIMIT applies to the query level
  // Columns the statement needs of each row, for clauses, joins or output, by number; and those of
  // them that are needed for more than this table's own clauses.
  std::vector<IndexTerm> columns_read;
  std::vector<int> columns_above;
  bool whole_row = false;  // the row as one value, or a system column: no index can stand in
  std::vector<MethodQual> other_methods = {};
  std::vector<UnservedClause> unserved = {};
};

enum class WriteKind { kInsert, kUpdate, kDelete };

// What one execution of a statement writes into one table.
struct RelationWrite {
  RelationId relation;
  WriteKind kind = WriteKind::kInsert;
  double rows = 1.0;                 // planner's estimate, >= 0
  std::vector<int> updated_columns;  // of an UPDATE: attribute numbers assigned, ascending
};

// A statement planned as the database is today.
struct QueryObservation {
  QueryId query_id;  // the server's queryid of the text
  Cost cost;
  std::vector<RelationAccess> reads;
  std::vector<RelationWrite> writes;
  // The reads of each captured execution that can be planned, in the executions' order.
  std::vector<std::vector<RelationAccess>> execution_reads = {};
  PlanShape shape = {};  // of today's plan; with captured executions, of the first one's
  // Of each text that plan() will ask for, today's plan and the ways to read its tables; empty: not
  // told.
  std::vector<PlanParts> parts = {};
  std::vector<AccessPaths> paths = {};
};

}  // namespace tend::index
