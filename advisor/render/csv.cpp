// SPDX-License-Identifier: PostgreSQL
// CSV after RFC 4180, with "\n" as the line end that Unix tools and COPY expect.
//
// Tables of the same name from several databases are one block with one header. Notes are a table.
//
// Tested by tests/advisor/formats.t.
#include <algorithm>

#include "advisor/characters.h"
#include "advisor/render/cell.h"
#include "advisor/render/render.h"

namespace tend::advisor {
namespace {

std::string quoted(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

class Block {
 public:
  Block(std::string name, bool tagged) : name_(std::move(name)), tagged_(tagged) {}

  const std::string& name() const { return name_; }

  void add(const std::string& database, const Table& table) {
    if (header_.empty()) {
      if (tagged_) header_ = "table,database";
      for (const Column& column : table.columns) {
        if (!header_.empty()) header_ += ',';
        header_ += quoted(column.key);
      }
    }
    for (const Row& row : table.rows) {
      std::string line = tagged_ ? quoted(name_) + ',' + quoted(valid_utf8(database)) : "";
      for (std::size_t i = 0; i < row.cells.size(); ++i) {
        if (i > 0 || tagged_) line += ',';
        line += quoted(plain(row.cells[i]));
      }
      lines_ += line + '\n';
    }
  }

  std::string text() const { return header_ + '\n' + lines_; }

 private:
  std::string name_;
  bool tagged_;
  std::string header_;
  std::string lines_;
};

Table table_of_notes(const Section& section) {
  Table table{
      .name = "notes", .title = {}, .columns = {{"note", "note"}}, .rows = {}, .when_empty = {}};
  for (const std::string& note : section.notes) table.rows.push_back({{Value(note)}});
  return table;
}

}  // namespace

std::string render_csv(const Document& document) {
  std::vector<Block> blocks;
  const auto add = [&](const Section& section, const Table& table) {
    const bool tagged = !section.database.empty();
    // An answer about one thing stays one block that any reader of CSV takes; its summary follows
    // from the rows.
    if (!tagged && table.shape == Shape::kRecord) return;
    auto block = std::find_if(blocks.begin(), blocks.end(),
                              [&](const Block& each) { return each.name() == table.name; });
    if (block == blocks.end()) block = blocks.emplace(blocks.end(), table.name, tagged);
    block->add(section.database, table);
  };
  for (const Section& section : document.sections) {
    for (const Table& table : section.tables) add(section, table);
  }
  for (const Section& section : document.sections) {
    if (!section.notes.empty() && !section.database.empty()) add(section, table_of_notes(section));
  }

  std::string out;
  for (const Block& block : blocks) {
    if (!out.empty()) out += '\n';
    out += block.text();
  }
  return out;
}

}  // namespace tend::advisor
