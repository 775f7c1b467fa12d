-- What tend.what_if() refuses, each with the server's own SQLSTATE, and that the session goes on.
CREATE EXTENSION pg_tend;
CREATE TABLE item (id int PRIMARY KEY, owner int, made timestamptz, doc jsonb);
CREATE VIEW item_view AS SELECT * FROM item;
CREATE MATERIALIZED VIEW item_mat AS SELECT * FROM item;
CREATE SEQUENCE item_sequence;
CREATE FUNCTION what(query text, VARIADIC indexes text[] DEFAULT '{}') RETURNS text LANGUAGE plpgsql AS $$
DECLARE hint text;
BEGIN
  PERFORM * FROM tend.what_if(query, indexes);
  RETURN 'fine';
EXCEPTION WHEN others THEN
  GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
  RETURN sqlstate || ' ' || sqlerrm || CASE WHEN hint <> '' THEN ' (' || hint || ')' ELSE '' END;
END $$;

-- arguments
SELECT * FROM tend.what_if(NULL, NULL);
SELECT * FROM tend.what_if('SELECT 1', ARRAY['CREATE INDEX ON item (owner)', NULL]);
SELECT what('SELECT 1', '');
-- an error quotes its element, as far as it takes to find it
SELECT * FROM tend.what_if('SELECT 1', ARRAY['CREATE INDEX ON item (owner)', 'CREATE INDEX ON item (no_such_column)']);
SELECT * FROM tend.what_if('SELECT 1', ARRAY['DROP INDEX no_such_index']);
SELECT * FROM tend.what_if('SELECT 1', ARRAY['CREATE INDEX ON item (no_such_function(owner, $$' || repeat('long ', 100) || '$$))']);
SELECT what('SELECT 1', 'CREATE INDEX ON item (owner'), what('SELECT 1', 'rubbish');
SELECT what('SELECT 1', 'CREATE INDEX ON item (owner); CREATE INDEX ON item (id)');
SELECT what('SELECT 1', 'CREATE TABLE t (a int)');

-- elements
SELECT what('SELECT 1', 'CREATE INDEX ON item USING spgist (doc)');
SELECT what('SELECT 1', 'CREATE UNIQUE INDEX ON item USING hash (doc)');
SELECT what('SELECT 1', 'CREATE INDEX ON item USING hash (id, doc)');
SELECT what('SELECT 1', 'CREATE INDEX ON item USING brin (id DESC)');
SELECT what('SELECT 1', 'CREATE INDEX ON item USING hash (id) INCLUDE (doc)');
SELECT what('SELECT 1', 'CREATE INDEX ON item USING gin (id)');
SELECT what('SELECT 1', 'CREATE INDEX ON item USING no_such_method (doc)');
SELECT what('SELECT 1', 'CREATE INDEX ON no_such_table (id)');
SELECT what('SELECT 1', 'CREATE INDEX ON no_such_schema.item (id)');
SELECT what('SELECT 1', 'CREATE INDEX ON item (no_such_column)');
SELECT what('SELECT 1', 'CREATE INDEX ON item (owner) INCLUDE (no_such_column)');
SELECT what('SELECT 1', 'CREATE INDEX ON item (owner) WHERE no_such_column = 1');
SELECT what('SELECT 1', 'CREATE INDEX ON item (no_such_function(owner))');
SELECT what('SELECT 1', 'CREATE INDEX ON item (owner no_such_ops)');
SELECT what('SELECT 1', 'CREATE INDEX ON item (owner text_ops)');
SELECT what('SELECT 1', 'CREATE INDEX ON item (owner COLLATE "C")');
SELECT what('SELECT 1', 'CREATE INDEX ON item (ctid)');
SELECT what('SELECT 1', 'CREATE INDEX ON item ((made + interval ''1 day''))');
SELECT what('SELECT 1', 'CREATE INDEX ON item (owner) WHERE made > now()');
SELECT what('SELECT 1', 'CREATE INDEX ON item ((SELECT max(id) FROM item))');
SELECT what('SELECT 1', 'CREATE INDEX ON item (count(*))');
SELECT what('SELECT 1', 'CREATE INDEX ON item (owner) INCLUDE ((id + 1))');
SELECT what('SELECT 1', format('CREATE INDEX ON item (%s)',
                               (SELECT string_agg('owner', ', ') FROM generate_series(1, 33))));
SELECT what('SELECT 1', 'CREATE INDEX ON item_view (id)');
SELECT what('SELECT 1', 'CREATE INDEX ON item_sequence (last_value)');
SELECT what('SELECT 1', 'CREATE INDEX ON item_pkey (id)');
SELECT what('SELECT 1', 'CREATE INDEX ON item_mat (id)');
SELECT what('SELECT 1', 'CREATE INDEX ON pg_class (relname)');

-- the statement
SELECT what(''), what(' ; '), what('-- a comment only');
SELECT what('SELECT 1; SELECT 2');
SELECT what('SELEC 1');
SELECT what('SELECT * FROM no_such_table'), what('SELECT no_such_column FROM item');
SELECT what('SELECT no_such_function()'), what('SELECT 1 FROM item WHERE owner = ''x''');
SELECT what('VACUUM item'), what('CREATE TABLE x AS SELECT 1'), what('SELECT 1 INTO x');
SELECT what('EXPLAIN SELECT 1'), what('BEGIN'), what('PREPARE x AS SELECT 1');
SELECT what('COPY item TO stdout'), what('SET work_mem = 1'), what('DECLARE c CURSOR FOR SELECT 1');
SELECT what('SELECT 1 / 0');

-- a view as target: through its rule, like any statement on it
SELECT what('SELECT * FROM item_view WHERE owner = 5', 'CREATE INDEX ON item (owner)');
SELECT what('UPDATE item_view SET made = NULL WHERE owner = 5', 'CREATE INDEX ON item (owner)');
CREATE RULE twice AS ON INSERT TO item DO ALSO INSERT INTO item_mat VALUES (1);
SELECT what('INSERT INTO item VALUES (1)');
DROP RULE twice ON item;

-- nothing of this ended the transaction's good state or left a lock
BEGIN;
SELECT what('SELECT * FROM no_such_table'), what('SELECT 1', 'CREATE INDEX ON item USING spgist (doc)');
SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND relation = 'item'::regclass;
SELECT what('SELECT * FROM item', 'CREATE INDEX ON item (owner)');
COMMIT;
