# SPDX-License-Identifier: PostgreSQL
# Reads the planted cases of tests/data/corpus; their form is described in its README.md.
#
#   use CaseFile;
#   my @cases = read_cases('tests/data/corpus');     # in order of files and lines
# A case is a hash: name, class, file; trap, gap, never, must, replaces, keeps, unindexable,
# budget, max_indexes, confidence_below (undef if not said); setup, session, teardown (SQL, '' if none); workload (list of
# { text, calls, values => [ 'list, of, values', ... ] }); best and each of rivals (lists of
# statements; empty for `nothing`).
# Dies on what it does not know, with file and line: a misspelt word would be a case not checked.
# Tested by tests/corpus/form.t.
package CaseFile;

use strict;
use warnings;
use Exporter 'import';

our @EXPORT = qw(read_cases read_case_file);

# What a case says in one line, and in lines below a line of its own.
my %WORD = map { $_ => 1 } ('trap', 'known gap', 'never', 'must', 'replaces', 'keeps', 'unindexable', 'budget', 'max indexes', 'confidence below');
my %SECTION = map { $_ => 1 } qw(setup session workload best rival teardown);

sub read_cases
{
    my ($folder) = @_;
    return map { read_case_file($_) } grep { !m{/fixture\.sql$} } sort glob "$folder/*.sql";
}

sub read_case_file
{
    my ($file) = @_;
    open my $in, '<:encoding(UTF-8)', $file or die "$file: $!\n";
    my ($class, @cases, $case, $section);
    while (my $line = <$in>)
    {
        chomp $line;
        if ($line =~ /^-- class: (.+)$/) { $class = $1; next; }
        if ($line =~ /^-- case: (.+)$/)
        {
            push @cases, $case = { name => $1, class => $class, file => $file, line => $., rival => [] };
            $section = undef;
            next;
        }
        next unless $case;
        if ($line =~ /^-- ([a-z ]+): (.+)$/ && $WORD{$1}) { $case->{$1} = $2; next; }
        if ($line =~ /^-- (\w+)$/ && $SECTION{$1})
        {
            $section = $1;
            push @{ $case->{rival} }, '' if $section eq 'rival';
            next;
        }
        die "$file:$.: what is \"$line\"?\n" if $line =~ /^-- \w+(?: \w+)?:|^-- \w+$/;
        next if $line =~ /^\s*(?:--.*)?$/;
        die "$file:$.: a line outside of every section: $line\n" unless $section;
        if ($section eq 'rival') { $case->{rival}[-1] .= "$line\n"; }
        else                     { $case->{$section} .= "$line\n"; }
    }
    return map { finished($_) } @cases;
}

sub finished
{
    my ($raw) = @_;
    my $where = "$raw->{file}:$raw->{line}";
    defined $raw->{$_} or die "$where: no $_\n" foreach qw(class trap workload best);
    return {
        name     => $raw->{name},
        class    => $raw->{class},
        file     => $raw->{file},
        trap     => $raw->{trap},
        gap      => $raw->{'known gap'},
        never    => $raw->{never},
        must     => $raw->{must},
        replaces => $raw->{replaces},
        keeps    => $raw->{keeps},
        budget   => $raw->{budget},
        unindexable      => $raw->{unindexable},
        max_indexes      => $raw->{'max indexes'},
        confidence_below => $raw->{'confidence below'},
        setup    => $raw->{setup} // '',
        session  => $raw->{session} // '',
        teardown => $raw->{teardown} // '',
        workload => [ statements_of($raw->{workload}, $where) ],
        best     => index_set($raw->{best}, $where),
        rivals   => [ map { index_set($_, $where) } @{ $raw->{rival} } ],
    };
}

# A statement ends with a line that ends in `;`, behind which may stand how often it is called and,
# in parentheses, the values that its $n have: `-- 100 calls with (17), (23)`.
sub statements_of
{
    my ($text, $where) = @_;
    my ($open, @statements) = ('');
    foreach my $line (split /\n/, $text)
    {
        $open .= "$line\n";
        next unless $line =~ /;\s*(?:--\s*(\d+) calls?(?: with (\(.*\)))?)?$/;
        my ($calls, $values) = ($1 // 1, $2);
        $open =~ s/;\s*(?:--[^\n]*)?\n$//;
        die "$where: parameters without values: $open\n" if $open =~ /\$\d/ && !defined $values;
        push @statements, {
            text   => $open,
            calls  => $calls,
            values => defined $values ? [ split /\), \(/, $values =~ s/^\(|\)$//gr ] : [],
        };
        $open = '';
    }
    die "$where: a statement does not end: $open\n" if $open =~ /\S/;
    return @statements;
}

sub index_set
{
    my ($text, $where) = @_;
    return [] if $text =~ /^nothing$/;
    my @ddl = $text =~ /^(CREATE INDEX ON .+);$/mg;
    my @lines = split /\n/, $text;
    die "$where: neither `nothing` nor indexes: $text\n" unless @ddl && @ddl == @lines;
    return \@ddl;
}

1;
