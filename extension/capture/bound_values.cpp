// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/capture/bound_values.h"

namespace tend::ext {

namespace {

constexpr int kNotKnown = -1;
constexpr int kPackedHead = sizeof(Oid) + sizeof(int16);
// A numeric holds four digits in two bytes, so this many cannot pass kLongestValue digits; what
// its exponent adds is seen in the text.
constexpr Size kLongestNumeric = kLongestValue / 2;

static_assert(kLongestValue > MAXDATELEN, "dates are written without a check");

// Text of bounded length; once something has no room, nothing more is added.
class ValueText {
 public:
  explicit ValueText(char* buffer) : buffer_(buffer) {}
  void add(char c) { add(&c, 1); }
  void add(const char* bytes, int count) {
    const size_t end = length_ + static_cast<size_t>(count);
    full_ = full_ || count < 0 || length_ > size_t{kLongestValue} || end > size_t{kLongestValue};
    if (full_) return;
    memcpy(buffer_ + length_, bytes, count);
    length_ = end;
  }
  int length() const { return full_ ? kNotKnown : static_cast<int>(length_); }

 private:
  char* buffer_;
  size_t length_ = 0;
  bool full_ = false;
};

// Data that lies there in full: nothing to fetch, decompress or flatten, each of which can fail.
bool is_plain(Datum value) {
  const struct varlena* data = reinterpret_cast<const struct varlena*>(DatumGetPointer(value));
  return !VARATT_IS_EXTERNAL(data) && !VARATT_IS_COMPRESSED(data);
}

int copy(const char* source, int length, char* buffer) {
  memcpy(buffer, source, length);
  return length;
}

int write_text(Datum value, char* buffer) {
  if (!is_plain(value)) return kNotKnown;
  const char* text = VARDATA_ANY(DatumGetPointer(value));
  const int length = static_cast<int>(VARSIZE_ANY_EXHDR(DatumGetPointer(value)));
  return copy(text, length <= kLongestValue ? length : pg_mbcliplen(text, length, kLongestValue),
              buffer);
}

int write_numeric(Datum value, char* buffer) {
  if (!is_plain(value) || VARSIZE_ANY_EXHDR(DatumGetPointer(value)) > kLongestNumeric) {
    return kNotKnown;
  }
  char* text = DatumGetCString(DirectFunctionCall1(numeric_out, value));
  const int length = static_cast<int>(strlen(text));
  if (length <= kLongestValue) copy(text, length, buffer);
  pfree(text);
  return length <= kLongestValue ? length : kNotKnown;
}

int write_uuid(const pg_uuid_t* uuid, char* buffer) {
  constexpr char kDigits[] = "0123456789abcdef";
  char* end = buffer;
  for (int i = 0; i < UUID_LEN; i++) {
    if (i == 4 || i == 6 || i == 8 || i == 10) *end++ = '-';
    *end++ = kDigits[uuid->data[i] >> 4];
    *end++ = kDigits[uuid->data[i] & 15];
  }
  return static_cast<int>(end - buffer);
}

int write_infinity(bool negative, char* buffer) {
  return negative ? copy("-infinity", 9, buffer) : copy("infinity", 8, buffer);
}

int write_date(DateADT date, char* buffer) {
  if (DATE_NOT_FINITE(date)) return write_infinity(DATE_IS_NOBEGIN(date), buffer);
  struct pg_tm parts;
  j2date(date + POSTGRES_EPOCH_JDATE, &parts.tm_year, &parts.tm_mon, &parts.tm_mday);
  EncodeDateOnly(&parts, USE_ISO_DATES, buffer);
  return static_cast<int>(strlen(buffer));
}

int write_time(TimeADT time, char* buffer) {
  struct pg_tm parts;
  fsec_t fraction;
  time2tm(time, &parts, &fraction);
  EncodeTimeOnly(&parts, fraction, false, 0, USE_ISO_DATES, buffer);
  return static_cast<int>(strlen(buffer));
}

int write_timestamp(Timestamp timestamp, Oid type, char* buffer) {
  if (TIMESTAMP_NOT_FINITE(timestamp)) {
    return write_infinity(TIMESTAMP_IS_NOBEGIN(timestamp), buffer);
  }
  const bool zoned = type == TIMESTAMPTZOID;
  struct pg_tm parts;
  fsec_t fraction;
  int offset = 0;
  const char* zone = NULL;
  if (timestamp2tm(timestamp, zoned ? &offset : NULL, &parts, &fraction, zoned ? &zone : NULL,
                   NULL) != 0) {
    return kNotKnown;
  }
  EncodeDateTime(&parts, fraction, zoned, offset, zone, USE_ISO_DATES, buffer);
  return static_cast<int>(strlen(buffer));
}

int write_interval(const Interval* interval, char* buffer) {
  tend_encode_interval(interval, buffer);
  const int length = static_cast<int>(strlen(buffer));
  return length > 0 ? length : kNotKnown;
}

// Types that are no varlena; buffer has room for the longest of them.
int write_fixed(Oid type, Datum value, char* buffer) {
  switch (type) {
    case BOOLOID: return copy(DatumGetBool(value) ? "t" : "f", 1, buffer);
    case INT2OID: return pg_ltoa(DatumGetInt16(value), buffer);
    case INT4OID: return pg_ltoa(DatumGetInt32(value), buffer);
    case INT8OID: return pg_lltoa(DatumGetInt64(value), buffer);
    case OIDOID: return pg_lltoa(DatumGetObjectId(value), buffer);
    case FLOAT4OID: return float_to_shortest_decimal_buf(DatumGetFloat4(value), buffer);
    case FLOAT8OID: return double_to_shortest_decimal_buf(DatumGetFloat8(value), buffer);
    case DATEOID: return write_date(DatumGetDateADT(value), buffer);
    case TIMEOID: return write_time(DatumGetTimeADT(value), buffer);
    case TIMESTAMPOID:
    case TIMESTAMPTZOID: return write_timestamp(DatumGetTimestamp(value), type, buffer);
    case INTERVALOID: return write_interval(DatumGetIntervalP(value), buffer);
    case UUIDOID: return write_uuid(DatumGetUUIDP(value), buffer);
    case NAMEOID: {
      const char* name = NameStr(*DatumGetName(value));
      return copy(name, static_cast<int>(strnlen(name, NAMEDATALEN)), buffer);
    }
    default: return kNotKnown;
  }
}

struct ElementType {
  Oid type;
  int16 length;
  char alignment;
};

// InvalidOid if arrays of the type are not written.
ElementType element_of(Oid array) {
  switch (array) {
    case INT2ARRAYOID: return {INT2OID, 2, TYPALIGN_SHORT};
    case INT4ARRAYOID: return {INT4OID, 4, TYPALIGN_INT};
    case INT8ARRAYOID: return {INT8OID, 8, TYPALIGN_DOUBLE};
    case TEXTARRAYOID: return {TEXTOID, -1, TYPALIGN_INT};
    case VARCHARARRAYOID: return {VARCHAROID, -1, TYPALIGN_INT};
    case UUIDARRAYOID: return {UUIDOID, UUID_LEN, TYPALIGN_CHAR};
    default: return {InvalidOid, 0, 0};
  }
}

void add_quoted(ValueText& text, const char* element) {
  const int length = static_cast<int>(VARSIZE_ANY_EXHDR(element));
  if (length > kLongestValue) return text.add(element, kLongestValue + 1);  // no room, surely
  const char* bytes = VARDATA_ANY(element);
  text.add('"');
  for (int i = 0; i < length; i++) {
    if (bytes[i] == '"' || bytes[i] == '\\') text.add('\\');
    text.add(bytes[i]);
  }
  text.add('"');
}

void add_element(ValueText& text, const ElementType& element, char* at) {
  char scratch[kLongestValue + 1];
  if (element.length == -1) return add_quoted(text, at);
  const bool by_value = element.length <= 8;
  const Datum value = fetch_att(at, by_value, element.length);
  text.add(scratch, write_fixed(element.type, value, scratch));
}

int write_array(Datum value, const ElementType& element, char* buffer) {
  if (!VARATT_IS_4B_U(DatumGetPointer(value))) return kNotKnown;
  ArrayType* array = reinterpret_cast<ArrayType*>(DatumGetPointer(value));
  if (ARR_NDIM(array) > 1 || ARR_ELEMTYPE(array) != element.type) return kNotKnown;
  const int count = ARR_NDIM(array) == 0 ? 0 : ARR_DIMS(array)[0];
  if (count > kLongestValue) return kNotKnown;
  const bits8* nulls = ARR_NULLBITMAP(array);
  char* at = ARR_DATA_PTR(array);
  ValueText text(buffer);
  text.add('{');
  for (int i = 0; i < count && text.length() != kNotKnown; i++) {
    if (i > 0) text.add(',');
    if (nulls && !(nulls[i / BITS_PER_BYTE] & (1 << (i % BITS_PER_BYTE)))) {
      text.add("NULL", 4);
      continue;
    }
    add_element(text, element, at);
    at = att_addlength_pointer(at, element.length, at);
    at = reinterpret_cast<char*>(att_align_nominal(at, element.alignment));
  }
  text.add('}');
  return text.length();
}

int write_value(Oid type, Datum value, char* buffer) {
  switch (type) {
    case TEXTOID:
    case VARCHAROID:
    case BPCHAROID: return write_text(value, buffer);
    case NUMERICOID: return write_numeric(value, buffer);
    default: break;
  }
  const ElementType element = element_of(type);
  if (element.type != InvalidOid) return write_array(value, element, buffer);
  return write_fixed(type, value, buffer);
}

char* put_packed(char* end, Oid type, int length, const char* bytes) {
  const int16 stored = static_cast<int16>(length);
  memcpy(end, &type, sizeof type);
  memcpy(end + sizeof type, &stored, sizeof stored);
  if (length > 0) memcpy(end + kPackedHead, bytes, length);
  return end + kPackedHead + std::max(length, 0);
}

}  // namespace

PackedValues pack_bound_values(ParamListInfo parameters, char* buffer, int room) {
  if (!parameters || parameters->paramFetch || parameters->numParams <= 0) return {};
  const int count = parameters->numParams;
  if (count > room / kPackedHead) return {.fits = false};
  int spare = room - count * kPackedHead;
  char value[kLongestValue + 1];
  char* end = buffer;
  for (int i = 0; i < count; i++) {
    const ParamExternData& parameter = parameters->params[i];
    if (parameter.isnull) {
      end = put_packed(end, parameter.ptype, kNotKnown, NULL);
      continue;
    }
    const int length = write_value(parameter.ptype, parameter.value, value);
    const bool known = length != kNotKnown && length <= spare;
    end = put_packed(end, known ? parameter.ptype : InvalidOid, known ? length : kNotKnown, value);
    if (known) spare -= length;
  }
  return {.count = count, .size = static_cast<int>(end - buffer), .fits = true};
}

void unpack_bound_values(std::span<const char> packed, int count,
                         std::vector<std::optional<std::string>>& values, std::vector<Oid>& types) {
  size_t at = 0;
  for (int i = 0; i < count && packed.size() - at >= kPackedHead; i++) {
    Oid type;
    int16 length;
    memcpy(&type, packed.data() + at, sizeof type);
    memcpy(&length, packed.data() + at + sizeof type, sizeof length);
    at += kPackedHead;
    types.push_back(type);
    if (length < 0 || static_cast<size_t>(length) > packed.size() - at) {
      values.emplace_back();
      continue;
    }
    values.emplace_back(std::string(packed.data() + at, length));
    at += length;
  }
}

}  // namespace tend::ext
