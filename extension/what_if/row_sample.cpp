// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/what_if/row_sample.h"

namespace tend::ext {

namespace {

// A tenth of what ANALYZE reads at the default target: 24 MB, a moment on a disk that seeks.
constexpr BlockNumber kMaxBlocks = 3000;
// 2^64 divided by the golden ratio. Its multiples are spread evenly, wherever one stops (Knuth, The
// Art of Computer Programming 3, section 6.4).
constexpr uint64 kGoldenStep = UINT64CONST(0x9E3779B97F4A7C15);
// Blocks drawn by chance that were drawn before, until the next one behind is taken.
constexpr int kTries = 8;
constexpr uint64 kSeed = 1;
// Rows of the blocks read for each that is kept, at most: from more blocks the rows come, the less
// those that stand together weigh.
constexpr int kRowsSeenPerRow = 5;

// An error over a hidden row's value would show it, and a standby has no rows of unlogged tables.
bool may_sample(Relation table) {
  return table->rd_rel->relam == HEAP_TABLE_AM_OID && !RELATION_IS_OTHER_TEMP(table) &&
         (RelationIsPermanent(table) || !RecoveryInProgress()) &&
         check_enable_rls(RelationGetRelid(table), InvalidOid, true) != RLS_ENABLED;
}

struct Drawing {
  SampledRows* sampled;
  int room;
  int enough;  // rows after which no further block is read
  SampleKind kind;
  uint64 draws;
  BlockNumber* taken;  // [sampled->blocks]
};

void add_row(Drawing* drawing, HeapTuple row) {
  SampledRows* sampled = drawing->sampled;
  if (sampled->count == drawing->room) {
    drawing->room *= 2;
    sampled->rows = static_cast<HeapTuple*>(
        repalloc_huge(sampled->rows, static_cast<Size>(drawing->room) * sizeof(HeapTuple)));
  }
  sampled->rows[sampled->count++] = heap_copytuple(row);
}

void add_block(Relation table, Drawing* drawing, BlockNumber block, Snapshot snapshot,
               BufferAccessStrategy strategy) {
  Buffer buffer = ReadBufferExtended(table, MAIN_FORKNUM, block, RBM_NORMAL, strategy);
  LockBuffer(buffer, BUFFER_LOCK_SHARE);
  Page page = BufferGetPage(buffer);
  const OffsetNumber last = PageGetMaxOffsetNumber(page);
  for (OffsetNumber i = FirstOffsetNumber; i <= last; i++) {
    ItemId item = PageGetItemId(page, i);
    if (!ItemIdIsNormal(item)) continue;
    HeapTupleData row;
    row.t_tableOid = RelationGetRelid(table);
    row.t_data = reinterpret_cast<HeapTupleHeader>(PageGetItem(page, item));
    row.t_len = ItemIdGetLength(item);
    ItemPointerSet(&row.t_self, block, i);
    if (HeapTupleSatisfiesVisibility(&row, snapshot, buffer)) add_row(drawing, &row);
  }
  UnlockReleaseBuffer(buffer);
  drawing->sampled->blocks++;
}

BlockNumber drawn_block(Drawing* drawing) {
  const uint64 number = ++drawing->draws;
  const uint64 place = drawing->kind == SampleKind::kRows
                           ? number * kGoldenStep
                           : hash_bytes_uint32_extended(static_cast<uint32>(number), kSeed);
  return static_cast<BlockNumber>(((place >> 32) * drawing->sampled->all_blocks) >> 32);
}

bool is_taken(const Drawing* drawing, BlockNumber block) {
  const BlockNumber* end = drawing->taken + drawing->sampled->blocks;
  return std::find(static_cast<const BlockNumber*>(drawing->taken), end, block) != end;
}

// One that was not taken yet. REQUIRES: there is one.
BlockNumber next_block(Drawing* drawing) {
  BlockNumber block = drawn_block(drawing);
  for (int i = 0; i < kTries && is_taken(drawing, block); i++) block = drawn_block(drawing);
  while (is_taken(drawing, block)) block = (block + 1) % drawing->sampled->all_blocks;
  drawing->taken[drawing->sampled->blocks] = block;
  return block;
}

void read_blocks(Relation table, Drawing* drawing) {
  SampledRows* sampled = drawing->sampled;
  const BlockNumber most = Min(sampled->all_blocks, kMaxBlocks);
  drawing->taken =
      static_cast<BlockNumber*>(palloc((static_cast<Size>(most) + 1) * sizeof(BlockNumber)));
  Snapshot snapshot = RegisterSnapshot(GetTransactionSnapshot());
  BufferAccessStrategy strategy = GetAccessStrategy(BAS_BULKREAD);
  while (sampled->blocks < most && sampled->count < drawing->enough) {
    CHECK_FOR_INTERRUPTS();
    add_block(table, drawing, next_block(drawing), snapshot, strategy);
  }
  FreeAccessStrategy(strategy);
  UnregisterSnapshot(snapshot);
  pfree(drawing->taken);
}

int compare_places(const void* a, const void* b) {
  HeapTuple left = *static_cast<const HeapTuple*>(a);
  HeapTuple right = *static_cast<const HeapTuple*>(b);
  return static_cast<int>(ItemPointerCompare(&left->t_self, &right->t_self));
}

// One of every so many rows, by hash values instead of chance: as even as the rows stand, and
// blind to any period in them. The rest is given back.
void thin_out(SampledRows* sampled, int wanted) {
  const double step = static_cast<double>(sampled->count) / wanted;
  int next = 0;
  for (int i = 0; i < wanted; i++) {
    const uint64 chance = hash_bytes_uint32_extended(static_cast<uint32>(i), kSeed);
    const double place = (i + static_cast<double>(chance >> 11) / (UINT64CONST(1) << 53)) * step;
    const int taken = Max(next, Min(static_cast<int>(place), sampled->count - wanted + i));
    while (next < taken) heap_freetuple(sampled->rows[next++]);
    sampled->rows[i] = sampled->rows[next++];
  }
  while (next < sampled->count) heap_freetuple(sampled->rows[next++]);
  sampled->count = wanted;
}

}  // namespace

SampledRows sample_rows(Oid oid, SampleKind kind, int max_rows) {
  SampledRows sampled{};
  Relation table = table_open(oid, AccessShareLock);
  if (may_sample(table)) {
    sampled.all_blocks = RelationGetNumberOfBlocks(table);
    Drawing drawing{
        &sampled, max_rows, kind == SampleKind::kBlocks ? max_rows : max_rows * kRowsSeenPerRow,
        kind,     0,        NULL};
    sampled.rows =
        static_cast<HeapTuple*>(palloc(static_cast<Size>(drawing.room) * sizeof(HeapTuple)));
    read_blocks(table, &drawing);
    qsort(sampled.rows, static_cast<size_t>(sampled.count), sizeof(HeapTuple), compare_places);
    sampled.seen = sampled.count;
    if (kind == SampleKind::kRows && sampled.count > max_rows) thin_out(&sampled, max_rows);
  }
  table_close(table, NoLock);
  return sampled;
}

}  // namespace tend::ext
