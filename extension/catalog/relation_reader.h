// SPDX-License-Identifier: PostgreSQL
// The catalog port answered from pg_catalog and the cumulative statistics of this database.
#pragma once

#include "extension/boundary/pg.h"

#include "core/index/relation.h"

namespace tend::ext {

// Why no index may be recommended on a relation; empty if one may.
//   name         schema-qualified and quoted
//   kind         pg_class.relkind
//   persistence  pg_class.relpersistence
std::string refusal_of(Oid relation, const std::string& name, const std::string& schema, char kind,
                       char persistence);

class RelationReader final : public index::Catalog {
 public:
  Result<index::RelationSnapshot> read_relation(RelationId relation) override;
  bool is_name_free(RelationId relation, const std::string& name) override;
};

}  // namespace tend::ext
