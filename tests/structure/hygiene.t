# SPDX-License-Identifier: PostgreSQL
# What must stand in every source file, and what must stand in none.
use strict;
use warnings;
use lib 'tests/structure/lib';
use Tree;
use Test::More;

sub complain
{
    my ($name, @wrong) = @_;
    ok(!@wrong, $name) or diag(join "\n", @wrong[0 .. ($#wrong > 20 ? 20 : $#wrong)]);
    return;
}

my @sources = files('.', qr/\.(?:h|cpp)$/);
complain('every C++ file begins with its licence',
    grep { text_of($_) !~ m{\A// SPDX-License-Identifier: PostgreSQL\n} } @sources);
complain('every script and test says its licence',
    grep { substr(text_of($_), 0, 300) !~ /SPDX-License-Identifier: PostgreSQL/ }
      files('tests', qr/\.(?:t|pm|pl|sh)$/), grep { -f $_ } qw(tests/run .ci/run .ci/deps Makefile));
complain('no header opens a namespace for everybody',
    map { matching_lines($_, qr/^\s*using namespace\b/) } grep { /\.h$/ } @sources);

# Names of places that only exist where somebody once worked. Written so that this file passes.
my $places = join '|', map { quotemeta }
  ('/wo' . 'rk/', '/tmp/' . 'slot', '/tmp/' . 'briefs', 'deb.' . 'debian.org',
    'security.' . 'debian.org', 'registry.' . 'npmjs');
my @text = grep { -T $_ } files('.', qr/./);
cmp_ok(scalar @text, '>', 50, 'the tree has its files');
complain('no file names a place of the machine it was written on',
    map { matching_lines($_, qr/$places/) } @text);
complain('no file has a line that ends in a blank or a DOS line end',
    map { matching_lines($_, qr/[ \t\r]$/) }
      grep { !m{^expected/|/expected/|\.out$|^tests/data/|\.md$} } @text);
complain('every file ends with a newline',
    grep { my $t = text_of($_); length $t && $t !~ /\n\z/ } grep { !m{^tests/data/} } @text);

# Regression files also run on servers that others use.
complain('no regression file resets the statements of the whole server',
    map { matching_lines($_, qr/pg_stat_statements_reset\(\)/) } files('sql', qr/\.sql$/));

# Waiting is polling: a sleep makes a test slow on a fast machine and wrong on a slow one.
complain('no test sleeps',
    map { matching_lines($_, qr/\b(?:u|nano)sleep\b|\bsleep_(?:for|until)\b|^\s*sleep[ (]\s*[\d\$]/) }
      files('tests', qr/\.(?:t|pm|cpp|sh)$/));

done_testing();
