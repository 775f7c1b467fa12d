-- SPDX-License-Identifier: PostgreSQL
-- All orders by country. Tested by make demo.
/* sales_by_country */ SELECT n.name, count(*) AS orders, sum(o.total) AS revenue,
  avg(o.total) AS average
FROM orders AS o JOIN countries AS n ON n.code = o.country
WHERE o.channel = 'web'
GROUP BY n.name ORDER BY revenue DESC;
