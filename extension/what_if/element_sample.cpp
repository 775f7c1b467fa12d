// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/what_if/element_sample.h"

#include "extension/what_if/row_values.h"

namespace tend::ext {

namespace {

// Documents of thousands of elements, or of megabytes: enough is known after so many.
constexpr int kMaxElements = 1000000;
constexpr Size kMaxBytes = Size{64} << 20;
constexpr int kFirstRoom = 10000;
// Stand for "a row without elements" and "a NULL element", which a GIN index stores too.
constexpr uint32 kEmpty = 0x656d7074;
constexpr uint32 kNull = 0x6e756c6c;

// One element of one row. Which it is, its hash code says: among a million elements a few hundred
// share one, which moves no size.
struct Element {
  uint32 code;
  uint32 bytes;  // as the index stores it
};

// The elements of all rows so far.
struct Elements {
  Element* all;
  int count;
  int room;
};

void add_element(Elements* elements, Element element) {
  if (elements->count == elements->room) {
    elements->room *= 2;
    elements->all = static_cast<Element*>(
        repalloc_huge(elements->all, static_cast<Size>(elements->room) * sizeof(Element)));
  }
  elements->all[elements->count++] = element;
}

int compare_elements(const void* a, const void* b) {
  const uint32 left = static_cast<const Element*>(a)->code;
  const uint32 right = static_cast<const Element*>(b)->code;
  return left < right ? -1 : left > right ? 1 : 0;
}

void sort_elements(Element* elements, int count) {
  qsort(elements, static_cast<size_t>(count), sizeof(Element), compare_elements);
}

// Drops repeats from `first` on: a row counts once for each of its elements.
void make_different(Elements* elements, int first) {
  Element* own = elements->all + first;
  const int count = elements->count - first;
  sort_elements(own, count);
  int kept = 0;
  for (int i = 0; i < count; i++) {
    if (i == 0 || own[i].code != own[kept - 1].code) own[kept++] = own[i];
  }
  elements->count = first + kept;
}

// What the operator class makes of one key.
struct Extraction {
  FmgrInfo extract;
  Oid collation;
  int16 length;  // of the stored type
  bool by_value;
};

Extraction extraction_of(const HypotheticalIndex* index, int position) {
  Extraction key{};
  fmgr_info(get_opfamily_proc(index->opfamily[position], index->opcintype[position],
                              index->opcintype[position], GIN_EXTRACTVALUE_PROC),
            &key.extract);
  const Oid collation = index->collation[position];
  key.collation = OidIsValid(collation) ? collation : DEFAULT_COLLATION_OID;
  char align;
  get_typlenbyvalalign(index->stored_type[position], &key.length, &key.by_value, &align);
  return key;
}

uint32 stored_bytes(const Extraction* key, Datum element) {
  if (key->length > 0) return static_cast<uint32>(key->length);
  if (key->length == -2) return static_cast<uint32>(strlen(DatumGetCString(element)) + 1);
  const Size plain = VARSIZE_ANY_EXHDR(DatumGetPointer(element));
  return static_cast<uint32>(plain + (plain < VARATT_SHORT_MAX ? VARHDRSZ_SHORT : VARHDRSZ));
}

void add_row(Elements* elements, Extraction* key, Datum value, bool is_null) {
  const int first = elements->count;
  int32 count = 0;
  bool* nulls = NULL;
  Datum* found = NULL;
  if (!is_null) {
    found = reinterpret_cast<Datum*>(DatumGetPointer(FunctionCall3Coll(
        &key->extract, key->collation, value, PointerGetDatum(&count), PointerGetDatum(&nulls))));
  }
  if (!found || count <= 0) add_element(elements, {is_null ? kNull : kEmpty, 0});
  for (int32 i = 0; found && i < count; i++) {
    if (nulls && nulls[i]) {
      add_element(elements, {kNull, 0});
    } else {
      add_element(elements, {datum_image_hash(found[i], key->by_value, key->length),
                             stored_bytes(key, found[i])});
    }
  }
  make_different(elements, first);
}

int compare_frequencies(const void* a, const void* b) {
  const double left = static_cast<const index::ElementFrequency*>(a)->occurrences;
  const double right = static_cast<const index::ElementFrequency*>(b)->occurrences;
  return left < right ? -1 : left > right ? 1 : 0;
}

// How many elements there are of each frequency, and how wide they are on average.
void count_frequencies(Elements* elements, ElementSample* sample) {
  sort_elements(elements->all, elements->count);
  index::ElementFrequency* each = static_cast<index::ElementFrequency*>(MemoryContextAllocHuge(
      CurrentMemoryContext, static_cast<Size>(elements->count) * sizeof(index::ElementFrequency)));
  int different = 0;
  double bytes = 0;
  for (int i = 0; i < elements->count; i++) {
    if (i > 0 && elements->all[i].code == elements->all[i - 1].code) {
      each[different - 1].occurrences++;
      continue;
    }
    each[different++] = {1, 1};
    bytes += elements->all[i].bytes;
  }
  qsort(each, static_cast<size_t>(different), sizeof(*each), compare_frequencies);
  int kept = 0;
  for (int i = 0; i < different; i++) {
    if (kept > 0 && each[kept - 1].occurrences == each[i].occurrences) {
      each[kept - 1].elements++;
    } else {
      each[kept++] = each[i];
    }
  }
  sample->frequencies = each;
  sample->count = kept;
  sample->width = Max(1.0, bytes / different);
}

Size bytes_of(const KeyReader* reader, Datum value, bool is_null) {
  return is_null || reader->length != -1 ? 0 : toast_raw_datum_size(value);
}

struct Source {
  Extraction key;
  KeyReader reader;
  const TableSample* from;
  const SampledPart* part;
};

// Returns how many rows were read.
int read_elements(Source* source, Elements* elements) {
  MemoryContext each_row =
      AllocSetContextCreate(CurrentMemoryContext, "pg_tend sampled row", ALLOCSET_DEFAULT_SIZES);
  MemoryContext outside = MemoryContextSwitchTo(each_row);
  int rows = 0;
  Size bytes = 0;
  while (rows < source->part->count && elements->count < kMaxElements && bytes < kMaxBytes) {
    CHECK_FOR_INTERRUPTS();
    bool is_null;
    HeapTuple row = source->from->keys.sampled.rows[source->part->rows[rows++]];
    const Datum value = read_value(&source->reader, row, &is_null);
    bytes += bytes_of(&source->reader, value, is_null);
    add_row(elements, &source->key, value, is_null);
    MemoryContextReset(each_row);
  }
  MemoryContextSwitchTo(outside);
  MemoryContextDelete(each_row);
  return rows;
}

}  // namespace

bool sample_elements(const HypotheticalLeaf* leaf, int position, Node* expression,
                     const SampledPart* part, const TableSample* from, ElementSample* sample) {
  if (part->count == 0 || (expression && !may_evaluate(expression))) return false;
  Elements elements{};
  elements.room = kFirstRoom;
  elements.all = static_cast<Element*>(palloc(static_cast<Size>(kFirstRoom) * sizeof(Element)));
  Relation table = table_open(leaf->table, AccessShareLock);
  Source source{extraction_of(leaf->index, position),
                open_reader(table, leaf->columns[position], expression), from, part};
  sample->rows = read_elements(&source, &elements);
  close_reader(&source.reader);
  table_close(table, NoLock);
  count_frequencies(&elements, sample);
  return true;
}

}  // namespace tend::ext
