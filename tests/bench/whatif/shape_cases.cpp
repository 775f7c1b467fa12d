// SPDX-License-Identifier: PostgreSQL
// Shapes: partial and unique indexes, operator classes and collations, expressions, several
// indexes in one bitmap.
#include "tests/bench/whatif/case.h"

namespace tend::bench {

namespace {

Cases partial_and_unique() {
  return {
      {"partial by status",
       "select * from orders where status = 'new' and placed_at > '2024-06-01'",
       {"create index on orders (placed_at) where status = 'new'"}},
      {"partial by boolean",
       "select * from customers where vip order by signed_up desc limit 20",
       {"create index on customers (signed_up) where vip"}},
      {"partial by null",
       "select * from orders where shipped_at is null and customer_id = 8",
       {"create index on orders (customer_id) where shipped_at is null"}},
      {"partial by not null",
       "select * from orders where coupon = 'C9'",
       {"create index on orders (coupon) where coupon is not null"}},
      {"partial by two conditions",
       "select id from orders where status = 'new' and warehouse_id = 3 order by placed_at limit "
       "10",
       {"create index on orders (placed_at) where status = 'new' and warehouse_id = 3"}},
      {"partial by range",
       "select count(*) from orders where total > 950",
       {"create index on orders (total) where total > 900"}},
      {"partial by list",
       "select * from orders where status in ('new', 'paid') and customer_id = 77",
       {"create index on orders (customer_id) where status in ('new', 'paid')"}},
      {"partial, not implied",
       "select * from orders where customer_id = 77",
       {"create index on orders (customer_id) where status = 'new'"}},
      {"unique text",
       "select * from customers where email = 'User5@example5.org'",
       {"create unique index on customers (email)"}},
      {"unique pair",
       "select * from articles where section = 'section 1' and slug = 'x'",
       {"create unique index on articles (section, slug)"}},
      {"unique with payload",
       "select name from products where sku = 'SKU-c4ca4238a0'",
       {"create unique index on products (sku) include (name)"}},
      {"unique makes a join removable",
       "select o.id from orders o left join customers c on c.email = o.note where o.id < 500",
       {"create unique index on customers (email)"}},
  };
}

Cases operator_classes() {
  return {
      {"prefix search, pattern operators",
       "select * from customers where email like 'User123%'",
       {"create index on customers (email text_pattern_ops)"}},
      {"prefix search, another collation",
       "select * from customers where name like 'Ab%'",
       {"create index on customers (name text_pattern_ops)"}},
      {"prefix search, C collation",
       "select * from products where sku like 'SKU-ab%'",
       {"create index on products (sku collate \"C\")"}},
      {"prefix search, default class: no use",
       "select * from products where sku like 'SKU-ab%'",
       {"create index on products (sku)"}},
      {"range under ICU",
       "select name from customers where name >= 'Ab' and name < 'Ac'",
       {"create index on customers (name)"}},
      {"order under ICU",
       "select id, name from customers order by name limit 25",
       {"create index on customers (name)"}},
      {"or of two columns",
       "select * from orders where customer_id = 17 or coupon = 'C17'",
       {"create index on orders (customer_id)", "create index on orders (coupon)"}},
      {"or of three arms",
       "select * from readings where device = 5 or batch = 6 or kelvin > 399.9",
       {"create index on readings (device)", "create index on readings (batch)",
        "create index on readings (kelvin)"},
       true,
       "the range ends with the table's last value, which ANALYZE may not have seen, and for which "
       "the "
       "planner asks a real index"},
      {"two ranges, two indexes",
       "select * from readings where kelvin between 20 and 30 and value between 40 and 42",
       {"create index on readings (kelvin)", "create index on readings (value)"}},
      {"choice between two indexes",
       "select * from orders where customer_id = 30000 and status = 'new'",
       {"create index on orders (status)", "create index on orders (customer_id)"}},
  };
}

Cases expressions() {
  return {
      {"lower()",
       "select * from customers where lower(email) = 'user99@example49.org'",
       {"create index on customers (lower(email))"}},
      {"lower(), prefix search",
       "select * from customers where lower(email) like 'user99%'",
       {"create index on customers (lower(email) text_pattern_ops)"}},
      {"lower(), order and limit",
       "select id from customers order by lower(email) limit 20",
       {"create index on customers (lower(email))"}},
      {"column and expression",
       "select * from customers where region_id = 0 and lower(email) = 'user40@example40.org'",
       {"create index on customers (region_id, lower(email))"}},
      {"date_trunc()",
       "select count(*) from orders where date_trunc('day', placed_at) = '2024-03-03'",
       {"create index on orders (date_trunc('day', placed_at))"}},
      {"cast to date, range",
       "select * from orders where placed_at::date between '2023-02-01' and '2023-02-02'",
       {"create index on orders ((placed_at::date))"}},
      {"member of jsonb",
       "select * from customers where profile ->> 'plan' = 'p9'",
       {"create index on customers ((profile ->> 'plan'))"}},
      {"number in jsonb, range",
       "select id from customers where (profile ->> 'score')::int > 995",
       {"create index on customers (((profile ->> 'score')::int))"}},
      {"arithmetic, equality",
       "select * from readings where device * 2 = 500",
       {"create index on readings ((device * 2))"}},
      {"two columns in one expression",
       "select * from orders where coalesce(shipped_at, placed_at) < '2023-01-03'",
       {"create index on orders (coalesce(shipped_at, placed_at))"}},
      {"expression, partial",
       "select * from customers where vip and lower(email) = 'user500@example0.org'",
       {"create index on customers (lower(email)) where vip"}},
      {"expression, unique",
       "select * from customers where upper(email) = 'USER3@EXAMPLE3.ORG'",
       {"create unique index on customers (upper(email))"}},
      {"folded function that reads the table",
       "select * from orders where customer_id = first_order(7)",
       {"create index on orders (customer_id)"},
       false},
  };
}

}  // namespace

Cases shape_cases() {
  Cases all = partial_and_unique();
  for (const Cases& more : {operator_classes(), expressions()}) {
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

}  // namespace tend::bench
