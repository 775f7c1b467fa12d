// SPDX-License-Identifier: PostgreSQL
// Statements of the star database that return few rows: filters on the fact or on one dimension,
// ranges, top-N, prefixes, expressions.
//
// Traps: 'first sales with a late promotion' and 'cheapest tickets on hold' have a LIMIT, and an
// index in its order would be walked through nearly all rows; 'purchases of a buyer by email'
// finds one who bought a thousand times, where the planner expects six; 'buyers of a street'
// filters by two columns that say the same thing; 'tickets without a device' and 'sales at a
// normal price' filter by what most rows have, so no index helps; 'takings of a month' wraps the
// column in a function.
// Tested by `make bench-index`.
#include "tests/bench/index/star.h"

namespace tend::bench {

std::vector<BenchStatement> star_lookups() {
  return {
      {"purchases of a buyer by email",
       R"(select s.sale_id, s.paid_at, s.seats, s.price from buyers b
          join ticket_sales s on s.buyer_id = b.buyer_id
          where b.email = 'Buyer31677@mail37.example' order by s.paid_at desc)",
       50},
      {"newest purchases of a busy buyer",
       R"(select sale_id, paid_at, show_id, price, status from ticket_sales
          where buyer_id = 7920 order by paid_at desc limit 20)",
       50},
      {"sale by reference",
       R"(select sale_id, buyer_id, show_id, seats, price, status from ticket_sales
          where reference = 'TS-45b9c0')",
       45},
      {"door list of a show",
       R"(select s.tier_id, b.surname, s.seats, s.reference from ticket_sales s
          join buyers b on b.buyer_id = s.buyer_id
          where s.show_id = 2377 and s.status = 'complete' order by s.tier_id, b.surname)",
       40},
      {"a week at a venue",
       R"(select sale_id, paid_at, tier_id, price from ticket_sales where venue_id = 140
          and paid_at >= '2023-03-06' and paid_at < '2023-03-13' order by paid_at)",
       30},
      {"disputes, newest first",
       R"(select sale_id, buyer_id, price, paid_at from ticket_sales
          where status = 'disputed' order by paid_at desc limit 50)",
       25},
      {"cheapest tickets on hold",
       R"(select sale_id, reference, seats, price from ticket_sales
          where status = 'held' and scanned_at is null order by price limit 25)",
       25},
      {"first sales with a late promotion",
       R"(select sale_id, paid_at, price from ticket_sales where promotion_id = 262
          order by paid_at limit 10)",
       8},
      {"dearest sales of a month",
       R"(select sale_id, buyer_id, price from ticket_sales
          where day_key between 20230601 and 20230630 and price > 600
          order by price desc limit 10)",
       10},
      {"gifts by phone in a year",
       R"(select sale_id, gift_message from ticket_sales where gift_message is not null
          and channel_id in (21, 22, 24) and day_key between 20220101 and 20221231)",
       4},
      {"shows by the start of the title",
       R"(select w.show_id, w.title, w.starts_at, count(s.sale_id) as sales from shows w
          left join ticket_sales s on s.show_id = w.show_id
          where w.title like 'Farewell to A%' and w.starts_at >= '2024-01-01'
          group by w.show_id, w.title, w.starts_at order by w.starts_at)",
       12},
      {"buyer by email in any case",
       R"(select buyer_id, surname, city from buyers
          where lower(email) = 'buyer40123@mail3.example')",
       40},
      {"buyers of a street",
       R"(select buyer_id, surname, points from buyers where city = 'city 5'
          and postcode = '10454' and newsletter order by points desc)",
       15},
      {"takings of a month",
       R"(select venue_id, sum(price) as takings from ticket_sales
          where date_trunc('month', paid_at) = timestamp '2022-09-01' group by venue_id
          order by takings desc limit 15)",
       5},
      {"sales of a reseller or at the VIP tiers",
       R"(select sale_id, channel_id, tier_id, price from ticket_sales
          where (channel_id = 15 or tier_id = 40) and paid_at >= '2024-10-01')",
       6},
      {"tickets without a device",
       R"(select count(*), sum(fee) from ticket_sales where device is null or device <> 'tablet')",
       2},
      {"sales at a normal price",
       R"(select seats, count(*), avg(price) from ticket_sales where price > 10 and seats < 8
          group by seats order by seats)",
       3},
      {"open refunds of an agent",
       R"(select refund_id, sale_id, amount, requested_at from refunds
          where agent = 55 and settled_at is null order by requested_at)",
       30},
  };
}

}  // namespace tend::bench
