# SPDX-License-Identifier: PostgreSQL
# tend analyze: complexity of a file's statements without a server.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;
use Time::HiRes 'time';
use TendProgram;

my %offline = (env => { without_server_variables(), PGHOST => '/nonexistent' });

# Rows of an analysis of that text.
sub rows_of {
    my ($text) = @_;
    my ($json, $run) = tend_json([qw(analyze -)], stdin => $text, %offline);
    is($run->{code}, 0, 'the run ends well') or diag("signal $run->{signal} $run->{err}");
    return @{ $json->{statements} };
}

subtest 'a file of several statements' => sub {
    my $path = temporary_file(<<'SQL', '.sql');
-- a comment; with a semicolon
SELECT 'a;b' FROM t WHERE id = 1;
/* two
   lines */ UPDATE t SET a = 2
 WHERE id IN (SELECT id FROM u);
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1; SELECT 2; $$;
DELETE FROM t
SQL
    my ($json, $run) = tend_json(['analyze', $path], %offline);
    my @rows = @{ $json->{statements} };
    is_deeply([map { $_->{class} } @rows], [qw(select update utility delete)],
        'each is a row with its class');
    is_deeply([map { $_->{line} } @rows], [2, 4, 6, 7], 'and the line where it begins');
    is($rows[1]{text}, 'UPDATE t SET a = 2', 'and its first line');
    ok($_->{score} >= 1 && $_->{score} <= 10, 'scores are between 1 and 10') for @rows[0, 1, 3];
    is($rows[2]{score}, undef, 'a utility statement has no score');
    is($json->{summary}{statements}, 4, 'the summary counts them');
    is($json->{summary}{utility},    1, 'and those without a score');
    my ($highest) = sort { $b <=> $a } map { $_->{score} // 0 } @rows;
    cmp_ok($json->{summary}{highest_score}, '==', $highest, 'and has the highest score');

    my $piped = tend_json([qw(analyze -)], stdin => do { local (@ARGV, $/) = $path; <> }, %offline);
    is_deeply($piped->{statements}, $json->{statements}, 'standard input gives the same');
};

subtest 'what a score depends on' => sub {
    my ($one, $two, $three) = rows_of(<<'SQL');
SELECT * FROM a WHERE a.x = 1;
SELECT * FROM a JOIN b ON b.id = a.id WHERE a.x = 1;
SELECT * FROM a JOIN b ON b.id = a.id JOIN c ON c.id = b.id WHERE a.x = 1 OR b.y IN (SELECT 1);
SQL
    cmp_ok($one->{score}, '<', $two->{score},   'a join raises it');
    cmp_ok($two->{score}, '<', $three->{score}, 'so do another join and a subquery');
    is($two->{joins}, 1, 'joins are counted');
    ok(@{ $three->{reasons} } > 0, 'there are reasons');
};

subtest 'findings' => sub {
    my $joins = join ' ', map { "JOIN t$_ ON t$_.id = t" . ($_ - 1) . '.id' } 1 .. 60;
    my ($cartesian, $huge, $bad) = rows_of(
        "SELECT * FROM a, b;\nSELECT * FROM t0 $joins;\nSELECT FROM WHERE;\n");
    ok($cartesian->{cartesian}, 'a product without condition is seen');
    is($cartesian->{severity}, 'high', 'and is a high finding');
    my %severity_of = (low => undef, medium => undef, high => 'medium', extreme => 'high');
    is($huge->{severity}, $severity_of{ $huge->{level} }, 'the level decides');
    isnt($huge->{level}, 'low', '60 joins are not simple');
    is($bad->{severity}, 'medium', 'an error is a medium finding');
    is($bad->{score}, undef, 'and has no score');
    like($bad->{error}, qr/syntax error/, 'but its reason');
};

subtest 'an error does not stop the others' => sub {
    my @rows = rows_of("SELECT 1;\nSELEC 2;\nSELECT 3;\n");
    is(scalar @rows, 3, 'all statements are there');
    ok(!$rows[0]{error} && $rows[1]{error} && !$rows[2]{error}, 'the middle one has an error');
};

subtest 'texts that no parser should get' => sub {
    my %hostile = (
        '10,000 chained +1'       => 'SELECT 1' . '+1' x 10_000,
        '5,000 nested subselects' => 'SELECT ' . '(SELECT ' x 5_000 . '1' . ')' x 5_000,
        '100,000 parentheses'     => 'SELECT ' . '(' x 100_000 . '1' . ')' x 100_000,
        '30,000 NOTs'             => 'SELECT ' . 'NOT ' x 30_000 . 'true',
        '1 MB in one statement'   => "SELECT '" . 'x' x 1_048_576 . "'",
        'a NUL byte'              => "SELECT 1;\0SELECT 2",
        'invalid UTF-8'           => "SELECT '\xff\xfe'",
        'an overlong encoding'    => "SELECT '\xc0\xaf'",
    );
    for my $name (sort keys %hostile) {
        my $start = time;
        my @rows = rows_of($hostile{$name} . ";\n");
        cmp_ok(time - $start, '<', 10, "$name: takes no time to speak of");
        my @errors = grep { $_->{error} } @rows;
        is(scalar @errors, 1, "$name: is one clear error");
        cmp_ok(length $errors[0]{error}, '<', 300, "$name: in a few words");
    }
    my ($deep, $good) = rows_of($hostile{'10,000 chained +1'} . ";\nSELECT 1;\n");
    ok($deep->{error} && !$good->{error}, 'the statement after a hostile one is scored');

    my $run = run_tend([qw(analyze -)], stdin => $hostile{'1 MB in one statement'}, %offline);
    cmp_ok(length $run->{out}, '<', 5_000, 'a long text is not printed whole');
    is_deeply([rows_of("SELECT 'x" . 'y' x 100_000)]->[0]{score}, undef, 'an open quote is an error');
};

subtest 'empty inputs' => sub {
    for my $text ('', "\n\n", '-- only a comment', ';;;') {
        is(scalar rows_of($text), 0, 'no statement, no row');
    }
    like(run_tend([qw(analyze -)], stdin => '', %offline)->{out}, qr/has no statement/,
        'which is said');
};

subtest 'many statements' => sub {
    my $count = 2_000;
    my @rows = rows_of(join '', map { "SELECT a FROM t WHERE id = $_ ORDER BY b;\n" } 1 .. $count);
    is(scalar @rows, $count, "$count statements are $count rows");
    is($rows[-1]{line}, $count, 'with the right lines to the end');
};

subtest 'the severities that there are' => sub {
    my $help = run_tend([qw(analyze --help)])->{out};
    like($help, qr/high for level extreme .*medium for level.*none is low or critical/s, 'are in the help');
    is(run_tend([qw(analyze - --fail-on critical)], stdin => 'SELECT * FROM a, b')->{code}, 0, 'none is critical');
};

done_testing();
