// SPDX-License-Identifier: PostgreSQL
// Text, arrays and rows between the server's Datums and C++ values.
#pragma once

#include "extension/boundary/pg.h"

namespace tend::ext {

// Copies a text Datum (detoasted); the database's encoding.
std::string string_from(Datum datum);
// A palloc'd text Datum in the current memory context.
Datum text_datum(std::string_view text);

// Between the database's encoding and UTF-8, which libpg_query takes. Invalid bytes: ServerError
// 22021. In a SQL_ASCII database the bytes are passed as they are.
std::string to_utf8(const std::string& text);
std::string from_utf8(const std::string& text);

// The elements of a text[]; a NULL element is an error 22023 that names the argument.
std::vector<std::string> strings_from_array(Datum array, const char* argument);
std::vector<int64> int8s_from_array(Datum array, const char* argument);
std::vector<double> float8s_from_array(Datum array, const char* argument);

// An array of `count` numbers of 8 bytes, int8 or float8, as they lie in memory. Server code.
Datum number_array(const void* numbers, size_t count, Oid type);

Datum text_array_datum(const std::vector<std::string>& values);
Datum int8_array_datum(const std::vector<int64>& values);
Datum float8_array_datum(const std::vector<double>& values);

// A value for one column of a result row or one parameter of a query; NULL by default.
struct Value {
  Datum datum = 0;
  bool null = true;
  Oid type = UNKNOWNOID;

  // Without this overload a literal would become a boolean.
  static Value of(const char* text) { return of(std::string_view(text)); }
  static Value of(std::string_view text) { return {text_datum(text), false, TEXTOID}; }
  static Value of(int64 number) { return {Int64GetDatum(number), false, INT8OID}; }
  static Value of(int number) { return {Int32GetDatum(number), false, INT4OID}; }
  static Value of(double number) { return {Float8GetDatum(number), false, FLOAT8OID}; }
  static Value of(bool flag) { return {BoolGetDatum(flag), false, BOOLOID}; }
  static Value oid(Oid id) { return {ObjectIdGetDatum(id), false, OIDOID}; }
  static Value of(const std::vector<std::string>& values) {
    return {text_array_datum(values), false, TEXTARRAYOID};
  }
  static Value of(const std::vector<int64>& values) {
    return {int8_array_datum(values), false, INT8ARRAYOID};
  }
  static Value of(const std::vector<double>& values) {
    return {float8_array_datum(values), false, FLOAT8ARRAYOID};
  }
  static Value null_of(Oid type) { return {0, true, type}; }
};

// Appends a row to the function's materialized result.
void put_row(ReturnSetInfo* result, std::span<const Value> row);

}  // namespace tend::ext
