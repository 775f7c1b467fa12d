-- SPDX-License-Identifier: PostgreSQL
-- The menu on every page. Tested by make demo.
/* category_menu */ SELECT id, name FROM categories WHERE featured ORDER BY name;
