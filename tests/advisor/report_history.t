# SPDX-License-Identifier: PostgreSQL
# tend report on the extension's history: slow queries, errors, waits, and what is lost without it.
#
# The history is made by hand and read back. A worker of the server may add samples of its own, so
# what is looked for has ids and codes that nobody else uses.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;
use TendProgram;

my $database = create_database('tend_history');

sub report {
    my ($arguments, %env) = @_;
    my ($json, $run) = tend_json(['report', '--db', $database, @$arguments], env => \%env);
    is($run->{code}, 0, "report @$arguments is done") or diag($run->{err});
    return $json->{databases}[0];
}

sub notes_of { return join "\n", @{ $_[0]{notes} } }

subtest 'without the extension' => sub {
    my $report = report([]);
    like(notes_of($report), qr/Lost: .*the history: slow queries .*errors, waits/, 'what is lost is said');
    ok(!exists $report->{$_}, "no table $_") for qw(slow_queries errors waits history);
    is_deeply($report->{problems} // [], [], 'and nothing failed');
};

plan skip_all => 'TEND_HAVE_EXTENSION is not set' unless has_extension();
sql($database, 'CREATE EXTENSION pg_tend;');

subtest 'without a history' => sub {
    my $report;
    for (1 .. 10) {
        sql($database, 'DELETE FROM tend.history_interval;');
        $report = report([]);
        last if sql_value($database, 'SELECT count(*) FROM tend.history_interval') == 0;
    }
    like(notes_of($report), qr/There is no history yet\. Lost: slow queries, errors and waits\. .*tend\.sample/,
        'what is lost is said, and how to get it');
    is_deeply($report->{slow_queries}, [], 'no slow query is made up');
    like(run_tend(['report', '--db', $database, qw(--only slow_queries --slow 7 --since), '2 days'])->{out},
        qr/No statement took 7 ms or more on average in the last 2 days/, 'the empty table says what was asked');
};

sql($database, <<'SQL');
INSERT INTO tend.statement (statement_id, queryid, userid, role, query, first_seen) VALUES
  (1000001, -9000000000000000001, 10, 'postgres', E'SELECT *\n  FROM report WHERE id = $1', now()),
  (1000002, 9000000000000000002, 10, 'postgres', 'SELECT 2', now());
INSERT INTO tend.history_interval (interval_id, level, slot, totals, started_at, ended_at, seconds, samples, statement_ms, active_ms)
  VALUES (1000000, 0, 0, false, now() - interval '3 hours', now() - interval '2 hours', 3600, 1, 960000, 1000000);
INSERT INTO tend.statement_interval SELECT c, c * m, 1000000, s, NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
  FROM (VALUES (1000001, 200, 800.5), (1000002, 5000, 20)) v(s, c, m);
INSERT INTO tend.error_interval VALUES (1000000, 'ZZ001', 'ERROR', 800), (1000000, 'ZZ002', 'FATAL', 1);
INSERT INTO tend.wait_interval VALUES (1000000, -9000000000000000001, 10, 'Lock', 'tuple', 90000), (1000000, 9000000000000000002, 10, 'CPU', 'CPU', 10000);
SQL

subtest 'slow queries' => sub {
    my ($row, @more) = @{ report([])->{slow_queries} };
    is(scalar @more, 0, 'those above the default of 500 ms');
    is_deeply([@$row{qw(queryid impact calls query)}],
        ['-9000000000000000001', 'high', 200, 'SELECT * FROM report WHERE id = $1'],
        'with the query id whole and the text in one line');
    cmp_ok($row->{impact_ms_per_hour}, '>', 1, 'the time that could be won back');
    is($row->{mean_ms}, 800.5, 'and the mean');
    is(scalar(grep { $_->{queryid} =~ /900000/ } @{ report([qw(--slow 15)])->{slow_queries} }), 2, '--slow lowers the bar');
    is(scalar @{ report([qw(--slow 0 --statements 1)])->{slow_queries} }, 1, '--statements limits them');
    is_deeply(report(['--since', '1 hour'])->{slow_queries}, [], '--since the window');
    is(run_tend(['report', '--db', $database, qw(--fail-on high)])->{code}, 1, 'they are findings');
    is(run_tend(['report', '--db', $database, '--slow', $_])->{code}, 2, "--slow $_ is refused") for qw(-1 x);
};

subtest 'errors and waits' => sub {
    my $report = report([]);
    my %errors = map { $_->{sqlstate} => $_ } @{ $report->{errors} };
    is_deeply([@{ $errors{ZZ001} }{qw(severity errors level)}], ['ERROR', 800, 'critical'], 'an error, its level');
    is_deeply([@{ $errors{ZZ002} }{qw(severity errors level)}], ['FATAL', 1, 'ok'], 'a rare one');
    my ($wait) = @{ $report->{waits} };
    is_deeply([@$wait{qw(event_type event seconds queryid)}], ['Lock', 'tuple', 90000, '-9000000000000000001'],
        'what was waited for most');
    my %history = map { $_->{item} => $_ } @{ $report->{history} };
    like($history{coverage}{value}, qr/^history explains \d+ % of active time/, 'what the history explains');
    unlike(notes_of($report), qr/no history/, 'nothing is lost');
};

subtest 'every form' => sub {
    my $text = run_tend(['report', '--db', $database])->{out};
    like($text, qr/^\s*$_/m, "text has: $_")
      for 'Slow queries, by the time that could be won back', 'Errors', 'What running statements waited for', 'History';
    for my $format (qw(csv markdown)) {
        my $out = run_tend(['report', '--db', $database, '--format', $format])->{out};
        like($out, qr/$_/, "$format has $_") for 'FROM report WHERE id', 'ZZ001', 'tuple', 'history explains';
    }
};

subtest 'statements that an index cannot help' => sub {
    sql($database, <<'SQL');
INSERT INTO tend.advice_run (run_id, source, asked_by, planned, skipped, cost_before, cost_after, planner_calls, stopped_by, verdict, reason)
  VALUES (1000000, 'history', 'postgres', 15, 0, 1, 1, 1, 'complete', 'nothing_to_do', 'a reason');
INSERT INTO tend.unindexable_statement SELECT 1000000, i, i, 'postgres', 'SELECT ' || i, CASE i WHEN 15 THEN 'not_equal' ELSE 'relation_excluded' END, 'a reason', CASE i WHEN 15 THEN 'Another: ' ELSE '' END || 'A hint.'
  FROM generate_series(1, 15) i;
SQL
    my $report = report([]);
    my @listed = @{ $report->{unindexable} };
    is(scalar @listed, 10, 'are as many as other lists');
    is($listed[0]{class}, 'not_equal', 'what can be rewritten first');
    my $text = run_tend(['report', '--db', $database, qw(--only unindexable)])->{out};
    is(scalar(() = $text =~ /A hint\./g), 2, 'text has a hint that rows share once for all of them')
      or diag($text);
    like($text, qr/A hint\. \(the same for 9 rows\)/, 'with their number');
    is(scalar(grep { $_->{hint} =~ /A hint/ } @listed), 10, 'JSON has it with each');
    like(notes_of($report), qr/Not listed: 5 more statements that an index cannot help/, 'and it is said that there are more');
    $report = report([qw(--statements 15)]);
    is(scalar @{ $report->{unindexable} }, 15, '--statements lists more of them');
    unlike(notes_of($report), qr/Not listed: \d+ more/, 'which are all');
    like(run_tend(['report', '--db', $database, qw(--statements 0 --only unindexable)])->{out}, qr/None was asked for/, 'or none');
};

subtest 'a window that is none' => sub {
    for my $since ('yesterday', 'banana', '-1 day', '99999999999999 years') {
        my $run = run_tend(['report', '--db', $database, '--only', 'errors', "--since=$since"]);
        is($run->{code}, 2, "\"$since\" is refused");
        is($run->{out}, '', 'with no answer');
        like($run->{err}, qr/^tend: --since: "\Q$since\E" is (no interval|negative)\n  Give [^\n]+\n\z/, 'and one reason');
    }
    is(run_tend(['report', '--db', $database, '--since', '0 s'])->{code}, 0, 'no time at all is one');
};

subtest 'a role that may not see the texts' => sub {
    my $role = create_role('tend_history');
    my $report = report([], PGUSER => $role);
    is($report->{slow_queries}[0]{query}, '<insufficient privilege>', 'does not');
    is($report->{slow_queries}[0]{calls}, 200, 'but the figures');
};

done_testing();
