# SPDX-License-Identifier: PostgreSQL
# docs/functions.md gives each function of the contract with the types and defaults of its arguments.
use strict;
use warnings;
use TendCluster;
use PostgreSQL::Test::Utils ();
use Test::More;

my $node = TendCluster->started('documented_functions', preload => '');
$node->safe_psql('postgres', 'CREATE EXTENSION pg_tend');

# One spelling for what can be spelt in two ways.
sub plain { return $_[0] =~ s/double precision/float8/gr =~ s/\binteger\b/int/gr =~ s/::\w+(\[\])?//gr =~ s/00:00:30/30 s/r =~ s/\s+/ /gr }

my %documented;
my $docs = PostgreSQL::Test::Utils::slurp_file("$ENV{TEND_TREE}/docs/functions.md");
$documented{$1} = plain($2) while $docs =~ /^(?:### `|    )tend\.(\w+)\(((?:[^()]|\n)*)\)/mg;

my %real = map { split /\|/, $_, 2 } split /\n/, $node->safe_psql('postgres',
    q{SELECT proname, pg_get_function_arguments(oid) FROM pg_proc WHERE pronamespace = 'tend'::regnamespace});
foreach my $name (sort keys %documented)
{
    # what comes out is not an argument
    is($documented{$name}, plain(join ', ', grep { !/^(?:OUT|TABLE) / } split /, /, $real{$name} =~ s/, TABLE\(.*//r), "tend.$name");
}
my @contract = qw(sample statement_history slow_queries complexity fingerprint errors waits set_objective what_if
  recommend_indexes explain_recommendation optimization_plan dismiss);
is_deeply([ grep { !exists $documented{$_} } @contract ], [], 'none is left out');

done_testing();
