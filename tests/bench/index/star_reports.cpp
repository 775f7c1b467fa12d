// SPDX-License-Identifier: PostgreSQL
// Statements of the star database that add up: joins of the fact with one to eight dimensions,
// grouping, windows, set operations, both facts together.
//
// Traps: in 'genres by country' the filter on a dimension keeps a skewed share of the fact (most
// sales are of the first venues and artists) that the planner takes for an average one; 'sales by
// channel' and 'weekends and weekdays' read the whole fact whatever there is; 'takings on
// holidays' can go through day_key or read it all; 'a year at the arenas' has many join orders, of
// which few begin with an index.
// Tested by `make bench-index`.
#include "tests/bench/index/star.h"

namespace tend::bench {

std::vector<BenchStatement> star_reports() {
  return {
      {"sales by channel",
       R"(select c.kind, c.name, count(*) as sales, sum(s.price) as takings from ticket_sales s
          join channels c on c.channel_id = s.channel_id group by c.kind, c.name
          order by takings desc)",
       3},
      {"genres by country",
       R"(select a.genre, v.country_code, sum(s.price) as takings, sum(s.seats) as seats
          from ticket_sales s join shows w on w.show_id = s.show_id
          join artists a on a.artist_id = w.artist_id join venues v on v.venue_id = s.venue_id
          where a.genre in ('opera', 'classical') and v.country_code = 'DK'
          and s.day_key between 20230701 and 20230930 group by a.genre, v.country_code)",
       6},
      {"takings on holidays",
       R"(select d.holiday, d.year, sum(s.price) as takings from calendar d
          join ticket_sales s on s.day_key = d.day_key where d.holiday is not null
          group by d.holiday, d.year order by d.year, takings desc)",
       4},
      {"a year at the arenas",
       R"(select v.name, w.title, a.name, c.kind, t.section, p.code, sum(s.price) as takings
          from ticket_sales s join calendar d on d.day_key = s.day_key
          join shows w on w.show_id = s.show_id join artists a on a.artist_id = w.artist_id
          join venues v on v.venue_id = w.venue_id
          join channels c on c.channel_id = s.channel_id
          join price_tiers t on t.tier_id = s.tier_id
          join buyers b on b.buyer_id = s.buyer_id
          join promotions p on p.promotion_id = s.promotion_id
          where d.year = 2023 and v.kind = 'arena' and b.segment = 'fan' and t.standing
          and p.sponsor is not null
          group by v.name, w.title, a.name, c.kind, t.section, p.code order by takings desc)",
       2},
      {"venues ranked by month",
       R"(select * from (
            select d.month, s.venue_id, sum(s.price) as takings,
                   rank() over (partition by d.month order by sum(s.price) desc) as place
            from ticket_sales s join calendar d on d.day_key = s.day_key
            where d.year = 2022 and d.quarter = 2 group by d.month, s.venue_id) r
          where place <= 5 order by month, place)",
       5},
      {"running total of an artist",
       R"(select w.show_id, w.title, s.paid_at::date as day, sum(s.price) as takings,
                 sum(sum(s.price)) over (partition by w.show_id order by s.paid_at::date) as so_far
          from artists a join shows w on w.artist_id = a.artist_id
          join ticket_sales s on s.show_id = w.show_id where a.artist_id = 301
          group by w.show_id, w.title, s.paid_at::date order by w.show_id, day)",
       9},
      {"channels of the best artists",
       R"(with best as (
            select w.artist_id, sum(s.price) as takings from shows w
            join ticket_sales s on s.show_id = w.show_id
            where w.starts_at >= '2024-05-01' and w.starts_at < '2024-06-01'
            group by w.artist_id order by takings desc limit 10)
          select a.name, c.kind, count(*) as sales from best b
          join artists a on a.artist_id = b.artist_id join shows w on w.artist_id = b.artist_id
          join ticket_sales s on s.show_id = w.show_id
          join channels c on c.channel_id = s.channel_id
          where w.starts_at >= '2024-05-01' and w.starts_at < '2024-06-01'
          group by a.name, c.kind order by a.name, sales desc)",
       4},
      {"money in and out of a fortnight",
       R"(select day_key, sum(amount) as total, count(*) from (
            select day_key, price as amount from ticket_sales
            where day_key between 20240301 and 20240314
            union all
            select day_key, -amount from refunds
            where day_key between 20240301 and 20240314) m
          group by day_key order by day_key)",
       20},
      {"a month against that of the year before",
       R"(with monthly as (
            select d.year, d.month, s.venue_id, sum(s.price) as takings from ticket_sales s
            join calendar d on d.day_key = s.day_key
            where d.month = 11 and d.year in (2022, 2023) group by d.year, d.month, s.venue_id)
          select n.venue_id, n.takings, n.takings - o.takings as change from monthly n
          join monthly o on o.venue_id = n.venue_id and o.year = n.year - 1
          where n.takings > 3 * o.takings order by change desc limit 20)",
       3},
      {"crowds among the members",
       R"(select b.buyer_id, b.surname, sum(s.seats) as seats, count(*) as sales from buyers b
          join ticket_sales s on s.buyer_id = b.buyer_id
          where b.segment = 'member' and b.country_code = 'AT' and s.day_key >= 20230101
          group by b.buyer_id, b.surname having sum(s.seats) > 30 order by seats desc)",
       5},
      {"faithful buyers of a venue",
       R"(select count(distinct buyer_id) as buyers, count(distinct show_id) as shows, sum(price)
          from ticket_sales where venue_id = 78 and status = 'complete')",
       14},
      {"a quarter by week and by month",
       R"(select d.month, d.week, sum(s.price) as takings, sum(s.fee) as fees
          from ticket_sales s join calendar d on d.day_key = s.day_key
          where d.year = 2021 and d.quarter = 4 group by rollup (d.month, d.week)
          order by d.month, d.week)",
       4},
      {"promotions that nobody used",
       R"(select p.promotion_id, p.code, p.sponsor, count(s.sale_id) as uses from promotions p
          left join ticket_sales s on s.promotion_id = p.promotion_id and s.status = 'complete'
          where p.starts_on >= '2024-01-01' group by p.promotion_id, p.code, p.sponsor
          having count(s.sale_id) < 20 order by uses)",
       3},
      {"usual price at the stadiums",
       R"(select t.name, percentile_cont(0.5) within group (order by s.price) as usual
          from venues v join ticket_sales s on s.venue_id = v.venue_id
          join price_tiers t on t.tier_id = s.tier_id
          where v.kind = 'stadium' and v.closed_on is not null group by t.name order by t.name)",
       4},
      {"weekends and weekdays",
       R"(select d.weekend, c.kind, sum(s.seats) as seats, avg(s.price) from ticket_sales s
          join calendar d on d.day_key = s.day_key
          join channels c on c.channel_id = s.channel_id group by d.weekend, c.kind)",
       1},
      {"refunds of an agency's artists",
       R"(select a.name, count(r.refund_id) as refunds, sum(r.amount) as amount from artists a
          join shows w on w.artist_id = a.artist_id
          join ticket_sales s on s.show_id = w.show_id
          join refunds r on r.sale_id = s.sale_id
          where a.agency = 'agency 31' and r.approved group by a.name order by amount desc)",
       7},
      {"where an agency's public comes from",
       R"(select b.city, v.city as venue_city, count(*) as sales from artists a
          join shows w on w.artist_id = a.artist_id join venues v on v.venue_id = w.venue_id
          join ticket_sales s on s.show_id = w.show_id
          join buyers b on b.buyer_id = s.buyer_id
          where a.agency = 'agency 22' and v.kind in ('club', 'hall') and s.paid_at >= '2023-01-01'
          group by b.city, v.city having count(*) > 1 order by sales desc limit 25)",
       5},
      {"promotions at work in a week",
       R"(select p.code, c.name, t.section, sum(s.seats) as seats from promotions p
          join ticket_sales s on s.promotion_id = p.promotion_id
          join channels c on c.channel_id = s.channel_id
          join price_tiers t on t.tier_id = s.tier_id join calendar d on d.day_key = s.day_key
          where p.kind = 'bundle' and d.year = 2023 and d.week = 20
          group by p.code, c.name, t.section order by seats desc)",
       9},
      {"fraud by artist and seller",
       R"(select a.name, c.name as channel, c.partner, count(*) as refunds, sum(r.amount) as amount
          from refunds r join ticket_sales s on s.sale_id = r.sale_id
          join calendar d on d.day_key = r.day_key join channels c on c.channel_id = s.channel_id
          join shows w on w.show_id = s.show_id join artists a on a.artist_id = w.artist_id
          join venues v on v.venue_id = s.venue_id
          where r.reason = 'fraud' and d.year = 2024 and d.quarter = 1 and v.indoor
          group by a.name, c.name, c.partner order by amount desc limit 20)",
       6},
      {"guests from abroad at a festival",
       R"(select b.country_code, t.name, count(distinct s.buyer_id) as guests from venues v
          join shows w on w.venue_id = v.venue_id join artists a on a.artist_id = w.artist_id
          join ticket_sales s on s.show_id = w.show_id
          join price_tiers t on t.tier_id = s.tier_id
          join buyers b on b.buyer_id = s.buyer_id and b.country_code <> v.country_code
          left join refunds r on r.sale_id = s.sale_id
          left join promotions p on p.promotion_id = s.promotion_id
          where v.kind = 'field' and w.starts_at between '2024-06-14' and '2024-06-30'
          and a.genre in ('rock', 'metal', 'folk') and r.refund_id is null
          and (p.kind is null or p.kind = 'percent') group by b.country_code, t.name)",
       4},
      {"sales of the young on the phone",
       R"(select v.city, count(*) as sales from buyers b
          join ticket_sales s on s.buyer_id = b.buyer_id join venues v on v.venue_id = s.venue_id
          where b.born_on >= '2007-06-01' and s.device = 'ios' and s.seats >= 2
          group by v.city order by sales desc limit 10)",
       6},
  };
}

}  // namespace tend::bench
