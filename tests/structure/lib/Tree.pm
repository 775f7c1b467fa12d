# SPDX-License-Identifier: PostgreSQL
# The project's own files, for the checks of the tree itself. They run in the project's folder.
# Tested by tests/structure/orphans.t, which fails when the list is empty.
package Tree;

use strict;
use warnings;
use Exporter 'import';
use File::Find;

our @EXPORT = qw(files text_of includes_of matching_lines);

# Paths of all files below a folder ('.' by default), without build output and the repository.
sub files
{
    my ($top, $pattern) = @_;
    my @found;
    return @found unless -d $top;
    find({
            no_chdir => 1,
            wanted   => sub {
                my $path = $File::Find::name;
                $path =~ s{^\./}{};
                if (-d $File::Find::name && $path =~ m{^(?:\.git|build[^/]*|results)$})
                {
                    $File::Find::prune = 1;
                    return;
                }
                push @found, $path if -f $File::Find::name && $path =~ $pattern;
            },
        },
        $top);
    return sort @found;
}

sub text_of
{
    my ($path) = @_;
    open my $in, '<:raw', $path or die "$path: $!\n";
    local $/;
    my $text = <$in>;
    return $text // '';
}

# What a C++ file includes, in order, without quotes or brackets.
sub includes_of
{
    my ($path) = @_;
    return text_of($path) =~ /^\s*#\s*include\s*[<"]([^>"]+)[>"]/mg;
}

# "path:line: text" of every line that matches.
sub matching_lines
{
    my ($path, $pattern) = @_;
    my ($number, @found) = (0);
    foreach my $line (split /\n/, text_of($path))
    {
        $number++;
        push @found, "$path:$number: $line" if $line =~ $pattern;
    }
    return @found;
}

1;
