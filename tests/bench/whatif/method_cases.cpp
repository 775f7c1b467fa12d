// SPDX-License-Identifier: PostgreSQL
// Access methods beside the B-tree: GIN, BRIN and hash.
#include "tests/bench/whatif/case.h"

namespace tend::bench {

namespace {

Cases arrays() {
  return {
      {"array contains one",
       "select * from documents where tags @> array['tag 700']",
       {"create index on documents using gin (tags)"},
       false},
      {"array contains two",
       "select id from documents where tags @> array['tag 3', 'tag 9']",
       {"create index on documents using gin (tags)"},
       false},
      {"arrays overlap",
       "select * from documents where numbers && array[4000, 4001, 4002]",
       {"create index on documents using gin (numbers)"},
       false},
      {"array contained in another",
       "select count(*) from documents where numbers <@ array[1, 2, 3, 4]",
       {"create index on documents using gin (numbers)"},
       false},
      {"array and a range, two indexes",
       "select * from documents where tags @> array['tag 40'] and id < 3000",
       {"create index on documents using gin (tags)"},
       false},
      {"array, partial",
       "select * from documents where tags @> array['tag 700'] and published",
       {"create index on documents using gin (tags) where published"},
       false},
      {"two arrays in one index",
       "select * from documents where tags @> array['tag 2'] and numbers @> array[17]",
       {"create index on documents using gin (tags, numbers)"},
       false},
  };
}

Cases texts_and_documents() {
  return {
      {"words of a text",
       "select * from documents where body @@ to_tsquery('simple', 'word50 & other7')",
       {"create index on documents using gin (body)"},
       false},
      {"words of an expression",
       "select id from documents where to_tsvector('simple', title) @@ to_tsquery('simple', 'n77')",
       {"create index on documents using gin (to_tsvector('simple', title))"},
       false},
      {"document contains a member",
       "select * from customers where profile @> '{\"plan\": \"p9\"}'",
       {"create index on customers using gin (profile)"},
       false},
      {"document contains a member, path operators",
       "select * from customers where profile @> '{\"plan\": \"p9\"}'",
       {"create index on customers using gin (profile jsonb_path_ops)"},
       false},
      {"document has a key",
       "select * from documents where data ? 'k7'",
       {"create index on documents using gin (data)"},
       false},
      {"choice between two operator classes",
       "select * from documents where data @> '{\"n\": 77}'",
       {"create index on documents using gin (data)",
        "create index on documents using gin (data jsonb_path_ops)"},
       false},
      {"text anywhere inside",
       "select * from documents where title like '%n1234%'",
       {"create index on documents using gin (title gin_trgm_ops)"},
       false},
      {"text inside, any case",
       "select * from customers where email ilike '%ser3999%'",
       {"create index on customers using gin (email gin_trgm_ops)"},
       false},
      {"text inside, two letters: no use",
       "select * from documents where title like '%n1%'",
       {"create index on documents using gin (title gin_trgm_ops)"},
       false},
  };
}

Cases block_ranges() {
  return {
      {"block ranges by time",
       "select count(*) from orders where placed_at between '2023-05-01' and '2023-05-03'",
       {"create index on orders using brin (placed_at)"}},
      {"block ranges, open end",
       "select * from readings where taken_at > '2024-02-20'",
       {"create index on readings using brin (taken_at)"}},
      {"block ranges, scattered column",
       "select * from readings where kelvin > 399",
       {"create index on readings using brin (kelvin)"}},
      {"block ranges of two columns",
       "select * from orders where placed_at > '2024-06-20' and id > 190000",
       {"create index on orders using brin (placed_at, id)"}},
      {"block ranges or a B-tree",
       "select * from orders where placed_at > '2024-07-10'",
       {"create index on orders using brin (placed_at)", "create index on orders (placed_at)"},
       true,
       "the range begins behind the last value that ANALYZE saw, and the planner asks a real index "
       "for the last there is"},
      {"block ranges on partitions",
       "select count(*) from events where at between '2024-05-01' and '2024-05-02'",
       {"create index on events using brin (at)"}},
  };
}

Cases hashes() {
  return {
      {"hash of a text",
       "select * from customers where email = 'User99@example49.org'",
       {"create index on customers using hash (email)"}},
      {"hash of a key in many rows",
       "select * from orders where customer_id = 12000",
       {"create index on orders using hash (customer_id)"}},
      {"hash and a join",
       "select c.email, o.total from customers c join orders o on o.customer_id = c.id"
       " where c.email = 'User99@example49.org'",
       {"create index on customers using hash (email)",
        "create index on orders using hash (customer_id)"}},
      {"hash, range: no use",
       "select * from orders where customer_id < 12",
       {"create index on orders using hash (customer_id)"}},
      {"hash or a B-tree",
       "select * from readings where code = 'c4ca4238-a0b9-2382-0dcc-509a6f75849b'",
       {"create index on readings using hash (code)", "create index on readings (code)"}},
  };
}

}  // namespace

Cases method_cases() {
  Cases all = arrays();
  for (const Cases& more : {texts_and_documents(), block_ranges(), hashes()}) {
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

}  // namespace tend::bench
