// SPDX-License-Identifier: PostgreSQL
// Keys that are computed: functions that keep values apart, functions that merge them, several
// columns in one, and what is asked of them.
#include "tests/bench/whatif/case.h"

namespace tend::bench {

namespace {

Cases texts() {
  return {
      {"lower() of few values",
       "select * from customers where lower(city) = 'city 12'",
       {"create index on customers (lower(city))"}},
      {"lower() of few values, a rare one",
       "select * from customers where lower(city) = 'city 777'",
       {"create index on customers (lower(city))"}},
      {"first letters",
       "select * from products where left(sku, 6) = 'SKU-ab'",
       {"create index on products (left(sku, 6))"}},
      {"length, range",
       "select id from customers where length(email) < 16",
       {"create index on customers (length(email))"}},
      {"part of a text",
       "select count(*) from customers where split_part(email, '@', 2) = 'example7.org'",
       {"create index on customers (split_part(email, '@', 2))"}},
      {"coalesce, the common value",
       "select id from orders where coalesce(coupon, 'none') = 'none' order by id limit 10",
       {"create index on orders (coalesce(coupon, 'none'), id)"}},
      {"coalesce, a rare value",
       "select * from orders where coalesce(coupon, 'none') = 'C17'",
       {"create index on orders (coalesce(coupon, 'none'))"}},
      {"two columns joined",
       "select * from orders where status || '/' || coupon = 'new/C17'",
       {"create index on orders ((status || '/' || coupon))"}},
      {"list of lower()",
       "select * from customers where lower(email) in ('user3@example3.org', "
       "'user4@example4.org')",
       {"create index on customers (lower(email))"}},
  };
}

Cases moments() {
  return {
      {"date_trunc('month')",
       "select count(*) from orders where date_trunc('month', placed_at) = '2023-11-01'",
       {"create index on orders (date_trunc('month', placed_at))"}},
      {"date_trunc('hour'), range",
       "select count(*) from orders where date_trunc('hour', placed_at) >= '2024-05-01' and "
       "date_trunc('hour', placed_at) < '2024-05-08'",
       {"create index on orders (date_trunc('hour', placed_at))"}},
      {"cast to date, equality",
       "select * from orders where placed_at::date = '2024-02-29'",
       {"create index on orders ((placed_at::date))"}},
      {"cast to date of a NULL-heavy column",
       "select * from orders where shipped_at::date = '2024-02-29' and warehouse_id = 5",
       {"create index on orders ((shipped_at::date), warehouse_id)"}},
      {"extract(year)",
       "select count(*) from customers where extract(year from signed_up) = 2021 and vip",
       {"create index on customers (extract(year from signed_up), vip)"}},
      {"difference of two columns",
       "select * from parcels where delivered_on - sent_on > 8",
       {"create index on parcels ((delivered_on - sent_on))"}},
      {"groups by day",
       "select placed_at::date, count(*) from orders group by 1",
       {"create index on orders ((placed_at::date))"}},
      {"join on a day",
       "select s.day, o.id from daily_sales s join orders o on date_trunc('day', o.placed_at) = "
       "s.day where s.day = '2023-08-08' and s.status = 'new'",
       {"create index on orders (date_trunc('day', placed_at))"}},
      {"day on partitions",
       "select count(*) from events where date_trunc('day', at) = '2024-08-03'",
       {"create index on events (date_trunc('day', at))"}},
  };
}

Cases documents_and_numbers() {
  return {
      {"->> of four values",
       "select id from customers where profile ->> 'lang' = 'pl' and vip",
       {"create index on customers ((profile ->> 'lang'), vip)"}},
      {"->> and a column",
       "select * from customers where profile ->> 'plan' = 'p77' and region_id = 3",
       {"create index on customers ((profile ->> 'plan'), region_id)"}},
      {"number in jsonb, equality",
       "select * from documents where (data ->> 'n')::int = 4711",
       {"create index on documents (((data ->> 'n')::int))"}},
      {"number in jsonb, order",
       "select id from customers order by (profile ->> 'score')::int desc limit 30",
       {"create index on customers (((profile ->> 'score')::int))"}},
      {"->> on partitions, two keys",
       "select id from events where payload ->> 'page' = 'page 9' and kind = 'buy'",
       {"create index on events ((payload ->> 'page'), kind)"}},
      {"remainder",
       "select count(*) from readings where mod(device, 10) = 3 and level = 4",
       {"create index on readings (mod(device, 10), level)"}},
      {"rounded",
       "select * from readings where round(kelvin) = 300",
       {"create index on readings (round(kelvin))"}},
      {"product of two columns",
       "select count(*) from order_lines where quantity * price > 4900",
       {"create index on order_lines ((quantity * price))"}},
      {"extended statistics on the expression",
       "select * from parcels where upper(shop_name) = 'SHOP OF 100'",
       {"create index on parcels (upper(shop_name))"}},
      {"boolean expression",
       "select count(*) from customers where (balance > 9900) = true",
       {"create index on customers ((balance > 9900))"}},
  };
}

}  // namespace

Cases expression_cases() {
  Cases all = texts();
  for (const Cases& more : {moments(), documents_and_numbers()}) {
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

}  // namespace tend::bench
