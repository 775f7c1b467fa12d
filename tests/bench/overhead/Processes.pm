# SPDX-License-Identifier: PostgreSQL
# What /proc knows of the server's processes: children, titles, processor time, memory.
# Tested by make bench-overhead.
package Processes;

use strict;
use warnings;
use Exporter 'import';
use POSIX ();

our @EXPORT_OK = qw(first_cpu children_of title_of reaped_seconds running_seconds private_megabytes);

my $TICKS_PER_SECOND = POSIX::sysconf(POSIX::_SC_CLK_TCK());

sub content_of
{
    my ($path) = @_;
    open my $file, '<', $path or return;
    local $/;
    return scalar <$file>;
}

# The fields of /proc/PID/stat from the third on: the second is a name and may hold blanks.
sub stat_of
{
    my ($pid) = @_;
    my $line = content_of("/proc/$pid/stat") // return;
    $line =~ s/^.*\) //s;
    return split ' ', $line;
}

# The first CPU that this process may use; undef where nothing can be bound to one.
sub first_cpu
{
    return unless grep { -x "$_/taskset" } split /:/, $ENV{PATH};
    return content_of('/proc/self/status') =~ /^Cpus_allowed_list:\s+(\d+)/m ? $1 : undef;
}

sub children_of
{
    my ($parent) = @_;
    my @children;
    foreach my $path (glob '/proc/[0-9]*')
    {
        my $pid = substr $path, length '/proc/';
        my @stat = stat_of($pid) or next;
        push @children, $pid if $stat[1] == $parent;
    }
    return @children;
}

sub title_of
{
    my ($pid) = @_;
    return (content_of("/proc/$pid/cmdline") // '') =~ s/\0.*//sr;
}

# Processor time, user and system, of all children that have ended; in ticks of 10 ms.
sub reaped_seconds
{
    my ($pid) = @_;
    my @stat = stat_of($pid) or die "no process $pid\n";
    return ($stat[13] + $stat[14]) / $TICKS_PER_SECOND;
}

# Processor time of one process so far; the scheduler counts nanoseconds. 0 for one that is gone.
sub running_seconds
{
    my ($pid) = @_;
    my $line = content_of("/proc/$pid/schedstat") or return 0;
    return (split ' ', $line)[0] * 1e-9;
}

# Memory that goes when this process goes. Not what it maps shared: a page of shared_buffers that only
# this process has touched so far counts as private to the kernel. 0 for one that is gone.
sub private_megabytes
{
    my ($pid) = @_;
    my ($kilobytes, $shared) = (0, 0);
    foreach my $line (split /\n/, content_of("/proc/$pid/smaps") // '')
    {
        $shared = $1 eq 's' if $line =~ /^[0-9a-f]+-[0-9a-f]+ ...([ps]) /;
        $kilobytes += $1 if !$shared && $line =~ /^Private_\w+:\s+(\d+) kB/;
    }
    return $kilobytes / 1024;
}

1;
