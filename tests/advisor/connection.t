# SPDX-License-Identifier: PostgreSQL
# Which database is meant, passwords, and servers that cannot be reached.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;
use TendProgram;

my $secret = 'hunter2sesame';

subtest 'a password is refused and never repeated' => sub {
    my @strings = (
        "postgresql://user:$secret\@localhost/shop",
        "postgres://user:$secret\@localhost/shop",
        "postgresql://localhost/shop?password=$secret",
        "postgresql://localhost/shop?sslpassword=$secret",
        "host=localhost password=$secret",
        "host=localhost password='$secret'",
        "host=localhost password = $secret dbname=shop",
    );
    for my $string (@strings) {
        my $shown = $string =~ s/$secret/SECRET/r;
        my $run = run_tend(['--db', $string, 'check']);
        is($run->{code}, 2, "--db \"$shown\" is refused");
        like($run->{err}, qr/must not hold a password\n.*PGPASSWORD/s, '  with a hint');
        unlike($run->{out} . $run->{err}, qr/$secret/, '  and is not repeated');

        my $toml = $string =~ s/(["\\])/\\$1/gr;
        my $file = temporary_file("[[database]]\nname = \"shop\"\nuri = \"$toml\"\n", '.toml');
        $run = run_tend(['--config', $file, 'check']);
        is($run->{code}, 2, '  nor is it accepted in a file');
        like($run->{err}, qr/\Q$file\E:3: .*must not hold a password/, '  whose line is named');
        unlike($run->{out} . $run->{err}, qr/$secret/, '  and is not repeated');
    }
};

subtest 'a string that cannot be read is not repeated either' => sub {
    my @strings = (
        "postgresql://user:$secret%zz\@localhost/shop",
        "host=localhost password=first $secret",
        "postgresql://[user:$secret\@localhost",
    );
    for my $string (@strings) {
        my $run = run_tend(['--db', $string, 'check']);
        is($run->{code}, 2, 'it is refused');
        unlike($run->{out} . $run->{err}, qr/$secret/, 'without a part of it');
    }
    my $run = run_tend(["postgresql://user:$secret\@localhost/shop", 'check']);
    is($run->{code}, 2, 'an argument in the wrong place is refused');
    unlike($run->{err}, qr/$secret/, 'without a part of it');

    my $file = temporary_file("db = \"postgresql://user:$secret\@localhost\n", '.toml');
    $run = run_tend(['--config', $file, 'check']);
    is($run->{code}, 2, 'a file that cannot be parsed is refused');
    unlike($run->{err}, qr/$secret/, 'without a part of it');
};

my $first  = create_database('tend_connection');
my $second = create_database('tend_connection');

sub databases_of { return map { $_->{database} } @{ $_[0]{databases} } }

subtest 'flag before environment before file' => sub {
    my %env = (PGDATABASE => $first);
    is_deeply([databases_of(scalar tend_json(['check'], env => \%env))], [$first], 'environment');
    is_deeply([databases_of(scalar tend_json(['check', '--db', $second], env => \%env))], [$second],
        '--db goes before the environment');
    is_deeply([databases_of(scalar tend_json(['check', '--db', "dbname=$second"], env => \%env))],
        [$second], 'as a keyword');
    is_deeply([databases_of(scalar tend_json(['check', '--db', "postgresql:///$second"], env => \%env))],
        [$second], 'as a URI');

    my $file = temporary_file("db = \"dbname=$second\"\n", '.toml');
    is_deeply([databases_of(scalar tend_json(['--config', $file, 'check'], env => \%env))], [$first],
        'the environment goes before the file');
    is_deeply([databases_of(scalar tend_json(['--config', $file, 'check'], env => { PGDATABASE => undef }))],
        [$second], 'the file counts where the environment is silent');
    is_deeply([databases_of(scalar tend_json(['--config', $file, '--db', $first, 'check'],
                    env => { PGDATABASE => undef }))], [$first], '--db goes before the file');
};

subtest 'one database of several cannot be reached' => sub {
    my $file = temporary_file(<<"TOML", '.toml');
[[database]]
name = "one"
uri = "dbname=$first"
[[database]]
name = "lost"
uri = "host=/nonexistent dbname=lost"
[[database]]
name = "two"
uri = "postgresql:///$second"
TOML
    for my $command (qw(check report)) {
        my ($json, $run) = tend_json(['--config', $file, $command]);
        is($run->{code}, 3, "$command gives 3");
        my %reached = map { $_->{database} => !!$_->{reached} } @{ $json->{databases} };
        is_deeply([map { $_->{database} } @{ $json->{databases} }], [qw(one lost two)],
            'all are in the answer, in the order of the file');
        ok($reached{one} && $reached{two}, 'the two others were worked on');
        ok(!$reached{lost}, 'the lost one is marked');
        like($run->{err}, qr/^tend: lost: .*nonexistent/, 'and named on standard error');
        my $only = tend_json(['--config', $file, $command, '--db', $first]);
        is_deeply([databases_of($only)], [$first], '--db takes the place of the list');
    }
    my $json = tend_json(['--config', $file, 'check']);
    my ($lost) = grep { $_->{database} eq 'lost' } @{ $json->{databases} };
    is($lost->{checks}[0]{severity}, 'critical', 'check counts it as critical');
    is($json->{findings}{critical}, 1, 'in the findings, too');
    is(tend_json(['--config', $file, 'report'])->{findings}{critical}, 1, 'and so does report');
    like(run_tend(['--config', $file, 'check'])->{err}, qr/No such file or directory\n  Is the server running/,
        'what libpq says in two lines stands in two lines');
};

subtest 'a database that does not exist' => sub {
    my ($json, $run) = tend_json(['check', '--db', 'tend_no_such_database']);
    is($run->{code}, 3, 'gives 3');
    is($json->{databases}[0]{database}, 'tend_no_such_database', 'under its name');
    like($json->{databases}[0]{checks}[0]{lost}, qr/does not exist/, 'with the server\'s words');
};

subtest 'the program leaves nothing behind' => sub {
    sql($first, 'CREATE EXTENSION pg_stat_statements;');
    my $reset = "SELECT count(*) FROM pg_stat_statements_reset(0, (SELECT oid FROM pg_database
        WHERE datname = '$first'), 0);";
    sql($first, $reset);
    tend_json([$_, '--db', $first]) for qw(check report);
    my $left = sql_value($first, "SELECT count(*) FROM pg_stat_statements
        WHERE dbid = (SELECT oid FROM pg_database WHERE datname = '$first')
          AND query LIKE '%/* tend */%' AND query NOT LIKE '%pg_database%'
          AND query !~ '^(BEGIN|SET LOCAL|ROLLBACK) '");
    is($left, 0, 'as superuser its queries are not counted by pg_stat_statements');
    my $report = tend_json(['report', '--db', $first, '--statements', 1000]);
    is(scalar(grep { ($_->{query} // '') =~ m{/\* tend \*/} } @{ $report->{databases}[0]{statements} }),
        0, 'what is counted does not show among the statements');
};

done_testing();
