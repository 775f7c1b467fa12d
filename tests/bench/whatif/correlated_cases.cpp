// SPDX-License-Identifier: PostgreSQL
// Columns that tell something about each other, keys of which few are frequent, and predicates over
// both: what a product of statistics gets wrong.
#include "tests/bench/whatif/case.h"

namespace tend::bench {

namespace {

Cases composites() {
  return {
      {"city and its country",
       "select * from parcels where country = 'country 7' and city = 'city 37'",
       {"create index on parcels (country, city)"}},
      {"country, city, postcode",
       "select count(*) from parcels where country = 'country 7' and city = 'city 37' and "
       "postcode > 3705",
       {"create index on parcels (country, city, postcode)"}},
      {"postcode before its city",
       "select id from parcels where postcode = 4711 and city = 'city 47'",
       {"create index on parcels (postcode, city)"}},
      {"carrier and its services",
       "select count(*) from parcels where carrier = 3 and service = 10",
       {"create index on parcels (carrier, service)"}},
      {"shop and its name, skewed",
       "select * from parcels where shop_id = 2000 and shop_name = 'shop of 2000'",
       {"create index on parcels (shop_id, shop_name)"}},
      {"all keys of correlated columns",
       "select shop_id, shop_name, count(*) from parcels group by shop_id, shop_name",
       {"create index on parcels (shop_id, shop_name)"}},
      {"skewed key, count of all",
       "select shop_id, count(*) from parcels group by shop_id",
       {"create index on parcels (shop_id)"}},
      {"days of sending and delivery",
       "select * from parcels where delivered_on = '2024-03-03' and sent_on = '2024-03-01'",
       {"create index on parcels (delivered_on, sent_on)"}},
      {"extended statistics on both",
       "select * from parcels where sent_on = '2024-03-01' and shop_id = 12",
       {"create index on parcels (sent_on, shop_id)"}},
      {"keys that stand together",
       "select id from parcels where batch = 700 and sent_on = '2024-02-03'",
       {"create index on parcels (batch, sent_on)"}},
      {"keys that stand together, in order",
       "select batch, postcode from parcels order by batch, postcode limit 100",
       {"create index on parcels (batch, postcode)"}},
      {"status and warehouse",
       "select status, warehouse_id, count(*) from orders group by 1, 2",
       {"create index on orders (status, warehouse_id)"}},
  };
}

Cases partial() {
  return {
      {"open and not delivered",
       "select * from parcels where status = 'open' and delivered_on is null and shop_id = 5",
       {"create index on parcels (shop_id) where status = 'open' and delivered_on is null"}},
      {"oldest that is open",
       "select id from parcels where status = 'open' and delivered_on is null order by sent_on "
       "limit 20",
       {"create index on parcels (sent_on) where status = 'open' and delivered_on is null"}},
      {"one service of a carrier",
       "select * from parcels where carrier = 3 and service = 10 and postcode = 2503",
       {"create index on parcels (postcode) where carrier = 3 and service = 10"}},
      {"all of one city",
       "select count(*) from parcels where country = 'country 7' and city = 'city 37'",
       {"create index on parcels (id) where country = 'country 7' and city = 'city 37'"}},
      {"open, all of them",
       "select sum(shop_id) from parcels where status = 'open' and delivered_on is null",
       {"create index on parcels (shop_id) where status = 'open' and delivered_on is null"}},
      {"carrier that lacks the service",
       "select * from parcels where carrier = 3 and service = 2 and shop_id = 9",
       {"create index on parcels (shop_id) where carrier = 3 and service = 2"}},
      {"unshipped and new",
       "select * from orders where shipped_at is null and status = 'new' and customer_id = 7",
       {"create index on orders (customer_id) where shipped_at is null and status = 'new'"}},
  };
}

}  // namespace

Cases correlated_cases() {
  Cases all = composites();
  const Cases more = partial();
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

}  // namespace tend::bench
