# SPDX-License-Identifier: PostgreSQL
# What was measured, as rows of one table with their bars.
# Tested by make bench-overhead.
package Verdicts;

use strict;
use warnings;
use Exporter 'import';

our @EXPORT_OK = qw(note judged heading print_table missed);

my @rows;

sub heading { push @rows, [ $_[0] ]; return progress($_[0]) }

# A figure without a bar.
#   note($what, $value, spread => ..., noise => ...)
sub note
{
    my ($what, $value, %more) = @_;
    push @rows, [ $what, $value, $more{spread} // '', $more{noise} // '', $more{bar} // '', $more{verdict} // '' ];
    return progress(join '  ', grep { $_ ne '' } @{ $rows[-1] });
}

#   judged($what, $value, met => boolean, bar => ..., spread => ..., noise => ...)
sub judged
{
    my ($what, $value, %more) = @_;
    return note($what, $value, %more, verdict => $more{met} ? 'met' : 'NOT MET');
}

# So that somebody who waits sees that it goes on.
sub progress { print STDERR "  $_[0]\n" }

sub missed { return scalar grep { ($_->[5] // '') eq 'NOT MET' } @rows }

sub print_table
{
    my @table = ([ 'figure', 'value', '95 % of it', 'A/A', 'bar', '' ], @rows);
    my @width = (0) x 6;
    foreach my $row (grep { @$_ > 1 } @table)
    {
        foreach my $i (0 .. 5) { $width[$i] = length $row->[$i] if length $row->[$i] > $width[$i] }
    }
    foreach my $row (@table)
    {
        my $line = @$row == 1 ? "\n$row->[0]" : sprintf join('  ', map { "%-${_}s" } @width), @$row;
        print $line =~ s/ +$//r, "\n";
    }
}

1;
