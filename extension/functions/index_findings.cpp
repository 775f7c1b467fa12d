// SPDX-License-Identifier: PostgreSQL
// tend.find_index_faults(), behind the view tend.index_findings: reads everything, lets core
// decide, and hides what the caller may not read.
//
// Tested by sql/index_findings.sql, sql/index_findings_names.sql.
#include "extension/boundary/pg.h"

#include "core/index/findings.h"
#include "extension/boundary/guard.h"
#include "extension/boundary/text.h"
#include "extension/catalog/index_catalog_reader.h"
#include "extension/catalog/relation_reader.h"
#include "extension/settings/settings.h"

namespace tend::ext {

namespace {

constexpr const char* kHidden = "<insufficient privilege>";

// Whoever may read every column that the index names, as in tend.recommendations.
bool may_see(const index::Finding& finding, const ReadableColumns& readable) {
  if (readable.all) return true;
  return !finding.columns.empty() &&
         std::all_of(finding.columns.begin(), finding.columns.end(),
                     [&](int column) { return readable.some.contains(column); });
}

Value text_or_null(const std::string& text) {
  return text.empty() ? Value::null_of(TEXTOID) : Value::of(text);
}

Value definition_or_hidden(const std::string& text, bool visible) {
  return visible || text.empty() ? text_or_null(text) : Value::of(kHidden);
}

void put_finding(ReturnSetInfo* result, const index::Finding& finding, bool visible) {
  const bool names_columns = finding.kind == index::FindingKind::kMissingForeignKey;
  put_row(result,
          std::array{Value::of(index::name_of(finding.kind)), Value::of(finding.relation_name),
                     Value::oid(finding.relation.value), text_or_null(finding.index),
                     Value::of(finding.evidence), Value::of(finding.safe),
                     definition_or_hidden(finding.ddl, visible || !names_columns),
                     definition_or_hidden(finding.undo_ddl, visible), Value::of(finding.reason)});
}

void put_findings(ReturnSetInfo* result) {
  const Seconds unused_after = setting::unused_after();
  // Never scanned means: not in all of the history.
  const auto window =
      unused_after > Seconds(0) ? std::optional<Seconds>(unused_after) : std::nullopt;
  const IndexCatalogReading reading = read_index_catalog(window);
  RelationReader reader;
  const auto is_name_free = [&](RelationId relation, const std::string& name) {
    return reader.is_name_free(relation, name);
  };
  for (const index::Finding& finding :
       index::find_index_faults(reading.catalog, unused_after, is_name_free)) {
    put_finding(result, finding, may_see(finding, reading.readable.at(finding.relation.value)));
  }
}

}  // namespace
}  // namespace tend::ext

extern "C" {
PG_FUNCTION_INFO_V1(pg_tend_find_index_faults);

Datum pg_tend_find_index_faults(PG_FUNCTION_ARGS) {
  using namespace tend::ext;
  return guarded_entry([&] {
    pg_call([&] { tend_materialize(fcinfo); });
    put_findings(reinterpret_cast<ReturnSetInfo*>(fcinfo->resultinfo));
    return Datum(0);
  });
}
}
