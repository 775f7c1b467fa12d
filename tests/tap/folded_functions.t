# SPDX-License-Identifier: PostgreSQL
# Functions that run while a statement is planned, and indexes that only the planner sees.
use strict;
use warnings;
use TendCluster;
use Test::More;

my $node = TendCluster->started('folded');
$node->safe_psql('postgres', q{
    CREATE EXTENSION pg_stat_statements;
    CREATE EXTENSION pg_tend;
    CREATE TABLE item AS
    SELECT g AS id, g % 1000 AS owner, CASE WHEN g % 50 = 0 THEN 'open' ELSE 'done' END AS state, g % 700 AS shop
      FROM generate_series(1, 20000) g;
    CREATE TABLE shop AS SELECT g AS id, 'shop ' || g AS name FROM generate_series(1, 700) g;
    ANALYZE item, shop;
    -- reads the very table that gets the index, by a plan of its own, made while planning
    CREATE FUNCTION newest(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS
      $$ DECLARE found int; BEGIN SELECT max(id) INTO found FROM item WHERE owner = $1; RETURN found; END $$;
    -- the same one level deeper, through another folded function
    CREATE FUNCTION newest_of_newest(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS
      $$ DECLARE found int; BEGIN SELECT count(*) INTO found FROM item WHERE owner = newest($1) OR shop = newest(5); RETURN found; END $$;
    CREATE FUNCTION look(int) RETURNS int LANGUAGE plpgsql AS
      $$ DECLARE line text; BEGIN
         FOR line IN EXPLAIN SELECT * FROM item WHERE owner = 5 LOOP
           IF line LIKE '%Index%' THEN RAISE 'a nested plan saw the hypothetical index: %', line; END IF;
         END LOOP; RETURN $1; END $$;
    CREATE FUNCTION explains(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN look($1); END $$;
    CREATE FUNCTION advises(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS
      $$ BEGIN PERFORM * FROM tend.what_if('SELECT * FROM item WHERE shop = 5', ARRAY['CREATE INDEX ON item (shop)']); RETURN $1; END $$;
    CREATE FUNCTION fails(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RAISE 'as I like'; END $$;
    CREATE FUNCTION pretends(state text) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RAISE 'stop everything' USING ERRCODE = state; END $$;
    CREATE FUNCTION catches(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS
      $$ BEGIN PERFORM fails(1); RETURN 0; EXCEPTION WHEN others THEN RETURN $1; END $$;
    CREATE FUNCTION by_owner(int) RETURNS SETOF item LANGUAGE sql STABLE AS 'SELECT * FROM item WHERE owner = $1';
    CREATE FUNCTION plus(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2';
    CREATE VIEW open_item AS SELECT * FROM item WHERE state = 'open';
    CREATE VIEW open_of_shop AS SELECT s.name, i.* FROM shop s JOIN open_item i ON i.shop = s.id;
});

sub what_if
{
    my ($query, $index) = @_;
    my ($output, $error, $state) = $node->try_sql(
        "SELECT cardinality(used), cost_after < cost_before FROM tend.what_if(\$q\$$query\$q\$, ARRAY[\$q\$$index\$q\$])");
    return $state ne '' ? $state : $output;
}

# The index on the table that the folded function reads: the outer plan takes it, the inner does not.
is(what_if('SELECT * FROM item WHERE id = newest(5)', 'CREATE INDEX ON item (id)'), '1|t', 'a folded function reads the table');
is(what_if('SELECT * FROM item WHERE owner = newest(5) % 7', 'CREATE INDEX ON item (owner)'), '1|t', 'by the column of the index');
is(what_if('SELECT * FROM item WHERE owner = newest_of_newest(5)', 'CREATE INDEX ON item (owner)'), '1|t', 'two levels deep');
is(what_if('SELECT * FROM item WHERE owner = explains(5)', 'CREATE INDEX ON item (owner)'), '1|t', 'nested plans do not see it');
is(what_if('SELECT * FROM item WHERE owner = catches(5)', 'CREATE INDEX ON item (owner)'), '1|t', 'an error caught inside is no error');
is(what_if('SELECT * FROM item WHERE owner = fails(5)', 'CREATE INDEX ON item (owner)'), 'P0001', 'one that is not comes out');
is(what_if('SELECT * FROM item WHERE owner = newest(5) % 7', 'CREATE INDEX ON item (owner)'), '1|t', 'and the next call works');
my $nested = what_if('SELECT * FROM item WHERE owner = advises(5)', 'CREATE INDEX ON item (owner)');
like($nested, qr/^(?:1\|t|\w{5})$/, "what_if inside what_if ends in good order ($nested)");
is(what_if('SELECT * FROM item WHERE owner = 5', 'CREATE INDEX ON item (owner)'), '1|t', 'and leaves the planner as it was');
is($node->safe_psql('postgres', 'SELECT newest(5)'), '19005', 'the functions plan as ever');

# Inlined functions and views: the table is not the statement's first.
is(what_if('SELECT * FROM by_owner(5)', 'CREATE INDEX ON item (owner)'), '1|t', 'an inlined set-returning function');
is(what_if('SELECT * FROM shop s, by_owner(5) i WHERE i.shop = s.id', 'CREATE INDEX ON item (owner)'), '1|t', 'an inlined function in a join');
is(what_if('SELECT * FROM item WHERE owner = plus(2, 3)', 'CREATE INDEX ON item (owner)'), '1|t', 'an inlined expression');
is(what_if('SELECT * FROM item WHERE plus(owner, 1) = 6', 'CREATE INDEX ON item (plus(owner, 1))'), '1|t', 'an index on an inlined function');
is(what_if('SELECT * FROM open_item WHERE owner = 50', q{CREATE INDEX ON item (owner) WHERE state = 'open'}), '1|t',
    'a partial index on a table reached through a view');
is(what_if(q{SELECT * FROM open_of_shop WHERE name = 'shop 5' AND owner = 50}, q{CREATE INDEX ON item (owner, shop) WHERE state = 'open'}), '1|t',
    'through a view on a view, as the second table of a join');
is(what_if('SELECT * FROM shop s LEFT JOIN open_item i ON i.shop = s.id AND lower(i.state) = s.name WHERE s.id = 5',
        q{CREATE INDEX ON item (shop, lower(state)) WHERE state = 'open'}), '1|t', 'an expression on the nullable side of an outer join');

# The same through recommend_indexes(), given and from the history.
my $texts = q{ARRAY['SELECT * FROM item WHERE owner = newest(5) % 7', 'SELECT * FROM open_of_shop WHERE name = ''shop 5'' AND owner = 50',
    'SELECT * FROM by_owner(5)', 'SELECT * FROM item WHERE shop = newest_of_newest(3)', 'SELECT * FROM item WHERE owner = fails(1)']};
is($node->safe_psql('postgres', "SELECT count(*) > 0 FROM tend.recommend_indexes(queries => $texts)"), 't', 'recommended');
is($node->safe_psql('postgres', 'SELECT planned, skipped FROM tend.advice_runs'), '4|1', 'all planned but the one that fails');
# A function that pretends to be a cancel, a shutdown or a lost connection ends its own statement only.
is($node->safe_psql('postgres', q{SELECT ddl FROM tend.recommend_indexes(queries => ARRAY['SELECT * FROM item WHERE owner = pretends(''57014'')',
        'SELECT * FROM item WHERE owner = pretends(''57P01'')', 'SELECT * FROM item WHERE owner = pretends(''55P03'')', 'SELECT * FROM item WHERE owner = pretends(''40001'')',
        'SELECT * FROM item WHERE owner = pretends(''08006'')', 'SELECT * FROM item WHERE owner = $1'])}),
    'CREATE INDEX item_owner_idx ON public.item USING btree (owner)', 'functions that pretend to be interrupts do not end the run');
is($node->safe_psql('postgres', 'SELECT planned, skipped FROM tend.advice_runs ORDER BY run_id DESC LIMIT 1'), '1|5', 'each is skipped by itself');
$node->safe_psql('postgres', 'SELECT count(*) FROM item WHERE owner = newest(5) % 7; SELECT count(*) FROM by_owner(5);');
is($node->safe_psql('postgres', q{SELECT count(*) > 0 FROM tend.recommend_indexes() WHERE relation = 'public.item'}), 't', 'from the history');
is($node->safe_psql('postgres', 'SELECT count(*) FROM item WHERE owner = newest(5) % 7'), 20, 'and everything still runs');

$node->stop;
done_testing();
