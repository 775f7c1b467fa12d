// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/boundary/text.h"

#include "extension/boundary/guard.h"

namespace tend::ext {

namespace {

constexpr size_t kNumberBytes = 8;  // of an int8 or a float8

ServerError null_element(const char* argument) {
  return ServerError(Failure{FailureCode::kInvalidParameter,
                             std::string(argument) + " must not contain NULL elements", "", "",
                             ""});
}

struct Elements {
  Datum* values;
  bool* nulls;
  int count;
};

Elements elements_of(Datum array, Oid type, const char* argument) {
  const Elements elements = pg_call([&] {
    ArrayType* copy = DatumGetArrayTypeP(array);
    int16 length;
    bool by_value;
    char align;
    get_typlenbyvalalign(type, &length, &by_value, &align);
    Elements found{};
    deconstruct_array(copy, type, length, by_value, align, &found.values, &found.nulls,
                      &found.count);
    return found;
  });
  for (int i = 0; i < elements.count; i++) {
    if (elements.nulls[i]) throw null_element(argument);
  }
  return elements;
}

// Taken as they lie in memory: the sampler reads thousands of them.
template <class Number>
std::vector<Number> numbers_of(Datum array, const char* argument) {
  static_assert(sizeof(Number) == kNumberBytes);
  int count = 0;
  bool has_nulls = false;
  ArrayType* const numbers = pg_call([&] {
    ArrayType* const whole = DatumGetArrayTypeP(array);
    count = ArrayGetNItems(ARR_NDIM(whole), ARR_DIMS(whole));
    has_nulls = array_contains_nulls(whole);
    return whole;
  });
  if (has_nulls) throw null_element(argument);
  const auto* const first = reinterpret_cast<const Number*>(ARR_DATA_PTR(numbers));
  return std::vector<Number>(first, first + count);
}

Datum array_datum(std::vector<Datum> values, Oid type) {
  return pg_call([&] {
    int16 length;
    bool by_value;
    char align;
    get_typlenbyvalalign(type, &length, &by_value, &align);
    return PointerGetDatum(construct_array(values.data(), static_cast<int>(values.size()), type,
                                           length, by_value, align));
  });
}

}  // namespace

std::string string_from(Datum datum) {
  return pg_call([&] { return text_to_cstring(DatumGetTextPP(datum)); });
}

Datum text_datum(std::string_view text) {
  return pg_call([&] {
    return PointerGetDatum(cstring_to_text_with_len(text.data(), static_cast<int>(text.size())));
  });
}

std::string to_utf8(const std::string& text) {
  const char* converted = pg_call(
      [&] { return pg_server_to_any(text.c_str(), static_cast<int>(text.size()), PG_UTF8); });
  return converted;
}

std::string from_utf8(const std::string& text) {
  const char* converted = pg_call(
      [&] { return pg_any_to_server(text.c_str(), static_cast<int>(text.size()), PG_UTF8); });
  return converted;
}

std::vector<std::string> strings_from_array(Datum array, const char* argument) {
  const Elements elements = elements_of(array, TEXTOID, argument);
  std::vector<std::string> result;
  for (int i = 0; i < elements.count; i++) result.push_back(string_from(elements.values[i]));
  return result;
}

std::vector<int64> int8s_from_array(Datum array, const char* argument) {
  return numbers_of<int64>(array, argument);
}

std::vector<double> float8s_from_array(Datum array, const char* argument) {
  return numbers_of<double>(array, argument);
}

Datum number_array(const void* numbers, size_t count, Oid type) {
  if (count == 0) return PointerGetDatum(construct_empty_array(type));
  const size_t size = ARR_OVERHEAD_NONULLS(1) + count * kNumberBytes;
  ArrayType* const array = static_cast<ArrayType*>(palloc0(size));
  SET_VARSIZE(array, size);
  array->ndim = 1;
  array->elemtype = type;
  *ARR_DIMS(array) = static_cast<int>(count);
  *ARR_LBOUND(array) = 1;
  memcpy(ARR_DATA_PTR(array), numbers, count * kNumberBytes);
  return PointerGetDatum(array);
}

Datum text_array_datum(const std::vector<std::string>& values) {
  std::vector<Datum> data;
  for (const std::string& value : values) data.push_back(text_datum(value));
  return array_datum(std::move(data), TEXTOID);
}

Datum int8_array_datum(const std::vector<int64>& values) {
  return pg_call([&] { return number_array(values.data(), values.size(), INT8OID); });
}

Datum float8_array_datum(const std::vector<double>& values) {
  return pg_call([&] { return number_array(values.data(), values.size(), FLOAT8OID); });
}

void put_row(ReturnSetInfo* result, std::span<const Value> row) {
  std::vector<Datum> values;
  std::unique_ptr<bool[]> nulls(new bool[row.size()]);
  for (size_t i = 0; i < row.size(); i++) {
    values.push_back(row[i].datum);
    nulls[i] = row[i].null;
  }
  pg_call([&] {
    if (result->setDesc->natts != static_cast<int>(row.size())) {
      elog(ERROR, "result has %d columns, row has %d", result->setDesc->natts,
           static_cast<int>(row.size()));
    }
    tuplestore_putvalues(result->setResult, result->setDesc, values.data(), nulls.get());
  });
}

}  // namespace tend::ext
