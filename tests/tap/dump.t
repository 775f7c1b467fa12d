# SPDX-License-Identifier: PostgreSQL
# pg_dump and pg_restore carry open and dismissed recommendations with their ids, and nothing else;
# DROP EXTENSION leaves nothing whatever was recorded.
use strict;
use warnings;
use TendCluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = TendCluster->started('dump');
$node->safe_psql('postgres', 'CREATE DATABASE shop');
$node->safe_psql('shop', q{
    CREATE EXTENSION pg_tend;
    CREATE SCHEMA "Sch.ema";
    CREATE TABLE "Sch.ema"."Or""der" AS SELECT g AS id, g % 1000 AS owner, g % 900 AS shop, g % 800 AS kind FROM generate_series(1, 20000) g;
    ANALYZE;
});
my $texts = q{ARRAY['SELECT * FROM "Sch.ema"."Or""der" WHERE owner = $1', 'SELECT * FROM "Sch.ema"."Or""der" WHERE shop = $1', 'SELECT * FROM "Sch.ema"."Or""der" WHERE kind = $1']};
$node->safe_psql('shop', "SELECT count(*) FROM tend.recommend_indexes(queries => $texts)");
$node->safe_psql('shop', q{
    SELECT tend.dismiss(recommendation_id, 'never; "mind" it') FROM tend.recommendations WHERE ddl LIKE '%(shop)';
    UPDATE tend.recommendation SET state = 'superseded' WHERE ddl LIKE '%(kind)';
    INSERT INTO tend.unindexable_statement VALUES (1, 1, 5, 'postgres', 'SELECT a secret literal', 'syntax', 'r', 'h');
});
my $columns = q{recommendation_id, state, relation, relid = '"Sch.ema"."Or""der"'::regclass, ddl, undo_ddl, benefit, steps, evidence, reason, dismiss_reason, dismissed_at, created_at, updated_at};
my $open = "SELECT $columns FROM tend.recommendations WHERE state IN ('proposed', 'dismissed') ORDER BY recommendation_id";
my $before = $node->safe_psql('shop', $open);
is(scalar(split /\n/, $before), 2, 'one proposed, one dismissed, one superseded');

my $owner_id = $node->safe_psql('shop', q{SELECT recommendation_id FROM tend.recommendations WHERE ddl LIKE '%(owner)'});

foreach my $format ('custom', 'plain')
{
    my $file = $node->basedir . "/shop.$format";
    my $copy = "copy_$format";
    command_ok([ 'pg_dump', "--format=$format", '-d', $node->connstr('shop'), '-f', $file ], "$format: dumped");
    unlike(slurp_file($file), qr/secret literal/, "$format: no statement text in it") if $format eq 'plain';
    $node->safe_psql('postgres', "CREATE DATABASE $copy TEMPLATE template0");
    command_ok($format eq 'plain'
        ? [ 'psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr($copy), '-f', $file ]
        : [ 'pg_restore', '--exit-on-error', '-d', $node->connstr($copy), $file ], "$format: restored");

    is($node->safe_psql($copy, $open), $before, "$format: open and dismissed recommendations are the same, on the table of that name");
    is($node->safe_psql($copy, 'SELECT count(*) FROM tend.recommendation'), 2, "$format: superseded ones stay behind");
    is($node->safe_psql($copy, 'SELECT (SELECT count(*) FROM tend.advice_runs) + (SELECT count(*) FROM tend.unindexable)'), 0, "$format: so do runs and statements");
    $node->safe_psql($copy, 'ANALYZE');
    is($node->safe_psql($copy, "SELECT count(*) FROM tend.recommend_indexes(queries => $texts) WHERE ddl LIKE '%(shop)'"), 0, "$format: the dismissal holds");
    is($node->safe_psql($copy, q{SELECT recommendation_id FROM tend.recommendations WHERE ddl LIKE '%(owner)'}), $owner_id, "$format: found again it keeps its id");
    is($node->safe_psql($copy, q{SELECT recommendation_id > 3 FROM tend.recommendations WHERE ddl LIKE '%(kind)'}), 't', "$format: a new one has a new id");
    is($node->safe_psql($copy, q{SELECT last_value > 3 FROM tend.recommendation_recommendation_id_seq}), 't', "$format: the sequence went on");
    command_ok([ 'pg_dump', '--schema-only', '-d', $node->connstr($copy), '-f', "$file.again" ], "$format: the copy can be dumped");
}

# DROP EXTENSION, with rows in every table and objects that use it
my ($output, $error, $state);
$node->safe_psql('shop', q{CREATE VIEW mine AS SELECT * FROM tend.status});
($output, $error, $state) = $node->try_sql('DROP EXTENSION pg_tend', dbname => 'shop');
is($state, '2BP01', 'what depends on it keeps it');
$node->safe_psql('shop', 'DROP EXTENSION pg_tend CASCADE');
is($node->safe_psql('shop', q{SELECT count(*) FROM pg_namespace WHERE nspname = 'tend'}), 0, 'the schema is gone');
is($node->safe_psql('shop', q{SELECT count(*) FROM pg_depend d WHERE d.refclassid = 'pg_extension'::regclass
        AND NOT EXISTS (SELECT FROM pg_extension e WHERE e.oid = d.refobjid)}), 0, 'no dependency dangles');
is($node->safe_psql('shop', q{SELECT count(*) FROM pg_roles WHERE rolname = 'tend_admin'}), 1, 'role tend_admin stays');
is($node->safe_psql('shop', q{SELECT count(*) FROM "Sch.ema"."Or""der" WHERE owner = 5}), 20, 'and the data');

# What nobody may do: put it elsewhere, or tear out a piece
$node->safe_psql('shop', 'CREATE EXTENSION pg_tend');
foreach my $statement ('ALTER EXTENSION pg_tend SET SCHEMA "Sch.ema"', 'DROP FUNCTION tend.fingerprint(text)', 'DROP TABLE tend.recommendation CASCADE')
{
    ($output, $error, $state) = $node->try_sql($statement, dbname => 'shop');
    isnt($state, '', "refused: $statement ($state)");
}

$node->stop;
done_testing();
