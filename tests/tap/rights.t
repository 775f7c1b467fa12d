# SPDX-License-Identifier: PostgreSQL
# Who learns what: rights are those that EXPLAIN would ask for, texts show to whose they are.
use strict;
use warnings;
use TendCluster;
use Test::More;

my $node = TendCluster->started('rights');
$node->safe_psql('postgres', q{
    CREATE EXTENSION pg_stat_statements;
    CREATE EXTENSION pg_tend;
    CREATE ROLE reader LOGIN;
    CREATE ROLE clerk LOGIN;
    CREATE ROLE boss LOGIN;
    CREATE ROLE monitor LOGIN IN ROLE pg_monitor;
    CREATE ROLE friend LOGIN IN ROLE clerk;
    CREATE TABLE item AS SELECT g AS id, g % 1000 AS owner, g % 50 AS shop, 'secret ' || g AS note
      FROM generate_series(1, 20000) g;
    CREATE TABLE salary AS SELECT g AS id, g % 1000 AS person FROM generate_series(1, 20000) g;
    CREATE VIEW counted AS SELECT owner, count(*) AS n FROM item GROUP BY owner;
    ANALYZE item, salary;
    GRANT SELECT (id, owner) ON item TO reader;
    GRANT SELECT ON counted TO reader;
    GRANT SELECT ON item TO clerk, boss;
    GRANT UPDATE (owner) ON item TO clerk;
});

sub as
{
    my ($role, $sql) = @_;
    my ($output, $error) = $node->try_sql("SET client_min_messages = error;\n$sql",
        extra_params => [ '-U', $role ]);
    return $output ne '' ? $output : $error =~ /ERROR:\s+(\w{5})/ ? $1 : $error;
}
sub what_if
{
    my ($role, $query, $index) = @_;
    return as($role, sprintf q{SELECT 'planned' FROM tend.what_if($q$%s$q$, %s)}, $query,
        defined $index ? "ARRAY[\$q\$$index\$q\$]" : 'NULL');
}

# tend.what_if(): as EXPLAIN
foreach my $case (
    [ 'reader', 'SELECT * FROM salary',                         undef,                            '42501' ],
    [ 'reader', 'SELECT 1',                                     'CREATE INDEX ON salary (id)',    '42501' ],
    [ 'reader', 'SELECT * FROM item',                           undef,                            '42501' ],
    [ 'reader', 'SELECT id FROM item WHERE owner = 5',          'CREATE INDEX ON item (owner)',   'planned' ],
    [ 'reader', 'SELECT id FROM item WHERE note = $1',          undef,                            '42501' ],
    [ 'reader', 'SELECT id FROM item WHERE owner = 5',          'CREATE INDEX ON item (note)',    '42501' ],
    [ 'reader', 'SELECT id FROM item WHERE owner = 5',          'CREATE INDEX ON item (owner) INCLUDE (note)', '42501' ],
    [ 'reader', 'SELECT id FROM item WHERE owner = 5',          'CREATE INDEX ON item (owner) WHERE note > \'secret 5\'', '42501' ],
    [ 'reader', 'SELECT id FROM item WHERE owner = 5',          'CREATE INDEX ON item (owner) WHERE id > 500', 'planned' ],
    [ 'reader', 'SELECT id FROM item WHERE owner = 5',          'CREATE INDEX ON item (owner, (length(note)))', '42501' ],
    [ 'reader', 'SELECT id FROM item WHERE owner = 5',          'CREATE INDEX ON item ((item IS NULL))', '42501' ],
    [ 'reader', 'SELECT * FROM counted WHERE owner = 5',        undef,                            'planned' ],
    [ 'reader', 'UPDATE item SET owner = 1 WHERE id = 1',       undef,                            '42501' ],
    [ 'clerk',  'UPDATE item SET owner = 1 WHERE id = 1',       undef,                            'planned' ],
    [ 'clerk',  'UPDATE item SET note = NULL WHERE id = 1',     undef,                            '42501' ],
    [ 'clerk',  'WITH s AS (SELECT * FROM salary) SELECT 1',    undef,                            '42501' ],
    [ 'clerk',  'SELECT (SELECT max(person) FROM salary)',      undef,                            '42501' ],
    [ 'clerk',  'SELECT 1 WHERE EXISTS (SELECT FROM salary)',   undef,                            '42501' ],
    [ 'clerk',  'SELECT * FROM item UNION ALL SELECT id, person, 1, NULL FROM salary', undef,     '42501' ],
    [ 'clerk',  'SELECT * FROM item FOR UPDATE',                undef,                            'planned' ],
    [ 'boss',   'SELECT * FROM item FOR UPDATE',                undef,                            '42501' ])
{
    my ($role, $query, $index, $expected) = @$case;
    is(what_if($role, $query, $index), $expected, "$role: $query" . ($index ? " with $index" : ''));
}
is(what_if('reader', 'SELECT * FROM pg_authid', undef), '42501', 'catalogs are no exception');

# DROP INDEX elements tell nothing about tables that may not be read
$node->safe_psql('postgres', 'CREATE INDEX salary_person ON salary (person)');
is(what_if('reader', 'SELECT id FROM item', 'DROP INDEX salary_person'), 'planned', 'hiding changes nothing');

# tend.recommend_indexes(): a class, and the others are planned
is(as('reader', q{SELECT ddl FROM tend.recommend_indexes(queries => ARRAY[
        'SELECT * FROM salary WHERE id = $1', 'SELECT id FROM item WHERE owner = $1', 'SELECT id FROM item WHERE note = $1'])}),
    'CREATE INDEX item_owner_idx ON public.item USING btree (owner)', 'reader gets advice on what it may read');
is(as('reader', 'SELECT class, count(*) FROM tend.unindexable GROUP BY class'), 'permission_denied|2',
    'and a class for what it may not');

# Row security: planned as the statement's role, in what_if and from the history.
$node->safe_psql('postgres', q{
    ALTER TABLE item ENABLE ROW LEVEL SECURITY;
    CREATE POLICY own ON item FOR SELECT TO clerk USING (shop = 7);
    CREATE POLICY every ON item FOR SELECT TO boss USING (true);
    SELECT FROM pg_stat_statements_reset();
});
my $plan = q{SELECT plan #>> '{0,Plan,Filter}', (plan #>> '{0,Plan,Plan Rows}')::int < 1000
               FROM tend.what_if('SELECT * FROM item WHERE note <> ''x''', NULL)};
like(as('clerk', $plan), qr/^\(\(note <> 'x'::text\) AND \(shop = 7\)\)\|t$|^\(\(shop = 7\) AND .*\)\|t$/,
    'clerk: the policy is in the plan and in its rows');
like(as('boss', $plan), qr/^\(note <> 'x'::text\)\|f$/, 'boss: the policy lets all rows through');
is(as('reader', q{SELECT (plan #>> '{0,Plan,One-Time Filter}') FROM tend.what_if('SELECT id FROM item', NULL)}), 'false',
    'reader: no policy, no rows');
as('clerk', 'SELECT count(*) FROM item');
like($node->safe_psql('postgres', q{SELECT ddl FROM tend.recommend_indexes() WHERE relation = 'public.item'}),
    qr/\(shop\b|WHERE \(shop = 7\)/, 'a superuser advises on the plan that clerk has: the policy counts');

# What was recorded shows to whose statements it was made of, to those who read all, and only with
# the right to read the columns.
$node->safe_psql('postgres', 'ALTER TABLE item DISABLE ROW LEVEL SECURITY; TRUNCATE tend.recommendation, tend.unindexable_statement;
    SELECT FROM pg_stat_statements_reset(); GRANT SELECT ON salary TO clerk, monitor; DROP INDEX salary_person');
as('clerk', 'SELECT count(*) FROM salary WHERE person = 5');
as('clerk', q{SELECT to_char(person, note) FROM salary, item LIMIT 0});
as('clerk', q{SELECT count($1) FROM salary});
$node->safe_psql('postgres', q{SELECT count(*) FROM tend.recommend_indexes()});
$node->safe_psql('postgres', q{UPDATE tend.unindexable_statement SET role = 'clerk';
    INSERT INTO tend.unindexable_statement VALUES (0, 1, 7, 'clerk', 'SELECT the secret', 'syntax', 'at secret', 'hide secret')});
my $texts = q{SELECT ddl, undo_ddl, reason, steps, evidence, risk_reasons, effort_reasons, prerequisites, tradeoffs
                FROM tend.recommendations WHERE relation = 'public.salary'};
like(as($_, $texts), qr/CREATE INDEX salary_person_idx.*person/, "$_ sees the recommendation on salary")
    foreach qw(postgres clerk friend monitor);
like(as($_, 'SELECT p FROM tend.optimization_plan() p'), qr/person/, "$_ sees it planned") foreach qw(clerk monitor);
foreach my $role (qw(boss reader))
{
    my $shown = as($role, $texts);
    is($shown, '<insufficient privilege>|<insufficient privilege>|<insufficient privilege>||||||',
        "$role does not: every text is masked");
    unlike(as($role, 'SELECT r FROM tend.recommendations r'), qr/person/, "$role finds no column name in any column");
    unlike(as($role, $_), qr/person/, "$role: $_") foreach
        'SELECT e FROM tend.recommendations r, tend.explain_recommendation(r.recommendation_id) e',
        'SELECT p FROM tend.optimization_plan() p';
    unlike(as($role, 'SELECT u FROM tend.unindexable u'), qr/secret/, "$role sees no text of a statement");
}
$node->safe_psql('postgres', 'REVOKE SELECT ON salary FROM clerk, monitor; GRANT SELECT (id) ON salary TO clerk');
unlike(as($_, $texts), qr/person/, "$_ may no longer read the column: masked") foreach qw(clerk monitor);
like(as('clerk', 'SELECT u FROM tend.unindexable u'), qr/secret/, 'clerk sees its own statement');
like(as('monitor', 'SELECT u FROM tend.unindexable u'), qr/secret/, 'pg_monitor sees it too');
is(as('reader', $_), '42501', "reader: $_")
    foreach 'SELECT * FROM tend.recommendation', 'SELECT * FROM tend.advice_run', 'SELECT * FROM tend.unindexable_statement',
            'UPDATE tend.recommendation SET state = NULL', 'SELECT tend.dismiss(1)',
            q{SELECT nextval('tend.recommendation_recommendation_id_seq')};
is(as('reader', 'DELETE FROM tend.recommendations'), '55000', 'the views cannot be written to');

# A cheap function in WHERE must not see rows before the mask.
as('reader', q{CREATE FUNCTION pg_temp.leak(text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS $$
    BEGIN IF $1 LIKE '%person%' THEN RAISE 'leaked'; END IF; RETURN true; END $$});
is(as('reader', q{CREATE FUNCTION pg_temp.leak(text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS $$
        BEGIN IF $1 LIKE '%person%' THEN RAISE 'leaked' USING ERRCODE = 'P0666'; END IF; RETURN true; END $$;
    SELECT count(*) > 0 FROM tend.recommendations WHERE pg_temp.leak(ddl) AND pg_temp.leak(reason)}),
    't', 'a leaky function sees masked texts only');

# A recommendation is recorded as its caller's although the caller has no rights on the tables.
is(as('reader', q{SELECT count(recommendation_id) FROM tend.recommend_indexes(queries => '{SELECT id FROM item WHERE owner = $1}')}),
    1, 'reader records its advice');
is(as('reader', 'SELECT current_user'), 'reader', 'and is itself');

# The same texts given by another role do not take the advice away from the first.
my $own = q{SELECT ddl FROM tend.recommend_indexes(queries => '{SELECT id FROM item WHERE id = $1}')};
as($_, $own) foreach qw(clerk boss);
like(as('clerk', q{SELECT ddl FROM tend.recommendations WHERE relation = 'public.item' AND index_kind = 'single'}), qr/\(id\)/,
    'what clerk recorded, clerk still reads after boss recorded the same');

# tend_admin may act, and only tend_admin.
$node->safe_psql('postgres', 'GRANT tend_admin TO boss');
my $id = $node->safe_psql('postgres', q{SELECT recommendation_id FROM tend.recommendations WHERE state = 'proposed' LIMIT 1});
is(as('boss', "SELECT tend.dismiss($id)"), 'dismissed', 'a member of tend_admin dismisses');
is(as('clerk', "SELECT tend.dismiss($id)"), '42501', 'nobody else');

# A role tend_admin that can log in is somebody's: refused, with what to do.
$node->safe_psql('postgres', 'CREATE DATABASE second; ALTER ROLE tend_admin LOGIN');
my ($output, $error);
$node->psql('second', 'CREATE EXTENSION pg_tend', stderr => \$error);
like($error, qr/role "tend_admin" exists and can log in/, 'a tend_admin that can log in is refused');
like($error, qr/HINT:.*ALTER ROLE tend_admin NOLOGIN/, 'with a hint');

$node->stop;
done_testing();
