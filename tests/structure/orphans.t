# SPDX-License-Identifier: PostgreSQL
# Every test file is run by a suite, every source file is compiled, every expected output used.
use strict;
use warnings;
use lib 'tests/structure/lib';
use Tree;
use Test::More;

sub complain
{
    my ($name, @wrong) = @_;
    ok(!@wrong, $name) or diag(join "\n", @wrong);
    return;
}

# Where a suite of tests/run, a bench or the demo looks; anything else below tests/ is an orphan.
my @looked_at = (
    qr{^tests/(?:unit|oracle)/(?:.*/)?[a-z0-9_]+\.(?:cpp|h)$},
    qr{^tests/(?:bench|unit|oracle)?/?CMakeLists\.txt$},
    qr{^tests/bench/[a-z0-9_/]+\.(?:cpp|h|conf|sql)$},
    qr{^tests/bench/\w+/\w+\.p[lm]$},
    qr{^tests/(?:tap|advisor|structure|corpus)/[a-z0-9_]+\.t$},
    qr{^tests/tap/long/[a-z0-9_]+\.t$},
    qr{^tests/(?:tap|advisor|structure|corpus)/lib/\w+\.pm$},
    qr{^tests/isolation/(?:specs/\w+\.spec|expected/\w+\.out)$},
    qr{^tests/(?:data|demo)/},
    qr{^tests/(?:run|lib/.+)$},
    qr{(?:^|/)README\.md$},
);
my @tests = files('tests', qr/./);
cmp_ok(scalar @tests, '>', 10, 'there are tests');
complain('every file below tests/ has a runner',
    grep { my $file = $_; !grep { $file =~ $_ } @looked_at } @tests);
complain('a unit test file has a test',
    grep { text_of($_) !~ /\bTEST_CASE(?:_METHOD)?\s*\(|TEMPLATE_TEST_CASE/ }
      files('tests/unit', qr/_test\.cpp$/), files('tests/oracle', qr/_test\.cpp$/));
complain('a file with unit tests is named for it',
    grep { /\.cpp$/ && !/_test\.cpp$/ && text_of($_) =~ /^TEST_CASE/m } files('tests/unit', qr/\.cpp$/));

sub stems { return map { m{([^/]+)\.\w+$} ? $1 : () } @_ }
my %sql      = map { $_ => 1 } stems(files('sql', qr/\.sql$/));
my %expected = map { s/_\d$//r => 1 } stems(files('expected', qr/\.out$/));
complain('every regression file has its expected output', grep { !$expected{$_} } sort keys %sql);
complain('every expected output has its regression file', grep { !$sql{$_} } sort keys %expected);
my %spec  = map { $_ => 1 } stems(files('tests/isolation/specs',    qr/\.spec$/));
my %given = map { s/_\d$//r => 1 } stems(files('tests/isolation/expected', qr/\.out$/));
complain('isolation specs and their expected outputs match',
    grep { !$spec{$_} || !$given{$_} } sort keys %{ { %spec, %given } });
my @bare = text_of('tests/lib/regress_without_preload') =~ /^([a-z0-9_]+)\s*(?:#.*)?$/mg;
complain('the list of files to run without preloading names files', grep { !$sql{$_} } @bare);

SKIP:
{
    my $commands = "$ENV{BUILD}/compile_commands.json";
    skip 'no build here', 1 unless -f $commands;
    my $compiled = text_of($commands);
    complain('every source file is compiled',
        grep { index($compiled, "/$_\"") < 0 && index($compiled, "/$_ ") < 0 }
          map { files($_, qr/\.cpp$/) } qw(core extension advisor tests/unit tests/oracle));
}

done_testing();
