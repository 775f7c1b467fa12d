// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/capture/capture_ring.h"

#include "extension/boundary/shared_memory.h"
#include "extension/capture/bound_values.h"

namespace tend::ext {

namespace {

// 8 MB in all. At the default rate of 1 in 100 a server that runs 27,000 statements a second fills
// it in half a minute, the default time between two samples. What is overwritten is counted, and
// percentiles that rest on what is left are called estimated.
constexpr uint64 kSlots = 8192;
// A median statement of an application has 200 bytes; nine in ten fit with their values.
constexpr int kSlotSize = 1024;

// What a record holds besides its bytes, which are: search_path, text, packed values.
struct RecordHead {
  uint64 query_id;
  double duration_ms, planned_rows, actual_rows;
  Oid database, role;
  uint16 path_size, text_size, values_size, value_count;
  bool finished, has_text;
};

// The sequence says which lap a slot is at: position p is being written at 2p + 1 and complete at
// 2p + 2, so that a reader of p knows whether it came too early or too late.
struct Slot {
  pg_atomic_uint64 sequence;
  RecordHead head;
  char bytes[kSlotSize - sizeof(pg_atomic_uint64) - sizeof(RecordHead)];
};
constexpr int kRoom = sizeof(Slot::bytes);

static_assert(sizeof(Slot) == kSlotSize);
static_assert(std::is_trivially_copyable_v<RecordHead>);

// No lock: the slots are guarded by their sequences, the counters are atomic. The writers' counters
// are apart from the position, which every write changes.
struct Ring {
  pg_atomic_uint64 position;  // of the next record
  char padding[PG_CACHE_LINE_SIZE];
  pg_atomic_uint64 dropped, too_long;
  Slot slots[kSlots];
};

Ring* ring = NULL;

constexpr uint64 being_written(uint64 position) {
  return 2 * position + 1;
}
constexpr uint64 complete(uint64 position) {
  return 2 * position + 2;
}
// What a slot says before anything of this lap is written: complete in the lap before, 0 at first.
constexpr uint64 free_for(uint64 position) {
  return position < kSlots ? 0 : complete(position - kSlots);
}

void prepare(void* fresh) {
  Ring* made = static_cast<Ring*>(fresh);
  pg_atomic_init_u64(&made->position, 0);
  pg_atomic_init_u64(&made->dropped, 0);
  pg_atomic_init_u64(&made->too_long, 0);
  for (Slot& slot : made->slots) pg_atomic_init_u64(&slot.sequence, 0);
}

// The slot and its position, or NULL if its writer of the lap before is still at it. Positions are
// given out only with their slot, so every position below the ring's is complete or about to be.
Slot* take_slot(uint64* position) {
  *position = pg_atomic_read_u64(&ring->position);
  for (;;) {
    Slot* slot = &ring->slots[*position % kSlots];
    pg_read_barrier();
    if (pg_atomic_read_u64(&slot->sequence) == free_for(*position)) {
      if (pg_atomic_compare_exchange_u64(&ring->position, position, *position + 1)) return slot;
      continue;  // another session was quicker; *position is the new one
    }
    const uint64 now = pg_atomic_read_u64(&ring->position);
    if (now == *position) return NULL;
    *position = now;
  }
}

// What a longer record before has left behind is wiped out: with capture_literals turned off no
// text outlives the next lap.
void fill(Slot* slot, const RecordHead& head, const char* path, const char* text,
          const char* values) {
  const int used = slot->head.path_size + slot->head.text_size + slot->head.values_size;
  slot->head = head;
  char* end = slot->bytes;
  memcpy(end, path, head.path_size);
  end += head.path_size;
  memcpy(end, text, head.text_size);
  end += head.text_size;
  memcpy(end, values, head.values_size);
  end += head.values_size;
  if (end < slot->bytes + used) memset(end, 0, slot->bytes + used - end);
}

void write_slot(const RecordHead& head, const char* path, const char* text, const char* values) {
  uint64 position;
  Slot* slot = take_slot(&position);
  if (!slot) return count_dropped_capture();
  pg_atomic_write_u64(&slot->sequence, being_written(position));
  pg_write_barrier();
  fill(slot, head, path, text, values);
  pg_write_barrier();
  pg_atomic_write_u64(&slot->sequence, complete(position));
}

enum class Reading { kDone, kTooEarly, kTooLate };

Reading read_slot(uint64 position, Slot* copy) {
  Slot* slot = &ring->slots[position % kSlots];
  const uint64 before = pg_atomic_read_u64(&slot->sequence);
  if (before < complete(position)) return Reading::kTooEarly;
  if (before > complete(position)) return Reading::kTooLate;
  pg_read_barrier();
  memcpy(&copy->head, &slot->head, sizeof(RecordHead) + kRoom);
  pg_read_barrier();
  return pg_atomic_read_u64(&slot->sequence) == before ? Reading::kDone : Reading::kTooLate;
}

CapturedExecution unpack(const Slot& slot) {
  const RecordHead& head = slot.head;
  CapturedExecution execution{static_cast<int64>(head.query_id),
                              head.role,
                              head.finished,
                              head.duration_ms,
                              head.planned_rows,
                              head.actual_rows,
                              head.has_text,
                              {},
                              {},
                              {},
                              {}};
  const char* at = slot.bytes;
  execution.search_path.assign(at, head.path_size);
  at += head.path_size;
  execution.text.assign(at, head.text_size);
  at += head.text_size;
  unpack_bound_values({at, head.values_size}, head.value_count, execution.parameters,
                      execution.parameter_types);
  return execution;
}

// Of a position that nobody can have been given: the ring was made anew since.
uint64 first_position(uint64 since, uint64 end) {
  const uint64 oldest = end > kSlots ? end - kSlots : 0;
  return since > end ? oldest : std::max(since, oldest);
}

}  // namespace

void init_capture_ring() {
  add_shared_area({"pg_tend capture ring", sizeof(Ring), prepare, reinterpret_cast<void**>(&ring)});
}

void count_dropped_capture() {
  if (ring) pg_atomic_fetch_add_u64(&ring->dropped, 1);
}

void write_captured(const ExecutionRecord& record) {
  if (!ring) return;
  const bool has_text = !record.text.empty();
  Size path_size = record.search_path ? strlen(record.search_path) : 0;
  if (!has_text && path_size > kRoom) path_size = 0;
  char values[kRoom];
  PackedValues packed;
  if (path_size + record.text.size() > kRoom) {
    packed.fits = false;
  } else if (has_text) {
    packed = pack_bound_values(record.parameters, values,
                               static_cast<int>(kRoom - path_size - record.text.size()));
  }
  if (!packed.fits) {
    pg_atomic_fetch_add_u64(&ring->too_long, 1);
    return;
  }
  RecordHead head;
  memset(&head, 0, sizeof head);
  head.query_id = record.query_id;
  head.duration_ms = record.duration_ms;
  head.planned_rows = record.planned_rows;
  head.actual_rows = record.actual_rows;
  head.database = MyDatabaseId;
  head.role = record.role;
  head.path_size = static_cast<uint16>(path_size);
  head.text_size = static_cast<uint16>(record.text.size());
  head.values_size = static_cast<uint16>(packed.size);
  head.value_count = static_cast<uint16>(packed.count);
  head.finished = record.finished;
  head.has_text = has_text;
  write_slot(head, record.search_path, record.text.data(), values);
}

CapturedBatch read_captured(Oid database, uint64 since_position) {
  CapturedBatch batch{{}, 0, 0};
  if (!ring) return batch;
  const uint64 end = pg_atomic_read_u64(&ring->position);
  uint64 position = first_position(since_position, end);
  if (since_position < position) batch.lost = position - since_position;
  Slot copy;
  for (; position < end; position++) {
    const Reading reading = read_slot(position, &copy);
    if (reading == Reading::kTooEarly) break;  // its writer will be done by the next time
    if (reading == Reading::kTooLate) {
      batch.lost++;
    } else if (copy.head.database == database) {
      batch.executions.push_back(unpack(copy));
    }
  }
  batch.position = position;
  return batch;
}

CaptureCounts capture_counts() {
  if (!ring) return {0, 0, 0};
  return {pg_atomic_read_u64(&ring->position), pg_atomic_read_u64(&ring->dropped),
          pg_atomic_read_u64(&ring->too_long)};
}

}  // namespace tend::ext
