// SPDX-License-Identifier: PostgreSQL
#include "tests/bench/whatif/tables.h"

namespace tend::bench {

namespace {

using Statements = std::vector<std::string>;

const Statements kShop{
    R"(create table regions (id int primary key, name text not null))",
    R"(insert into regions select i, 'region ' || i from generate_series(0, 20) i)",
    R"(create table categories (id int primary key, name text not null, parent_id int))",
    R"(insert into categories select i, 'category ' || i, nullif(i / 4, 0)
       from generate_series(1, 100) i)",
    R"(create table warehouses (id smallint primary key, name text not null))",
    R"(insert into warehouses select i, 'warehouse ' || i from generate_series(1, 12) i)",
    R"(create table customers (id int primary key, email text not null,
       name text collate "en-x-icu" not null, region_id int not null, city text,
       signed_up date not null, balance numeric(12, 2), referrer int, vip boolean not null,
       phone text, profile jsonb not null))",
    R"(insert into customers select i, 'User' || i || '@example' || i % 50 || '.org',
       initcap(substr(md5(i::text), 1, 9)) || ' ' || initcap(substr(md5((i % 900)::text), 1, 7)),
       floor(power(random(), 2) * 21), 'city ' || floor(random() * random() * 800),
       date '2018-01-01' + i / 20, (random() * 10000)::numeric(12, 2),
       case when random() < 0.1 then 1 + floor(random() * 40000) end, random() < 0.01,
       case when random() < 0.05 then '+49' || 1000000 + i end,
       jsonb_build_object('lang', (array['en', 'de', 'fr', 'pl'])[1 + floor(power(random(), 3) * 4)],
                          'score', floor(random() * 1000), 'plan', 'p' || i % 700)
       from generate_series(1, 40000) i)",
    R"(create table orders (id int primary key, customer_id int not null, status text not null,
       placed_at timestamp not null, shipped_at timestamp, total numeric(10, 2) not null,
       coupon text, warehouse_id smallint not null, note text not null))",
    R"(insert into orders select i, 1 + floor(power(random(), 2) * 40000),
       case when r < 0.02 then 'new' when r < 0.1 then 'paid' when r < 0.95 then 'shipped'
            else 'returned' end,
       timestamp '2023-01-01' + i * interval '4 minutes' + random() * interval '2 hours',
       case when r > 0.12 then timestamp '2023-01-02' + i * interval '4 minutes' end,
       (power(random(), 3) * 1000)::numeric(10, 2),
       case when random() < 0.03 then 'C' || floor(random() * 400) end,
       1 + floor(random() * 12), repeat(md5(i::text), 3)
       from (select i, random() r from generate_series(1, 200000) i offset 0) s)",
    R"(create table products (id int primary key, sku text not null, name text not null,
       category_id int not null, price numeric(8, 2) not null, stock int not null,
       active boolean not null, description text not null))",
    R"(insert into products select i, 'SKU-' || substr(md5(i::text), 1, 10), 'product ' || i,
       1 + floor(power(random(), 2) * 100), (random() * 500)::numeric(8, 2),
       floor(power(random(), 4) * 1000), random() < 0.9, repeat(md5(i::text), 8)
       from generate_series(1, 20000) i)",
    R"(create table order_lines (order_id int not null, line_no int not null,
       product_id int not null, quantity int not null, price float8 not null,
       primary key (order_id, line_no)))",
    R"(insert into order_lines select 1 + i / 2, 1 + i % 2,
       1 + floor(power(random(), 1.5) * 20000), 1 + floor(random() * 10), random() * 500
       from generate_series(0, 399999) i)",
};

const Statements kKeyTypes{
    R"(create table readings (id bigint primary key, device numeric not null,
       kelvin numeric not null, value float8 not null, taken_at timestamptz not null,
       code uuid not null, level smallint not null, grade char(1) not null, ok boolean not null,
       batch bigint))",
    R"(insert into readings select i, floor(random() * 2000), (random() * 400)::numeric(9, 4),
       random() * 100, timestamptz '2024-01-01 00:00+00' + i * interval '30 seconds',
       md5(i::text)::uuid, floor(power(random(), 2) * 5), chr(65 + floor(random() * 6)::int),
       random() > 0.05, case when random() < 0.2 then floor(random() * 3000) end
       from generate_series(1, 150000) i)",
    R"(create table articles (id int primary key, slug text not null, title text not null,
       section text not null, body text not null))",
    R"(insert into articles select i, md5(i::text) || '-' || md5((i + 1)::text) || '-' ||
       md5((i + 2)::text), 'about ' || md5((i % 9000)::text), 'section ' || i % 8,
       repeat(md5(i::text), 12) from generate_series(1, 30000) i)",
    R"(create extension if not exists pg_trgm schema public)",
    R"(create table documents (id int primary key, tags text[] not null, numbers int[],
       body tsvector not null, title text not null, data jsonb not null, published boolean not null))",
    R"(insert into documents select i,
       (select array_agg('tag ' || floor(power(random(), 3) * 800)) from generate_series(0, i % 6)),
       case when i % 10 > 0 then
         (select array_agg(floor(power(random(), 2) * 5000)::int) from generate_series(0, i % 9)) end,
       to_tsvector('simple', 'word' || floor(power(random(), 2) * 3000) || ' other' || i % 100 ||
                   ' thing' || floor(random() * 1000)),
       'title of n' || floor(random() * 20000) || ' in ' || md5((i % 300)::text),
       jsonb_build_object('n', floor(random() * 9000), 'kind', 'kind ' || i % 30, 'k' || i % 50, true),
       random() < 0.1 from generate_series(1, 60000) i)",
    R"(create table settings (name text not null, value text))",
    R"(insert into settings select 'setting ' || i, i from generate_series(1, 25) i)",
    R"(create table empty_log (at timestamp, message text, level int))",
};

// The third quarter was made elsewhere: other column order, one column dropped.
const Statements kPartitions{
    R"(create table events (id bigint not null, user_id int not null, at timestamp not null,
       kind text not null, payload jsonb not null, duration int) partition by range (at))",
    R"(create table events_q1 partition of events for values from ('2024-01-01') to ('2024-04-01'))",
    R"(create table events_q2 partition of events for values from ('2024-04-01') to ('2024-07-01'))",
    R"(create table events_q3 (gone int, payload jsonb not null, at timestamp not null, duration int,
       kind text not null, user_id int not null, id bigint not null))",
    R"(alter table events_q3 drop column gone)",
    R"(alter table events attach partition events_q3
       for values from ('2024-07-01') to ('2024-10-01'))",
    R"(create table events_q4 partition of events for values from ('2024-10-01') to ('2025-01-01'))",
    R"(insert into events select i, 1 + floor(power(random(), 2) * 9000),
       timestamp '2024-01-01' + i * interval '130 seconds',
       (array['click', 'view', 'view', 'view', 'buy', 'error'])[1 + floor(power(random(), 2) * 6)],
       jsonb_build_object('page', 'page ' || floor(random() * 500)),
       case when random() < 0.5 then floor(random() * 1000) end
       from generate_series(1, 240000) i)",
};

// Every column tells something about another; a tenth of the shops send half of the parcels.
const Statements kParcels{
    R"(create table parcels (id int primary key, country text not null, city text not null,
       postcode int not null, carrier smallint not null, service smallint not null,
       status text not null, sent_on date not null, delivered_on date, shop_id int not null,
       shop_name text not null, batch int not null))",
    R"(insert into parcels select i, 'country ' || c % 30, 'city ' || c,
       c * 100 + floor(random() * 12), k, k * 3 + floor(random() * 3),
       case when i > 115000 then 'open' else 'done' end, date '2024-01-01' + i / 700,
       case when i <= 115000 then date '2024-01-02' + i / 700 + floor(power(random(), 2) * 10)::int end,
       s, 'shop of ' || s, i / 40
       from (select i, floor(power(random(), 2) * 400)::int c, floor(random() * 8)::int k,
             floor(power(random(), 4) * 4000)::int s from generate_series(1, 120000) i offset 0) p)",
    R"(create statistics parcels_sent_shop (ndistinct) on sent_on, shop_id from parcels)",
    R"(create statistics parcels_upper on (upper(shop_name)) from parcels)",
};

const Statements kViews{
    R"(create view order_overview as select o.id, o.placed_at, o.status, o.total, c.email, c.region_id
       from customers c join orders o on o.customer_id = c.id)",
    R"(create view paid_orders as select * from orders where status <> 'new')",
    R"(create view customer_totals as select c.id, c.email, sum(o.total) as total, count(*) as orders
       from customers c join orders o on o.customer_id = c.id group by c.id)",
    R"(create materialized view daily_sales as select date_trunc('day', placed_at) as day,
       warehouse_id, status, count(*) as orders, sum(total) as total from orders group by 1, 2, 3)",
    // What a statement may call: planning folds it, and it reads the table itself.
    R"(create function first_order(int) returns int language plpgsql immutable as
       $$ begin return (select min(id) from orders where customer_id = $1); end $$)",
};

}  // namespace

std::vector<std::string> table_statements() {
  Statements all{"drop schema if exists " + kSchema + " cascade", "create schema " + kSchema,
                 "set search_path = " + kSchema + ", public", "select setseed(0.4711)"};
  for (const Statements* part : {&kShop, &kKeyTypes, &kPartitions, &kParcels, &kViews}) {
    all.insert(all.end(), part->begin(), part->end());
  }
  all.push_back("vacuum analyze");
  return all;
}

}  // namespace tend::bench
