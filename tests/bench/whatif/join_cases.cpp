// SPDX-License-Identifier: PostgreSQL
// Joins: nested loops into an index, merge joins, semi and anti joins, LATERAL, six tables.
#include "tests/bench/whatif/case.h"

namespace tend::bench {

Cases join_cases() {
  return {
      {"inner side of a nested loop",
       "select * from customers c join orders o on o.customer_id = c.id "
       "where c.id between 100 and 105",
       {"create index on orders (customer_id)"}},
      {"both sides",
       "select o.* from customers c join orders o on o.customer_id = c.id "
       "where c.email = 'User70@example20.org'",
       {"create index on customers (email)", "create index on orders (customer_id)"}},
      {"merge join",
       "select c.id, c.email, o.total from customers c join orders o on o.customer_id = c.id "
       "order by c.id limit 500",
       {"create index on orders (customer_id)"}},
      {"merge of two new indexes",
       "select count(*) from readings r join order_lines l on l.product_id = r.batch",
       {"create index on readings (batch)", "create index on order_lines (product_id)"}},
      {"one to many, filtered",
       "select o.id, l.product_id from orders o join order_lines l on l.order_id = o.id "
       "where o.status = 'new' and o.placed_at > '2024-06-25'",
       {"create index on orders (status, placed_at)"}},
      {"equality and join column",
       "select c.id, o.id from customers c join orders o on o.customer_id = c.id "
       "where c.region_id = 20 and o.status = 'new'",
       {"create index on orders (customer_id, status)", "create index on customers (region_id)"}},
      {"covering inner side",
       "select c.email, sum(o.total) from customers c join orders o on o.customer_id = c.id "
       "where c.signed_up = '2021-05-05' group by c.email",
       {"create index on orders (customer_id) include (total)",
        "create index on customers (signed_up)"}},
      {"left join",
       "select c.id, o.total from customers c left join orders o on o.customer_id = c.id "
       "and o.coupon is not null where c.signed_up < '2018-01-04'",
       {"create index on orders (customer_id) where coupon is not null"}},
      {"exists",
       "select c.id from customers c where c.vip and exists (select from orders o "
       "where o.customer_id = c.id and o.total > 900)",
       {"create index on orders (customer_id, total)"}},
      {"not exists",
       "select c.id from customers c where c.region_id = 20 and not exists (select from orders o "
       "where o.customer_id = c.id)",
       {"create index on orders (customer_id)", "create index on customers (region_id)"}},
      {"in subquery",
       "select * from order_lines where product_id in (select id from products "
       "where category_id = 99 and not active)",
       {"create index on order_lines (product_id)", "create index on products (category_id)"}},
      {"correlated maximum",
       "select c.id, (select max(o.placed_at) from orders o where o.customer_id = c.id) "
       "from customers c where c.signed_up = '2019-09-09'",
       {"create index on orders (customer_id, placed_at)",
        "create index on customers (signed_up)"}},
      {"lateral, three each",
       "select c.id, l.id from customers c cross join lateral (select o.id from orders o "
       "where o.customer_id = c.id order by o.placed_at desc limit 3) l where c.region_id = 7",
       {"create index on orders (customer_id, placed_at desc)"}},
      {"self join by range",
       "select a.id, b.id from readings a join readings b on b.device = a.device "
       "and b.taken_at > a.taken_at where a.id = 500",
       {"create index on readings (device, taken_at)"}},
      {"join on two columns",
       "select a.id, b.id from articles a join articles b on b.section = a.section "
       "and b.title = a.title where a.id between 10 and 20",
       {"create index on articles (section, title)"}},
      {"join with tiny table",
       "select w.name, o.total from warehouses w join orders o on o.warehouse_id = w.id "
       "where w.name = 'warehouse 3' and o.total > 999",
       {"create index on orders (warehouse_id, total)"}},
      {"join by expression",
       "select c.id, p.id from products p join customers c on lower(c.email) = lower(p.name) "
       "where p.id < 20",
       {"create index on customers (lower(email))"}},
      {"three tables",
       "select o.id, l.quantity, p.name from orders o join order_lines l on l.order_id = o.id "
       "join products p on p.id = l.product_id where o.coupon = 'C5' and p.category_id = 3",
       {"create index on orders (coupon)", "create index on products (category_id)"}},
      {"six tables",
       "select o.id, c.email, p.name, k.name, w.name from orders o "
       "join customers c on c.id = o.customer_id join order_lines l on l.order_id = o.id "
       "join products p on p.id = l.product_id join categories k on k.id = p.category_id "
       "join warehouses w on w.id = o.warehouse_id where c.email like 'User12%' "
       "and o.placed_at > '2024-05-01' and k.name = 'category 12'",
       {"create index on customers (email text_pattern_ops)",
        "create index on orders (customer_id, placed_at)",
        "create index on order_lines (product_id)", "create index on products (category_id)",
        "create index on orders (warehouse_id)", "create index on categories (name)"}},
  };
}

}  // namespace tend::bench
