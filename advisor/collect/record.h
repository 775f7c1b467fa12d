// SPDX-License-Identifier: PostgreSQL
// One row of a query's answer, its columns by name.
//
// A column that the server did not send reads as unknown, so that the program works with an
// extension somewhat older or newer than itself.
//
// Tested by tests/advisor/report.t.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "advisor/value.h"

namespace tend::advisor {

class Record {
 public:
  void set(std::string name, Value value) { values_[std::move(name)] = std::move(value); }

  // The value of that column; unknown if there is no such column.
  Value value(const std::string& name) const;

  // The same, as one type; `missing` for NULL, no such column or another type.
  std::string text(const std::string& name, const std::string& missing = {}) const;
  std::int64_t integer(const std::string& name, std::int64_t missing = 0) const;
  double number(const std::string& name, double missing = 0) const;
  bool truth(const std::string& name, bool missing = false) const;

 private:
  std::map<std::string, Value> values_;
};

using Records = std::vector<Record>;

// A field in PostgreSQL's text form as a value of the kind its type asks for: integers, floats,
// booleans, one-dimensional arrays of them as lists of texts, everything else as text.
Value value_of_field(const std::string& text, std::uint32_t type_oid);

}  // namespace tend::advisor
