// SPDX-License-Identifier: PostgreSQL
// The tables of the star database: what a ticket seller sold (ticket_sales, 400,000 rows, four
// years) and took back (refunds, 24,000), and eight dimensions: calendar, venues, artists, shows,
// buyers, channels, price_tiers, promotions.
//
// Traps in the data:
// - skew: few buyers buy most, one show in 25 sells a third of all tickets, few venues and
//   channels have most sales; an average selectivity is wrong for both ends;
// - correlation between columns: venue_id follows show_id, tier_id venue_id, device channel_id,
//   postcode city, capacity the kind of venue, and disputes and cancellations come from the last
//   channels only: the planner multiplies selectivities that are the same fact;
// - correlation with the order of rows: paid_at and day_key rise with sale_id, show_id nearly so;
//   a wide range of them reads few pages, buyers are scattered;
// - time: status 'held' is in the last percent of the rows only, and the last promotions are used
//   late only, so a walk in the order of paid_at with LIMIT reads nearly everything;
// - NULLs: promotion_id 88 %, gift_message 97 %, device, scanned_at, closed_on, settled_at.
// Tested by `make bench-index`.
#include "tests/bench/index/star.h"

namespace tend::bench {

namespace {

using Statements = std::vector<std::string>;

const Statements kSmallDimensions{
    R"(create table calendar (day_key int not null, day date not null, year smallint not null,
       quarter smallint not null, month smallint not null, week smallint not null,
       weekday smallint not null, weekend boolean not null, holiday text))",
    R"(insert into calendar select to_char(d, 'YYYYMMDD')::int, d, extract(year from d),
       extract(quarter from d), extract(month from d), extract(week from d),
       extract(isodow from d), extract(isodow from d) > 5,
       case to_char(d, 'MMDD') when '0101' then 'New Year' when '0501' then 'May Day'
            when '1031' then 'Halloween' when '1224' then 'Christmas Eve'
            when '1231' then 'New Year''s Eve' end
       from generate_series(timestamp '2021-01-01', timestamp '2025-06-30', '1 day') d)",
    R"(alter table calendar add primary key (day_key))",
    R"(create table channels (channel_id int not null, name text not null, kind text not null,
       partner text, commission numeric(4, 2) not null, country_code char(2)))",
    R"(insert into channels select i, 'channel ' || i,
       case when i <= 4 then 'app' when i <= 10 then 'web' when i <= 16 then 'partner'
            when i <= 20 then 'box office' else 'phone' end,
       case when i between 11 and 16 then 'partner ' || chr(54 + i) end,
       case when i between 11 and 16 then 8.5 else 1.5 end + i / 10.0,
       (array['DE', 'FR', 'PL', 'ES', null])[1 + i % 5] from generate_series(1, 24) i)",
    R"(alter table channels add primary key (channel_id))",
    R"(create table price_tiers (tier_id int not null, name text not null, section text not null,
       standing boolean not null, vip boolean not null, base_price numeric(8, 2) not null))",
    R"(insert into price_tiers select i, 'tier ' || i, 'section ' || chr(64 + (i + 4) / 5),
       i % 5 = 1, i % 20 = 0, 18 + i % 5 * 14 + i / 5 * 3 from generate_series(1, 40) i)",
    R"(alter table price_tiers add primary key (tier_id))",
    R"(create table promotions (promotion_id int not null, code text not null, kind text not null,
       percent smallint not null, starts_on date not null, ends_on date not null, sponsor text))",
    R"(insert into promotions select i,
       (array['EARLY', 'FRIEND', 'STUDENT', 'PRESS', 'LAST'])[1 + i % 5] || lpad(i::text, 4, '0'),
       (array['percent', 'percent', 'fixed', 'bundle'])[1 + i % 4], 5 + i % 6 * 5,
       date '2021-01-01' + i * 4, date '2021-01-01' + i * 4 + 60 + i % 200,
       case when i % 7 = 0 then 'sponsor ' || i % 9 end from generate_series(1, 300) i)",
    R"(alter table promotions add primary key (promotion_id))",
};

// The venue of a show is a formula of its number, since sales repeat it.
const Statements kShows{
    R"(select setseed(0.11))",
    R"(create table venues (venue_id int not null, name text not null, city text not null,
       country_code char(2) not null, kind text not null, capacity int not null,
       opened date not null, indoor boolean not null, closed_on date))",
    R"(insert into venues select i, initcap(substr(md5('venue' || i), 1, 7)) || ' ' || kind,
       'city ' || 1 + floor(90 * power(r, 2)),
       (array['DE', 'FR', 'PL', 'ES', 'AT', 'IT', 'NL', 'DK'])[1 + floor(power(r, 2) * 8)], kind,
       case kind when 'stadium' then 30000 when 'arena' then 9000 when 'theatre' then 1100
                 when 'field' then 15000 else 350 end * (0.7 + s * 0.6),
       date '1950-01-01' + floor(s * 25000)::int, kind not in ('stadium', 'field'),
       case when t < 0.06 then date '2023-01-01' + floor(t * 9000)::int end
       from (select i, random() r, random() s, random() t,
                    (array['club', 'theatre', 'club', 'arena', 'hall', 'field', 'stadium'])
                    [1 + floor(power(random(), 1.6) * 7)] as kind
             from generate_series(1, 600) i) v)",
    R"(alter table venues add primary key (venue_id))",
    R"(create table artists (artist_id int not null, name text not null, genre text not null,
       origin char(2) not null, agency text, followers bigint not null, active boolean not null))",
    R"(insert into artists select i, initcap(substr(md5('artist' || i), 1, 4 + i % 6)) || ' ' ||
       (array['Trio', 'Band', 'Orchestra', 'and Friends', 'Project'])[1 + i % 5],
       (array['rock', 'pop', 'rock', 'pop', 'electronic', 'jazz', 'classical', 'hip hop', 'folk',
              'comedy', 'metal', 'opera'])[1 + floor(power(random(), 1.8) * 12)],
       (array['DE', 'FR', 'PL', 'ES', 'AT', 'IT', 'NL', 'DK'])[1 + floor(random() * 8)],
       case when random() < 0.7 then 'agency ' || floor(power(random(), 2) * 40) end,
       10000000 / i + floor(random() * 500), random() < 0.92 from generate_series(1, 1500) i)",
    R"(alter table artists add primary key (artist_id))",
    R"(create table shows (show_id int not null, title text not null, artist_id int not null,
       venue_id int not null, starts_at timestamp not null, onsale_at timestamp not null,
       kind text not null, status text not null, min_age smallint))",
    R"(insert into shows select i,
       (array['Night of ', 'The Return of ', 'Farewell to ', 'An Evening with ', 'Live: '])
       [1 + i % 5] || initcap(substr(md5('title' || i / 9), 1, 8)),
       1 + floor(1500 * power(random(), 2.5)),
       1 + floor(600 * power((i * 0.618034 % 1)::float8, 3)),
       timestamp '2021-01-11 20:00' + i / 5.26 * interval '1 day',
       timestamp '2020-11-01 10:00' + i / 5.26 * interval '1 day' - random() * interval '60 days',
       (array['concert', 'concert', 'comedy', 'family', 'sport'])[1 + floor(power(r, 2) * 5)],
       case when i % 25 = 0 then 'sold out' when r < 0.03 then 'cancelled'
       when r > 0.97 then 'moved'
            else 'done' end, case when r > 0.8 then 12 + i % 2 * 6 end
       from (select i, random() r from generate_series(1, 8000) i) s)",
    R"(alter table shows add primary key (show_id))",
};

const Statements kBuyers{
    R"(select setseed(0.12))",
    R"(create table buyers (buyer_id int not null, email text not null, surname text not null,
       city text not null, postcode text not null, country_code char(2) not null, born_on date,
       joined_on date not null, segment text not null, newsletter boolean not null,
       referred_by int, points int not null))",
    R"(insert into buyers select i, 'Buyer' || i || '@mail' || i % 40 || '.example',
       initcap(substr(md5((i % 7001)::text), 1, 8)), 'city ' || town,
       lpad((10000 + town * 90 + i % 12)::text, 5, '0'),
       (array['DE', 'FR', 'PL', 'ES', 'AT', 'IT', 'NL', 'DK'])[1 + town / 112],
       case when random() < 0.8 then date '1945-01-01' + floor(random() * 23000)::int end,
       date '2015-01-01' + i / 14,
       (array['casual', 'fan', 'casual', 'member', 'trade'])[1 + floor(power(random(), 3) * 5)],
       random() < 0.4, case when random() < 0.08 then 1 + floor(random() * 50000) end,
       floor(power(random(), 5) * 20000)
       from (select i, floor(power(random(), 2) * 890)::int as town
             from generate_series(1, 50000) i) b)",
    R"(alter table buyers add primary key (buyer_id))",
};

// 315 seconds between two sales: 400,000 of them fill the days from 2021-01-01 to 2024-12-28. A
// sale is for a show in the weeks after it; one in 25 shows is the one that everybody wants to see.
const Statements kSales{
    R"(select setseed(0.13))",
    R"(create table ticket_sales (sale_id int not null, day_key int not null,
       paid_at timestamp not null, show_id int not null, venue_id int not null,
       buyer_id int not null, channel_id int not null, tier_id int not null, promotion_id int,
       seats smallint not null, price numeric(8, 2) not null, fee numeric(6, 2) not null,
       status text not null, device text, scanned_at timestamp, reference text not null,
       gift_message text))",
    R"(insert into ticket_sales select i, to_char(paid_at, 'YYYYMMDD')::int, paid_at, show_id,
       venue_id,
       1 + floor(50000 * power(b, 3))::int * 7919::bigint % 50000, channel_id, tier_id,
       case when p < 0.12 then 1 + least(299, floor(power(p / 0.12, 0.7) * 300 * i / 400000)) end,
       seats, seats * (18 + tier_id % 5 * 14 + tier_id / 5 * 3) * (0.8 + d * 0.6),
       seats * (0.9 + channel_id % 4 * 0.8), status,
       case when channel_id <= 4 then (array['ios', 'android', 'android'])[1 + floor(d * 3)]
            when channel_id <= 10 then (array['desktop', 'ios', 'tablet'])[1 + floor(d * 3)] end,
       case when status = 'complete' and d < 0.88
            then timestamp '2021-01-11 19:00' + show_id / 5.26 * interval '1 day'
                 + b * interval '1 hour' end,
       'TS-' || lpad(to_hex(i * 7919::bigint % 16777216), 6, '0'),
       case when d > 0.97 then 'With love from ' || substr(md5(i::text), 1, 12) end
       from (select i, paid_at, show_id, venue_id, b, d, p,
       1 + floor(24 * power(c, 2.5))::int channel_id,
                    1 + venue_id % 8 * 5 + floor(5 * power(t, 2))::int tier_id,
                    1 + floor(power(d, 3) * 8)::int seats,
                    case when i > 395000 and p > 0.7 then 'held' when c > 0.995 then 'disputed'
                         when c > 0.965 then 'cancelled' else 'complete' end status
             from (select i, paid_at, show_id,
             1 + floor(600 * power((show_id * 0.618034 % 1)::float8, 3))::int
                          venue_id, random() b, random() c, random() d, random() p, random() t
                   from (select i, timestamp '2021-01-01' + i * interval '315 seconds' paid_at,
                                case when random() < 0.35 then show - show % 25 + 25 else show end
                                show_id
                         from (select i, greatest(1, least(7950, floor(i / 274.286 * 5.26
                                      - ln(1 - random()) * 230)))::int show
                               from generate_series(1, 400000) i) a) b) c) d)",
    R"(alter table ticket_sales add primary key (sale_id))",
    R"(alter table ticket_sales alter column seats set statistics 1400)",
    R"(select setseed(0.14))",
    R"(create table refunds (refund_id int not null, sale_id int not null, day_key int not null,
       reason text not null, amount numeric(8, 2) not null, agent int, approved boolean not null,
       requested_at timestamp not null, settled_at timestamp))",
    R"(insert into refunds select i, sale_id, to_char(requested_at, 'YYYYMMDD')::int,
       (array['illness', 'cancelled', 'moved', 'duplicate', 'fraud', 'goodwill'])
       [1 + floor(power(r, 2.2) * 6)], 12 + power(r, 2) * 300,
       case when r > 0.3 then 1 + floor(r * 60) end, r < 0.9, requested_at,
       case when r < 0.85 then requested_at + r * interval '12 days' end
       from (select i, sale_id, random() r, timestamp '2021-01-01'
                    + sale_id * interval '315 seconds' + random() * interval '40 days' requested_at
             from (select i, i * 16 + floor(random() * 16)::int sale_id
                   from generate_series(1, 24000) i) a) b)",
    R"(alter table refunds add primary key (refund_id))",
};

}  // namespace

std::vector<std::string> star_tables() {
  Statements all;
  for (const Statements* part : {&kSmallDimensions, &kShows, &kBuyers, &kSales}) {
    all.insert(all.end(), part->begin(), part->end());
  }
  all.push_back("alter table buyers alter column newsletter set statistics 200");
  all.push_back(
      "vacuum analyze calendar, channels, price_tiers, promotions, venues, artists, shows, buyers, "
      "ticket_sales, refunds");
  return all;
}

}  // namespace tend::bench
