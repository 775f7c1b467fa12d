# SPDX-License-Identifier: PostgreSQL
# The planted corpus is whole, and its reader refuses what it does not understand.
use strict;
use warnings;
use lib 'tests/corpus/lib';
use CaseFile;
use File::Temp ();
use Test::More;

my @cases = read_cases('tests/data/corpus');
cmp_ok(scalar @cases, '>=', 80, scalar(@cases) . ' planted cases');
my %seen;
is_deeply([ grep { $seen{"$_->{class}: $_->{name}"}++ } map { $_ } @cases ], [], 'no two cases of a class have one name');

sub read_text
{
    my ($text) = @_;
    my $file = File::Temp->new(SUFFIX => '.sql');
    print $file $text;
    $file->close;
    my @read = eval { read_case_file("$file") };
    return (\@read, $@);
}

my $form = "-- class: c\n-- case: n\n-- trap: t\n-- workload\nSELECT a\nFROM t WHERE b = \$1;  -- 10 calls with (1), (2)\n"
  . "SELECT 2;\n-- best\nCREATE INDEX ON t (b);\n-- rival\nCREATE INDEX ON t (a);\n";
my ($read) = read_text($form);
is_deeply($read->[0]{workload},
    [ { text => "SELECT a\nFROM t WHERE b = \$1", calls => 10, values => [ '1', '2' ] }, { text => 'SELECT 2', calls => 1, values => [] } ],
    'statements, calls and values');
is_deeply([ $read->[0]{best}, $read->[0]{rivals} ], [ ['CREATE INDEX ON t (b)'], [ ['CREATE INDEX ON t (a)'] ] ], 'the best set and its rival');

my %wrong = (
    'a misspelt word'              => [ 'trap: t',             'trop: t' ],
    'a misspelt section'           => [ '-- best',             '-- bests' ],
    'parameters without values'    => [ ' with (1), (2)',      '' ],
    'an index set that is neither' => [ 'CREATE INDEX ON t (b);', 'DROP INDEX t_b;' ],
    'a case without a best set'    => [ "-- best\nCREATE INDEX ON t (b);\n", '' ],
);
foreach my $name (sort keys %wrong)
{
    my ($from, $to) = @{ $wrong{$name} };
    my (undef, $error) = read_text($form =~ s/\Q$from\E/$to/r);
    like($error, qr/:\d+: /, "$name is an error with its place");
}

done_testing();
