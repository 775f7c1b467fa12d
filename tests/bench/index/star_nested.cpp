// SPDX-License-Identifier: PostgreSQL
// Statements of the star database with subqueries: EXISTS, NOT EXISTS, IN, scalar ones, LATERAL;
// and self joins, DISTINCT, outer joins.
//
// Traps: a correlated subquery runs once a row of the outer query, so a small gain a probe counts
// often ('recent sales above the show's average'), and so does an outer estimate that is off;
// 'next sale of the same show' has a LIMIT inside; 'members who never bought' cannot do with fewer
// than all members; an index in the order of 'last sale of each show' spares its sort, but all
// rows of those shows are read all the same.
// Tested by `make bench-index`.
#include "tests/bench/index/star.h"

namespace tend::bench {

std::vector<BenchStatement> star_nested() {
  return {
      {"sales refunded for fraud",
       R"(select s.sale_id, s.buyer_id, s.price from ticket_sales s
          where s.day_key between 20240101 and 20240331 and exists (
            select from refunds r where r.sale_id = s.sale_id and r.reason = 'fraud'))",
       10},
      {"members who never bought",
       R"(select b.buyer_id, b.email from buyers b where b.segment = 'member'
          and not exists (select from ticket_sales s where s.buyer_id = b.buyer_id))",
       2},
      {"newcomers without a purchase",
       R"(select b.buyer_id, b.email from buyers b
          where b.joined_on between '2024-08-01' and '2024-08-07' and not exists (
            select from ticket_sales s
            where s.buyer_id = b.buyer_id and s.paid_at >= '2024-08-01'))",
       8},
      {"buyers for shows that moved",
       R"(select b.email, s.reference from ticket_sales s join buyers b on b.buyer_id = s.buyer_id
          where s.show_id in (select w.show_id from shows w where w.status = 'moved'
                              and w.starts_at between '2023-04-01' and '2023-04-30'))",
       12},
      {"recent sales above the show's average",
       R"(select s.sale_id, s.price from ticket_sales s where s.sale_id > 399985
          and s.price > (select avg(o.price) from ticket_sales o where o.show_id = s.show_id))",
       5},
      {"last three purchases of a city's members",
       R"(select b.buyer_id, b.surname, l.paid_at, l.price from buyers b
          cross join lateral (
            select s.paid_at, s.price from ticket_sales s where s.buyer_id = b.buyer_id
            order by s.paid_at desc limit 3) l
          where b.city = 'city 402' and b.segment = 'member')",
       12},
      {"next sale of the same show",
       R"(select s.sale_id, s.paid_at, n.sale_id as next_id, n.paid_at as next_at
          from ticket_sales s left join lateral (
            select o.sale_id, o.paid_at from ticket_sales o
            where o.show_id = s.show_id and o.paid_at > s.paid_at order by o.paid_at limit 1)
          n on true where s.buyer_id = 19481)",
       8},
      {"bought again within two days",
       R"(select a.sale_id, b.sale_id as again, a.buyer_id from ticket_sales a
          join ticket_sales b on b.buyer_id = a.buyer_id and b.show_id = a.show_id
          and b.sale_id > a.sale_id and b.paid_at <= a.paid_at + interval '2 days'
          where a.day_key between 20240501 and 20240531)",
       6},
      {"last sale of each show",
       R"(select distinct on (show_id) show_id, sale_id, paid_at, price from ticket_sales
          where show_id between 5000 and 5100 order by show_id, paid_at desc)",
       7},
      {"shows with their refunds",
       R"(select w.show_id, w.title, (
            select count(*) from ticket_sales s join refunds r on r.sale_id = s.sale_id
            where s.show_id = w.show_id) as refunds
          from shows w where w.status = 'cancelled' and w.starts_at between '2022-02-01'
          and '2022-02-10')",
       6},
      {"friends who bought",
       R"(select f.buyer_id, f.surname, count(s.sale_id) as sales, sum(s.price) as spent
          from buyers b join buyers f on f.referred_by = b.buyer_id
          left join ticket_sales s on s.buyer_id = f.buyer_id and s.status <> 'cancelled'
          where b.points > 19000 group by f.buyer_id, f.surname)",
       9},
      {"countries of a show's public",
       R"(select distinct b.country_code, b.city from ticket_sales s
          join buyers b on b.buyer_id = s.buyer_id where s.show_id = 3025)",
       15},
      {"artists seen at the same venue",
       R"(select distinct a2.name from shows w1 join shows w2 on w2.venue_id = w1.venue_id
          and w2.artist_id <> w1.artist_id join artists a2 on a2.artist_id = w2.artist_id
          where w1.artist_id = 977 and w2.starts_at >= '2023-06-01')",
       10},
      {"buyers or friends of a postcode",
       R"(select buyer_id, email from buyers where postcode = '12345'
          or referred_by in (select o.buyer_id from buyers o where o.postcode = '12345'))",
       6},
      {"shows that sold less than the one before",
       R"(with sold as (
            select w.show_id, w.venue_id, w.starts_at, coalesce(sum(s.seats), 0) as seats
            from shows w left join ticket_sales s on s.show_id = w.show_id
            where w.venue_id in (55, 56, 57) group by w.show_id, w.venue_id, w.starts_at),
          paired as (
            select *, lag(seats) over (partition by venue_id order by starts_at) as before
            from sold)
          select * from paired where seats < before / 4)",
       4},
      {"unsettled refunds of large sales",
       R"(select r.refund_id, r.amount, s.price, b.email from refunds r
          join ticket_sales s on s.sale_id = r.sale_id join buyers b on b.buyer_id = s.buyer_id
          where r.settled_at is null and r.amount > 300 and s.channel_id = any (
            select c.channel_id from channels c where c.kind = 'partner')
          order by r.amount desc limit 15)",
       18},
      {"buyers whose refunds exceed their purchases",
       R"(select s.buyer_id, sum(s.price) as spent, sum(r.amount) as refunded
          from refunds r join ticket_sales s on s.sale_id = r.sale_id
          where r.requested_at >= '2024-11-01' and r.reason in ('goodwill', 'duplicate')
          group by s.buyer_id having sum(r.amount) > sum(s.price) order by refunded desc)",
       7},
  };
}

}  // namespace tend::bench
