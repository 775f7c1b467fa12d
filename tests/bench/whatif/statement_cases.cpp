// SPDX-License-Identifier: PostgreSQL
// Statements: writes, views, CTEs, set operations, recursion, partitions, materialized views.
#include "tests/bench/whatif/case.h"

namespace tend::bench {

namespace {

Cases writes() {
  return {
      {"update by a foreign key",
       "update orders set total = 0 where customer_id = 35",
       {"create index on orders (customer_id)"}},
      {"update from a join",
       "update order_lines l set price = p.price from products p "
       "where p.id = l.product_id and p.sku = 'SKU-c4ca4238a0'",
       {"create index on order_lines (product_id)", "create index on products (sku)"}},
      {"delete by range",
       "delete from orders where placed_at < '2023-01-02'",
       {"create index on orders (placed_at)"}},
      {"delete by subquery",
       "delete from order_lines where product_id in (select id from products where stock > 996)",
       {"create index on order_lines (product_id)", "create index on products (stock)"}},
      {"insert from select",
       "insert into empty_log select placed_at, note, 1 from orders where coupon = 'C3'",
       {"create index on orders (coupon)"}},
      {"queue: for update skip locked",
       "select id from orders where status = 'new' order by placed_at limit 1 "
       "for update skip locked",
       {"create index on orders (placed_at) where status = 'new'"}},
      {"modifying CTE",
       "with gone as (delete from customers where phone = '+491000007' returning id) "
       "select * from gone",
       {"create index on customers (phone)"}},
  };
}

Cases queries() {
  return {
      {"view",
       "select * from order_overview where email = 'User44@example44.org'",
       {"create index on customers (email)", "create index on orders (customer_id)"}},
      {"view, partial index",
       "select * from order_overview where status = 'new' and region_id = 20",
       {"create index on orders (customer_id) where status = 'new'"}},
      {"view, expression index",
       "select * from order_overview where date_trunc('day', placed_at) = '2024-03-03'",
       {"create index on orders (date_trunc('day', placed_at))"}},
      {"view with a condition",
       "select * from paid_orders where customer_id = 101",
       {"create index on orders (customer_id)"}},
      {"view with groups",
       "select * from customer_totals where id = 4",
       {"create index on orders (customer_id) include (total)"}},
      {"CTE, inlined",
       "with recent as (select * from orders where placed_at > '2024-07-01') "
       "select * from recent where customer_id = 9",
       {"create index on orders (customer_id, placed_at)"}},
      {"CTE, materialized twice used",
       "with hot as materialized (select product_id, count(*) n from order_lines "
       "where product_id < 40 group by product_id) "
       "select a.product_id from hot a join hot b on a.n < b.n",
       {"create index on order_lines (product_id)"}},
      {"recursive CTE",
       "with recursive chain as (select id, referrer from customers where id = 7 union all "
       "select c.id, c.referrer from customers c join chain on c.referrer = chain.id) "
       "select count(*) from chain",
       {"create index on customers (referrer)"}},
      {"union all",
       "select id from orders where coupon = 'C1' union all select id from customers "
       "where referrer = 6",
       {"create index on orders (coupon)", "create index on customers (referrer)"}},
      {"subquery with limit",
       "select count(*) from (select * from orders where status = 'returned' "
       "order by placed_at desc limit 100) s",
       {"create index on orders (status, placed_at)"}},
      {"materialized view",
       "select * from daily_sales where day = '2023-08-08' and warehouse_id = 3",
       {"create index on daily_sales (day, warehouse_id)"}},
      {"existing index is better",
       "select * from orders where id = 500 and customer_id > 20",
       {"create index on orders (customer_id)"}},
  };
}

Cases partitions() {
  return {
      {"all partitions",
       "select * from events where user_id = 4321",
       {"create index on events (user_id)"}},
      {"one partition, pruned",
       "select * from events where user_id = 12 and at between '2024-08-01' and '2024-08-09'",
       {"create index on events (user_id, at)"}},
      {"latest of all partitions",
       "select * from events order by at desc limit 10",
       {"create index on events (at)"}},
      {"latest of one user",
       "select id, kind from events where user_id = 2 order by at desc limit 3",
       {"create index on events (user_id, at desc)"}},
      {"partial on partitions",
       "select count(*) from events where kind = 'error' and at > '2024-08-15'",
       {"create index on events (at) where kind = 'error'"}},
      {"expression on partitions",
       "select id from events where payload ->> 'page' = 'page 77'",
       {"create index on events ((payload ->> 'page'))"}},
      {"payload on partitions",
       "select sum(duration) from events where user_id between 30 and 40",
       {"create index on events (user_id) include (duration)"}},
      {"one leaf by name",
       "select * from events_q3 where user_id = 4321",
       {"create index on events_q3 (user_id)"}},
      {"join into partitions",
       "select c.email, e.kind from customers c join events e on e.user_id = c.id "
       "where c.id in (3, 33, 333)",
       {"create index on events (user_id)"}},
  };
}

}  // namespace

Cases statement_cases() {
  Cases all = writes();
  for (const Cases& more : {queries(), partitions()})
    all.insert(all.end(), more.begin(), more.end());
  return all;
}

}  // namespace tend::bench
