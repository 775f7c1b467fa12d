// SPDX-License-Identifier: PostgreSQL
// JSON for programs: the document's structure, keys in the order of the columns.
//
// A named section is an element of "databases"; the tables of an unnamed one stand at the top.
//
// Tested by tests/advisor/formats.t.
#include <cmath>
#include <nlohmann/json.hpp>

#include "advisor/render/render.h"

namespace tend::advisor {
namespace {

using nlohmann::ordered_json;

constexpr int kJsonIndent = 2;

struct ToJson {
  ordered_json operator()(std::monostate) const { return nullptr; }
  ordered_json operator()(double value) const {
    return std::isfinite(value) ? ordered_json(value) : ordered_json(nullptr);
  }
  template <class T>
  ordered_json operator()(const T& value) const {
    return value;
  }
};

ordered_json json_of(const Table& table, const Row& row) {
  ordered_json object = ordered_json::object();
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    object[table.columns[i].key] = std::visit(ToJson{}, row.cells[i]);
  }
  return object;
}

ordered_json json_of(const Table& table) {
  if (table.shape == Shape::kRecord) {
    return table.rows.empty() ? ordered_json(nullptr) : json_of(table, table.rows.front());
  }
  ordered_json rows = ordered_json::array();
  for (const Row& row : table.rows) rows.push_back(json_of(table, row));
  return rows;
}

void add_content(ordered_json& object, const Section& section) {
  object["notes"] = section.notes;
  for (const Table& table : section.tables) object[table.name] = json_of(table);
}

ordered_json json_of_findings(const Document& document) {
  const auto counts = count_findings(document);
  ordered_json object = ordered_json::object();
  for (std::size_t i = 0; i < counts.size(); ++i)
    object[std::string(kSeverityNames[i])] = counts[i];
  return object;
}

}  // namespace

std::string render_json(const Document& document) {
  ordered_json root = ordered_json::object();
  root["program"] = "tend";
  root["version"] = TEND_VERSION;
  root["command"] = document.command;
  for (const Section& section : document.sections) {
    if (section.database.empty()) {
      add_content(root, section);
      continue;
    }
    ordered_json object = ordered_json::object();
    object["database"] = section.database;
    object["reached"] = section.reached;
    add_content(object, section);
    root["databases"].push_back(std::move(object));
  }
  root["findings"] = json_of_findings(document);
  // `replace`: a text that is not UTF-8 must not cost the whole answer.
  return root.dump(kJsonIndent, ' ', false, ordered_json::error_handler_t::replace) + '\n';
}

}  // namespace tend::advisor
