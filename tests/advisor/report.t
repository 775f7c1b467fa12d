# SPDX-License-Identifier: PostgreSQL
# tend report: the heaviest statements everywhere, recommendations where the extension is.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use IPC::Run ();
use Test::More;
use TendProgram;

my $database = create_database('tend_report');

# The report on the test's database.
sub report {
    my ($arguments, %env) = @_;
    my ($json, $run) = tend_json(['report', '--db', $database, @$arguments], env => \%env);
    is($run->{code}, 0, "report @$arguments is done") or diag($run->{err});
    return $json->{databases}[0];
}

sub notes_of { return join "\n", @{ $_[0]{notes} } }

subtest 'without any extension' => sub {
    my $report = report([]);
    like(notes_of($report), qr/pg_tend is not in this database\. Lost: /, 'what is lost is said');
    like(notes_of($report), qr/pg_stat_statements cannot be read here\. Lost: /, 'of both');
    my %missing = map { $_->{item} => $_ } @{ $report->{missing} };
    like($missing{$_}{hint}, qr/CREATE EXTENSION $_;$/, "the line for $_ is given")
      for qw(pg_tend pg_stat_statements);
    ok(!exists $report->{recommendations}, 'no recommendation is made up');
    is($missing{pg_stat_statements}{severity}, 'medium', 'and it is no all-clear');
    is(run_tend(['report', '--db', $database, qw(--fail-on medium)])->{code}, 1, 'but a finding');
};

subtest 'with the extension, without a workload' => sub {
    plan skip_all => 'TEND_HAVE_EXTENSION is not set' unless has_extension();
    my $bare = create_database('tend_report');
    sql($bare, 'CREATE EXTENSION pg_tend;');
    for my $recorded (0, 1) {
        my $run = run_tend(['report', '--db', $bare, qw(--fail-on medium)]);
        is($run->{code}, 1, 'is a finding');
        unlike($run->{out}, qr/Nothing to do/, 'there is no all-clear');
        like($run->{out}, qr/No index is recommended: there is no workload to read/, 'but what stands in the way')
          or diag($run->{out});
        sql($bare, 'SELECT FROM tend.recommend_indexes();') unless $recorded;
    }
};

sql($database, <<'SQL');
CREATE EXTENSION pg_stat_statements;
CREATE TABLE orders AS
    SELECT i AS id, i % 5000 AS customer_id, now() - i * interval '1 minute' AS created,
           repeat('x', 60) AS note
      FROM generate_series(1, 100000) i;
CREATE TABLE customers AS SELECT i AS id, 'c' || i AS name FROM generate_series(1, 5000) i;
ANALYZE;
SELECT count(pg_stat_statements_reset(0, oid, 0)) FROM pg_database WHERE datname = current_database();
SQL
sql($database, join '', map { "SELECT note FROM orders WHERE customer_id = $_;\n" } 1 .. 40);
sql($database, 'SELECT c.name, count(*) FROM orders o JOIN customers c ON c.id = o.customer_id
    WHERE o.created > now() - interval \'1 day\' GROUP BY c.name;');

subtest 'heaviest statements' => sub {
    my $report     = report([]);
    my @statements = @{ $report->{statements} };
    my ($lookup)   = grep { $_->{query} =~ /^SELECT note FROM orders/ } @statements;
    ok($lookup, 'the workload is there') or return;
    is($lookup->{calls}, 40, 'with its calls');
    cmp_ok($lookup->{share}, '>', 0, 'and its share');
    cmp_ok(abs($lookup->{mean_ms} * 40 / $lookup->{total_ms} - 1), '<', 1e-9, 'and its times');
    cmp_ok($lookup->{complexity}, '>=', 1, 'and its complexity');
    my ($join) = grep { /^SELECT c.name/ } map { $_->{query} } @statements;
    my ($joined) = grep { $_->{query} eq $join } @statements;
    cmp_ok($joined->{complexity}, '>', $lookup->{complexity}, 'a join is more complex than a lookup');
    my @totals = map { $_->{total_ms} } @statements;
    is_deeply(\@totals, [sort { $b <=> $a } @totals], 'the heaviest is first');
    my $sum = 0;
    $sum += $_->{share} for @{ report(['--statements', 1000])->{statements} };
    cmp_ok(abs($sum - 1), '<', 1e-6, 'the shares of all make up the whole');
    like($lookup->{queryid}, qr/^-?\d+$/, 'query ids are texts, for readers that keep 53 bits');

    is(scalar @{ report(['--statements', 1])->{statements} }, 1, '--statements limits them');
    is(scalar @{ report(['--statements', 0])->{statements} }, 0, 'to none at all');
    my $file = temporary_file("[report]\nstatements = 2\n", '.toml');
    is(scalar @{ report(['--config', $file])->{statements} }, 2, 'the file limits them, too');
    is(scalar @{ report(['--config', $file, '--statements', 1])->{statements} }, 1,
        'the flag goes before it');
};

subtest 'statements of other roles' => sub {
    my $role   = create_role('tend_report');
    my $report = report([], PGUSER => $role);
    my @hidden = grep { !defined $_->{query} } @{ $report->{statements} };
    is(scalar @hidden, 1, 'are one row without text');
    like($hidden[0]{note}, qr/hidden/, 'which says so');
    is(scalar(grep { ($_->{query} // '') =~ /orders/ } @{ $report->{statements} }), 0, 'nothing leaks');
    my ($row) = grep { $_->{item} eq 'role' } @{ $report->{missing} };
    like($row->{hint}, qr/^GRANT pg_monitor TO /, 'and how to see them is said');
};

subtest 'one table of the report' => sub {
    my $report = report([qw(--only statements)]);
    is_deeply([sort keys %$report], [qw(database notes reached statements)], '--only keeps it');
    my ($all, $one) = map { scalar tend_json(['report', '--db', $database, @$_]) } [], [qw(--only statements)];
    is_deeply($one->{findings}, $all->{findings}, 'and counts the findings of all');
    like(run_tend(['report', '--db', $database, qw(--statements 0 --only statements)])->{out},
        qr/None was asked for/, 'none asked for is not none counted');
};

# What --only prints of a table that the report leaves out, in one line.
sub only {
    my ($part, @arguments) = @_;
    my $run = run_tend(['report', '--db', $database, '--only', $part, @arguments]);
    is($run->{code}, 0, "--only $part is done");
    return $run->{out} =~ s/\s+/ /gr;
}

subtest 'a table with nothing in it' => sub {
    like(only('steps'), qr/Steps pg_tend is not in this database\./, 'no extension');
    like(only('problems'), qr/What could not be read Everything could be read\./, 'no problem');
    unlike(only('problems'), qr/Lost:/, 'and nothing about other tables');
    is_deeply(report([qw(--only steps)])->{steps}, [], 'JSON has it empty');
    like(only('steps', '--format', 'csv'), qr/^table,database,recommendation_id,position/, 'CSV its columns');
    my $run = run_tend([qw(report --only everything)]);
    like($run->{err}, qr/recommendations.*steps.*unindexable.*problems/s, 'an unknown one: their names') if $run->{code} == 2;
    is($run->{code}, 2, 'and wrong usage');
};

subtest 'with the extension' => sub {
    plan skip_all => 'TEND_HAVE_EXTENSION is not set' unless has_extension();
    sql($database, 'CREATE EXTENSION pg_tend;');
    my $runs = sub { sql_value($database, 'SELECT count(*) FROM tend.advice_runs') };

    subtest 'asked for now' => sub {
        my $report = report([]);
        like(notes_of($report), qr/nothing is recorded/, 'it says that nothing is recorded');
        is($runs->(), 0, 'and nothing is');
        my @found = @{ $report->{recommendations} };
        ok(@found > 0, 'an index is recommended') or return;
        like(only('steps'), qr/No open recommendation is recorded, so there are no steps/, 'steps: none');
        my ($index) = grep { $_->{ddl} =~ /customer_id/ } @found;
        ok($index, 'on the column that is looked up') or return;
        is($index->{relation}, 'public.orders', 'of its table');
        is($index->{recommendation_id}, undef, 'without an id');
        is($index->{severity},
            $index->{benefit} >= 0.3 ? 'high' : $index->{benefit} >= 0.1 ? 'medium' : 'low',
            'its share of the workload decides the severity');
        my $code = run_tend(['report', '--db', $database, '--fail-on', $index->{severity}])->{code};
        is($code, 1, '--fail-on counts it');
        is_deeply($report->{problems} // [], [], 'everything could be read');
    };

    subtest 'recorded' => sub {
        sql($database, 'SELECT FROM tend.recommend_indexes();');
        is($runs->(), 1, 'a run is recorded');
        my $report = report([]);
        unlike(notes_of($report), qr/nothing is recorded/, 'it is not asked for again');
        my @rows = map { [split /\|/] } split /\n/, sql($database, <<'SQL');
SELECT recommendation_id, relation, state, steps #>> '{0,sql}' FROM tend.recommendations
 WHERE state NOT IN ('kept', 'rolled_back', 'dismissed', 'superseded', 'failed')
 ORDER BY priority, recommendation_id
SQL
        is_deeply([map { [@$_{qw(recommendation_id relation state ddl)}] } @{ $report->{recommendations} }],
            \@rows, 'the open ones of the view, in its order');
        for my $row (@{ $report->{recommendations} }) {
            like($row->{ddl}, qr/^CREATE INDEX CONCURRENTLY /, 'what to do is the step that lets writes go on');
            like($row->{undo_ddl}, qr/^DROP INDEX CONCURRENTLY /, 'and so is its undo');
            like($row->{risk}, qr/^(none|low|medium|high)$/, 'risk');
            like($row->{effort}, qr/^(none|low|medium|high)$/, 'and effort');
        }
        ok(@{ $report->{steps} } > 0, 'and their steps');
        is($report->{advice_run}{run_id}, sql_value($database, 'SELECT max(run_id) FROM tend.advice_runs'),
            'and the run they come from');
        is(ref $report->{unindexable}, 'ARRAY', 'and what an index cannot help');
        is($runs->(), 1, 'reading it changed nothing');

        my $text = run_tend(['report', '--db', $database])->{out};
        like($text, qr/^ +do +\Q$rows[0][3]\E$/m, 'text has the statement to run on one line');
        for my $format (qw(csv markdown)) {
            my $out = run_tend(['report', '--db', $database, '--format', $format])->{out};
            like($out, qr/CREATE INDEX/, "so has $format");
        }
    };

    subtest 'left out by a run with a limit' => sub {
        my $all = @{ report([])->{recommendations} };
        sql($database, 'SET client_min_messages = error; SELECT FROM tend.recommend_indexes(max_indexes => 0);');
        my $report = report([]);
        is(scalar(grep { !$_->{in_latest_run} } @{ $report->{recommendations} }), $all, 'they are of an earlier run');
        like(notes_of($report), qr/\Q$all\E of the recommendations (is|are) of an earlier run/, 'which is said');
        sql($database, 'SELECT FROM tend.recommend_indexes();');
        unlike(notes_of(report([])), qr/of an earlier run/, 'until a run without it');
    };

    subtest 'what somebody asked about texts of their own' => sub {
        my $role = create_role('tend_report');
        sql($database, "CREATE TABLE toys AS SELECT i AS id, i % 5000 AS box FROM generate_series(1, 50000) i;
            ALTER TABLE toys OWNER TO $role; ANALYZE toys;");
        my $before = report([]);
        sql($database, 'SELECT FROM tend.recommend_indexes(queries => $${SELECT * FROM toys WHERE box = 5}$$);',
            PGUSER => $role);
        my $after = report([]);
        is_deeply($after->{recommendations}, $before->{recommendations}, 'is not what the database recommends');
        is_deeply($after->{advice_run}, $before->{advice_run}, 'nor its last advice');
        like(notes_of($after), qr/Not listed: 1 open recommendation from texts/, 'but it is said to be there');

        my ($asked, @more) = @{ report([qw(--source adhoc)])->{recommendations} };
        is_deeply([@$asked{qw(relation source severity)}], ['public.toys', 'adhoc', undef], '--source adhoc has it');
        is(scalar @more, 0, 'alone');
        # of no time at all, as statements of this test may have been slow on a busy machine
        is(run_tend(['report', '--db', $database, qw(--source adhoc --fail-on low --since), '0 s'])->{code}, 0, 'as no finding');
        is(scalar @{ report([qw(--source all)])->{recommendations} },
            1 + @{ $before->{recommendations} }, '--source all has both');
    };

    subtest 'a monitoring role' => sub {
        my $role = create_role('tend_report');
        sql($database, "GRANT pg_monitor TO $role;");
        my $report = report([], PGUSER => $role);
        like(notes_of($report), qr/hidden from this role in \d+ of \d+ recommendations/, 'hears what is hidden');
        my ($line) = notes_of($report) =~ /(GRANT pg_read_all_stats, pg_read_all_data TO \S+;)/;
        sql($database, $line);
        $report = report([], PGUSER => $role);
        unlike(notes_of($report), qr/hidden/, 'the line given shows it');
        like($report->{recommendations}[0]{ddl}, qr/^CREATE INDEX/, 'with its statement');
        ok(@{ $report->{steps} } > 0, 'and its steps');
    };

    subtest 'an index that was built meanwhile' => sub {
        my ($first) = @{ report([])->{recommendations} };
        sql($database, "$first->{ddl};");
        my ($built) = grep { $_->{recommendation_id} == $first->{recommendation_id} } @{ report([])->{recommendations} };
        ok($built->{existing_index}, 'is named');
        is($built->{severity}, undef, 'and no finding any more');
        like(notes_of(report([])), qr/1 of the recommended indexes exist/, 'with what to do');
        sql($database, "DROP INDEX $built->{existing_index};");
    };

    subtest 'what looks at pg_tend' => sub {
        sql($database, 'SELECT count(*) FROM tend.statements;' x 3 . 'SELECT tend.fingerprint($$SELECT 1$$);');
        my @listed = map { $_->{query} // '' } @{ report(['--statements', 1000])->{statements} };
        is_deeply([grep { /\btend\.(statements|fingerprint|recommend_indexes)/ } @listed], [], 'is none of the workload');
        ok((grep { /^SELECT note FROM orders/ } @listed), 'which is there');
    };

    subtest 'complexity is the extension\'s' => sub {
        for my $row (grep { defined $_->{complexity} } @{ report([])->{statements} }) {
            my $literal = $row->{query} =~ s/'/''/gr;
            my $score = sql_value($database, "SELECT score FROM tend.complexity('$literal')");
            cmp_ok($score, '==', $row->{complexity}, substr $row->{query}, 0, 40);
        }
    };

    subtest 'a table that somebody has locked' => sub {
        my ($in, $out) = ("BEGIN;\nLOCK TABLE tend.recommendation;\n\\echo locked\n", '');
        local $ENV{PGDATABASE} = $database;
        my $psql = IPC::Run::start(['psql', '-XAtq', '-f', '-'], '<', \$in, '>', \$out,
            IPC::Run::timeout(60));
        $psql->pump until $out =~ /locked/;
        my $report = report([]);
        my ($problem) = @{ $report->{problems} };
        is($problem->{what}, 'tend.recommendations', 'is a problem of its own');
        is($problem->{sqlstate}, '55P03', 'for which the program does not wait');
        ok(@{ $report->{statements} } > 0, 'and the rest is reported');
        $in = "ROLLBACK;\n\\q\n";
        $psql->finish;
    };

    subtest 'a role without rights' => sub {
        my $role = create_role('tend_report');
        my $report = report([], PGUSER => $role);
        for my $problem (@{ $report->{problems} // [] }) {
            like($problem->{sqlstate}, qr/^[0-9A-Z]{5}$/, "$problem->{what}: $problem->{error}");
        }
        is(scalar(grep { ($_->{reason} // '') =~ /orders/ || ($_->{query} // '') =~ /orders/ }
            @{ $report->{recommendations} // [] }, @{ $report->{unindexable} // [] }), 0, 'learns nothing');
    };
};

done_testing();
