# SPDX-License-Identifier: PostgreSQL
# Errors that reach the log are counted by database, SQLSTATE and level; what running statements wait
# for is seen by the launcher. Neither needs anything from the statements' sessions.
use strict;
use warnings;
use TendCluster;
use Test::More;

# The worker takes no samples of its own here: the test takes them.
my $node = TendCluster->started('errors_waits', conf => <<~'CONF');
    pg_tend.sample_interval = 1h
    pg_tend.capture_rate = 0
    CONF
$node->safe_psql('postgres', 'CREATE EXTENSION pg_stat_statements; CREATE EXTENSION pg_tend; CREATE TABLE item AS SELECT 1 AS id');
$node->safe_psql('postgres', 'CREATE DATABASE other');
$node->safe_psql('other', 'CREATE EXTENSION pg_stat_statements; CREATE EXTENSION pg_tend');

# Takes a sample, once nobody else is sampling: the worker's own first one may be under way.
sub sample
{
    my ($database) = @_;
    local $ENV{PGOPTIONS} = '-c client_min_messages=error';
    $node->poll_query_until($database, 'SELECT tend.sample() IS NOT NULL') or die 'no sample';
}
sub sampled
{
    my ($database, $sql) = @_;
    sample($database);
    return $node->safe_psql($database, $sql);
}
my $errors = "SELECT coalesce(string_agg(sqlstate || ' ' || severity || ' ' || errors, ',' ORDER BY sqlstate), '') FROM
    (SELECT sqlstate, severity, sum(errors) AS errors FROM tend.error_interval GROUP BY 1, 2) e";
my $entries = 'SELECT error_entries FROM tend.capture_state()';

is(sampled('postgres', $errors), '', 'no error yet');
$node->try_sql("SELECT 1/0;\n" x 7 . "SELECT * FROM nowhere;\n" . "SELECT 'a'::int;\n" x 2);
$node->try_sql("SELECT 1/0;\n" x 3, dbname => 'other');
is($node->safe_psql('postgres', $entries), 4, 'four kinds in two databases');
is(sampled('postgres', $errors), '22012 ERROR 7,22P02 ERROR 2,42P01 ERROR 1', 'errors are counted by SQLSTATE');
is(sampled('other', $errors), '22012 ERROR 3', 'each in its database');

# What a function catches, what is a warning, and what log_min_messages keeps out
$node->safe_psql('postgres', q{SET client_min_messages = error; DO $$ BEGIN PERFORM 1/0; EXCEPTION WHEN division_by_zero THEN RAISE WARNING 'caught'; END $$});
$node->try_sql("SET log_min_messages = fatal;\nSELECT 1/0;");
is(sampled('postgres', $errors), '22012 ERROR 7,22P02 ERROR 2,42P01 ERROR 1', 'what does not reach the log is not counted');
$node->try_sql('SELECT pg_terminate_backend(pg_backend_pid())');
is(sampled('postgres', $errors), '22012 ERROR 7,22P02 ERROR 2,42P01 ERROR 1,57P01 FATAL 1', 'a FATAL counts as such');
# What ends a transaction at its COMMIT, and what a deferred trigger catches before that
$node->safe_psql('postgres', q{
    CREATE TABLE parent (id int PRIMARY KEY);
    CREATE TABLE child (id int REFERENCES parent DEFERRABLE INITIALLY DEFERRED);
    CREATE FUNCTION late() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN BEGIN PERFORM 1 / 0; EXCEPTION WHEN division_by_zero THEN NULL; END; PERFORM new.id::text::date; RETURN new; END $$;
    CREATE TABLE other (id int);
    CREATE CONSTRAINT TRIGGER late AFTER INSERT ON other DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION late()});
$node->try_sql("BEGIN;\nINSERT INTO child VALUES (1), (2);\nCOMMIT;\n" x 3 . "INSERT INTO child VALUES (3);\nINSERT INTO other VALUES (1);\nBEGIN;\nINSERT INTO other VALUES (2);\nCOMMIT;");
is(sampled('postgres', $errors), '22007 ERROR 2,22012 ERROR 7,22P02 ERROR 2,23503 ERROR 4,42P01 ERROR 1,57P01 FATAL 1', 'an error at COMMIT counts once, whatever the transaction did');
$node->safe_psql('postgres', 'DROP TABLE child, parent, other');
# Of a session that never came into a database
$node->psql('no_such_database', 'SELECT 1');
is($node->safe_psql('postgres', $entries), 8, 'errors outside of any database have their entry');

# The switch, by reload
$node->safe_psql('postgres', 'ALTER SYSTEM SET pg_tend.capture_errors = off');
$node->reload;
$node->poll_query_until('postgres', "SELECT current_setting('pg_tend.capture_errors') = 'off'") or die;
$node->try_sql('SELECT 1/0');
is(sampled('postgres', $errors), '22007 ERROR 2,22012 ERROR 7,22P02 ERROR 2,23503 ERROR 4,42P01 ERROR 1,57P01 FATAL 1', 'capture_errors = off counts nothing');
my $capture = q{SELECT value, ok, hint FROM tend.status WHERE item = 'capture'};
is($node->safe_psql('postgres', $capture), join('|', 'rate 0, literals off, waits on, errors off', '',
    'pg_tend.capture_rate = 0: no execution is timed, and percentiles are estimated. pg_tend.capture_errors = off: tend.errors() gets nothing new.'),
    'which the status says, and the rate that is 0');

# Many kinds at once, from many sessions
$node->safe_psql('postgres', 'ALTER SYSTEM RESET pg_tend.capture_errors');
$node->reload;
$node->poll_query_until('postgres', "SELECT current_setting('pg_tend.capture_errors') = 'on'") or die;
my @sessions = map { $node->background_psql('postgres', on_error_stop => 0) } 1 .. 8;
my $raise = join ' ', map { sprintf "DO \$\$ BEGIN RAISE EXCEPTION USING ERRCODE = 'T%04d'; END \$\$;\n", $_ } 1 .. 50;
foreach my $session (@sessions)
{
    $session->{stdin} .= $raise x 4;
    $session->{run}->pump_nb;
}
$_->query('SELECT 1'), $_->quit foreach @sessions;
is(sampled('postgres', "SELECT count(DISTINCT sqlstate), sum(errors) FROM tend.error_interval WHERE sqlstate LIKE 'T%'"), '50|1600',
    '8 sessions, 50 kinds each: none is lost, none counts twice');

# Waits: a row, a table, a sleep, and work
$node->safe_psql('postgres', 'CREATE TABLE locked ()');
my $holder = $node->background_psql('postgres');
$holder->query_safe('BEGIN; UPDATE item SET id = 2; LOCK TABLE locked IN ACCESS EXCLUSIVE MODE');
my %busy = (
    row     => 'UPDATE item SET id = 3',
    table   => 'SELECT * FROM locked',
    sleeper => 'SELECT pg_sleep(600)',
    worker  => 'SELECT count(*) FROM generate_series(1, 1000000000) g');
foreach my $name (keys %busy)
{
    $busy{$name} = [ $node->background_psql('postgres', on_error_stop => 0), $busy{$name} ];
    $busy{$name}[0]{stdin} .= "$busy{$name}[1];\n";
    $busy{$name}[0]{run}->pump_nb;
}
# Whether the history comes to hold such an entry: sampled until the launcher has looked.
sub comes
{
    my ($from_where) = @_;
    my $end = time + $PostgreSQL::Test::Utils::timeout_default;
    while (time < $end)
    {
        sample('postgres');
        return 1 if $node->safe_psql('postgres', "SELECT EXISTS (SELECT FROM tend.wait_interval w $from_where)") eq 't';
    }
    return 0;
}
# Whether it comes to say so of a running statement.
sub sees
{
    my ($query, $condition) = @_;
    return comes(qq{JOIN pg_stat_activity a ON a.query_id = w.queryid AND w.userid = a.usesysid
                     WHERE a.query LIKE '$query%' AND $condition});
}
# By the clock: so many times seen, so many seconds waited. A look comes late on a busy machine, and never
# early; the first one after the start may be followed by another at once.
my $LOOKS = 8;
my $looked = qq{SELECT coalesce(sum(w.samples), 0) FROM tend.wait_interval w JOIN pg_stat_activity a ON a.query_id = w.queryid
    WHERE a.query LIKE 'UPDATE item%' AND w.event = 'transactionid'};
sample('postgres') until $node->safe_psql('postgres', $looked) >= $LOOKS;
my ($looks, $waited) = split /\|/, $node->safe_psql('postgres', qq{SELECT ($looked), extract(epoch FROM clock_timestamp() - query_start)
    FROM pg_stat_activity WHERE query LIKE 'UPDATE item%'});
cmp_ok($looks, '<=', $waited + 2,       sprintf 'in %.1f s of waiting it is seen %d times: once a second at most', $waited, $looks);
cmp_ok($looks, '>=', $waited / 1.5 - 1, 'and about that often');
ok(sees('UPDATE item',             "event_type = 'Lock' AND event = 'transactionid'"), 'a statement that waits for a row is seen to');
ok(comes("WHERE queryid = 0 AND event_type = 'Lock' AND event = 'relation'"), 'one that waits for a table as well, though it has no query id yet');
is($node->safe_psql('postgres', "SELECT count(*) FROM tend.wait_interval WHERE queryid <> 0 AND event_type = 'Lock' AND event = 'relation'"), 0,
    'and it is given none');
ok(sees('SELECT pg\\_sleep(600)',   "event_type = 'Timeout' AND event = 'PgSleep'"), 'one that sleeps as well');
ok(sees('SELECT count(*) FROM gen', "event_type = 'CPU' AND samples >= 1"), 'one that works is on the CPU, or at its files');
is($node->safe_psql('postgres', q{SELECT count(*) FROM tend.wait_interval WHERE event_type IN ('Client', 'Activity')}), 0,
    'idle sessions are not looked at');
cmp_ok($node->safe_psql('postgres', 'SELECT wait_entries FROM tend.capture_state()'), '>=', 3, 'the table has entries');
is($node->safe_psql('postgres', 'SELECT wait_overflow FROM tend.capture_state()'), 0, 'and room');
# Its own sessions may well be seen at work, so only what the busy ones wait for or run is looked for.
is(sampled('other', q{SELECT count(*) FROM tend.wait_interval
    WHERE event_type IN ('Lock', 'Timeout')
       OR queryid IN (SELECT query_id FROM pg_stat_activity WHERE datname = 'postgres' AND state = 'active' AND backend_type = 'client backend')}), 0,
    'another database sees none of it');

# What was given to other waits since the last sample is forgotten.
$node->safe_psql('postgres', 'INSERT INTO tend.wait_seen VALUES (-1, 5)');
is(sampled('postgres', 'SELECT count(*) FROM tend.wait_seen WHERE entry = -1'), 0, 'entries that are gone are forgotten');

$node->safe_psql('postgres', 'SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE state = \'active\' AND pid <> pg_backend_pid() AND backend_type = \'client backend\'');
$holder->query_safe('COMMIT');
$_->[0]->quit foreach values %busy;
$holder->quit;
# More kinds of errors than there is room for
is($node->safe_psql('postgres', q{SELECT ok, hint IS NULL FROM tend.status WHERE item = 'waits and errors'}), 't|t', 'the status shows room');
is($node->safe_psql('postgres', "SET pg_tend.capture_rate = 0.5; $capture"), 'rate 0.5, literals off, waits on, errors on|t|', 'with everything on there is nothing to say');
like($node->safe_psql('postgres', "SET log_min_messages = fatal; $capture"), qr/\|f\|.*log_min_messages = fatal keeps errors out of the server log/,
    'what the log does not get is not counted, which is not in order');
my ($known, $left_out) = split /\|/, $node->safe_psql('postgres', 'SELECT error_entries, error_overflow FROM tend.capture_state()');
is($left_out, 0, 'and none is left out');
$node->try_sql(join '', map { sprintf "DO \$\$ BEGIN RAISE EXCEPTION USING ERRCODE = 'V%04d'; END \$\$;\n", $_ } 1 .. 1500);
my ($entries_now, $overflow) = split /\|/, $node->safe_psql('postgres', 'SELECT error_entries, error_overflow FROM tend.capture_state()');
cmp_ok($overflow, '>=', 1500 - (1024 - $known), 'an error without room is counted as such');
is($entries_now - $known + $overflow, 1500, 'and none is counted twice or not at all');
like($node->safe_psql('postgres', q{SELECT ok, hint FROM tend.status WHERE item = 'waits and errors'}),
    qr/^f\|Since the server started \d+ sightings of waits and $overflow errors found no room/, 'which the status says');
$node->try_sql('SELECT 1/0');
is($node->safe_psql('postgres', 'SELECT error_overflow FROM tend.capture_state()'), $overflow, 'kinds that have an entry keep counting');

is($node->safe_psql('postgres', 'SELECT hook_failures FROM tend.capture_state()'), 0, 'no hook has failed');

# The switch: in shared memory that is new nothing is seen, though the launcher has been at work, which
# its samples show, for longer than from one look to the next
$node->safe_psql('postgres', "ALTER SYSTEM SET pg_tend.capture_waits = off");
$node->safe_psql('postgres', "ALTER SYSTEM SET pg_tend.sample_interval = '1s'");
$node->restart;
my $sleeper = $node->background_psql('postgres', on_error_stop => 0);
$sleeper->{stdin} .= "SELECT pg_sleep(600);\n";
$sleeper->{run}->pump_nb;
$node->poll_query_until('postgres', q{SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'}) or die;
my $samples = q{SELECT samples FROM tend.worker_state() WHERE database = 'postgres'};
my $before = $node->safe_psql('postgres', "SELECT coalesce(($samples), 0)");
$node->poll_query_until('postgres', "SELECT ($samples) >= $before + 3") or die;
is($node->safe_psql('postgres', 'SELECT wait_entries FROM tend.capture_state()'), 0, 'capture_waits = off looks at nothing');
like($node->safe_psql('postgres', $capture), qr/waits off, errors on\|\|.*tend\.waits\(\) gets nothing new/, 'which the status says');
$node->safe_psql('postgres', 'ALTER SYSTEM RESET pg_tend.capture_waits');
$node->reload;
ok($node->poll_query_until('postgres', 'SELECT wait_entries > 0 FROM tend.capture_state()'), 'on again by reload, it sees');
$node->safe_psql('postgres', q{SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'});
$sleeper->quit;
$node->stop;
done_testing();
