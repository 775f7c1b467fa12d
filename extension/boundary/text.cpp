// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/boundary/text.h"

#include "extension/boundary/guard.h"

namespace tend::ext {

namespace {

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
    if (elements.nulls[i]) {
      throw ServerError(Failure{FailureCode::kInvalidParameter,
                                std::string(argument) + " must not contain NULL elements", "", "",
                                ""});
    }
  }
  return elements;
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
  const Elements elements = elements_of(array, INT8OID, argument);
  std::vector<int64> result;
  for (int i = 0; i < elements.count; i++) result.push_back(DatumGetInt64(elements.values[i]));
  return result;
}

std::vector<double> float8s_from_array(Datum array, const char* argument) {
  const Elements elements = elements_of(array, FLOAT8OID, argument);
  std::vector<double> result;
  for (int i = 0; i < elements.count; i++) result.push_back(DatumGetFloat8(elements.values[i]));
  return result;
}

Datum text_array_datum(const std::vector<std::string>& values) {
  std::vector<Datum> data;
  for (const std::string& value : values) data.push_back(text_datum(value));
  return array_datum(std::move(data), TEXTOID);
}

Datum int8_array_datum(const std::vector<int64>& values) {
  std::vector<Datum> data;
  for (const int64 value : values) data.push_back(Int64GetDatum(value));
  return array_datum(std::move(data), INT8OID);
}

Datum float8_array_datum(const std::vector<double>& values) {
  std::vector<Datum> data;
  for (const double value : values) data.push_back(Float8GetDatum(value));
  return array_datum(std::move(data), FLOAT8OID);
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
