// SPDX-License-Identifier: PostgreSQL
// The text protocol's fields as values. Type oids of built-in types are fixed for ever
// (src/include/catalog/pg_type.dat).
//
// Tested by tests/advisor/report.t and tests/advisor/hostile.t.
#include "advisor/collect/record.h"

#include <charconv>
#include <optional>

namespace tend::advisor {
namespace {

enum : std::uint32_t {
  kBool = 16,
  kInt8 = 20,
  kInt2 = 21,
  kInt4 = 23,
  kOid = 26,
  kFloat4 = 700,
  kFloat8 = 701,
  kBoolArray = 1000,
  kInt2Array = 1005,
  kInt4Array = 1007,
  kTextArray = 1009,
  kVarcharArray = 1015,
  kInt8Array = 1016,
  kFloat8Array = 1022,
  kOidArray = 1028,
  kNumeric = 1700,
  kNameArray = 1003,
};

template <class Number>
Value number_of(const std::string& text) {
  Number number{};
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end) return text;
  return number;
}

// Reads PostgreSQL's array text form: {a,"b c",NULL,"with \" and \\"}. A NULL element reads as
// "NULL". Returns nothing for more than one dimension.
std::optional<std::vector<std::string>> list_of(const std::string& text) {
  if (text.size() < 2 || text.front() != '{' || text.back() != '}') return std::nullopt;
  std::vector<std::string> list;
  if (text.size() == 2) return list;

  std::string element;
  bool in_quotes = false;
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\' && i + 2 < text.size()) {
      element += text[++i];
    } else if (c == '"') {
      in_quotes = !in_quotes;
    } else if (c == '{' && !in_quotes) {
      return std::nullopt;
    } else if (c == ',' && !in_quotes) {
      list.push_back(std::move(element));
      element.clear();
    } else {
      element += c;
    }
  }
  list.push_back(std::move(element));
  return list;
}

template <class T>
T read(const Value& value, T missing) {
  const T* found = std::get_if<T>(&value);
  return found != nullptr ? *found : missing;
}

}  // namespace

Value Record::value(const std::string& name) const {
  const auto found = values_.find(name);
  return found != values_.end() ? found->second : Value();
}

std::string Record::text(const std::string& name, const std::string& missing) const {
  return read<std::string>(value(name), missing);
}

std::int64_t Record::integer(const std::string& name, std::int64_t missing) const {
  return read<std::int64_t>(value(name), missing);
}

double Record::number(const std::string& name, double missing) const {
  const Value found = value(name);
  if (const auto* integer = std::get_if<std::int64_t>(&found)) return static_cast<double>(*integer);
  return read<double>(found, missing);
}

bool Record::truth(const std::string& name, bool missing) const {
  return read<bool>(value(name), missing);
}

Value value_of_field(const std::string& text, std::uint32_t type_oid) {
  switch (type_oid) {
    case kBool: return text == "t";
    case kInt2:
    case kInt4:
    case kInt8:
    case kOid: return number_of<std::int64_t>(text);
    case kFloat4:
    case kFloat8:
    case kNumeric: return number_of<double>(text);
    case kBoolArray:
    case kInt2Array:
    case kInt4Array:
    case kInt8Array:
    case kTextArray:
    case kVarcharArray:
    case kNameArray:
    case kOidArray:
    case kFloat8Array: {
      const auto list = list_of(text);
      if (list) return *list;
      return text;
    }
    default: return text;
  }
}

}  // namespace tend::advisor
