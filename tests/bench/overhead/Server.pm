# SPDX-License-Identifier: PostgreSQL
# The bench's private servers: started with the settings of an arm, asked, loaded with pgbench.
#
# There are two, `one` and, after make_twin(), `other`, a copy of its data folder. All functions go to
# `one` unless called inside at('other', ...). Settings are given on the command line at each start, so
# that an arm differs in nothing else, and where memory happens to lie is drawn anew each time.
# Reads BENCH_DATA (the data folder), BENCH_SCRATCH (files of the bench) and PG*.
# Tested by make bench-overhead.
package Server;

use strict;
use warnings;
use Exporter 'import';
use IPC::Open2;
use Time::HiRes qw(time);
use Processes qw(children_of title_of);

our @EXPORT_OK = qw(at make_twin start stop stop_all postmaster scratch query script pgbench begin_pgbench end_pgbench
  connect_session ask leave pause wait_until background_is_quiet);

my %DATA = map { $_ => $ENV{BENCH_DATA} . ($_ eq 'one' ? '' : ".$_") } qw(one other);
my %HOST = map { $_ => $ENV{PGHOST} . ($_ eq 'one' ? '' : ".$_") } qw(one other);
our $here = 'one';

# One CPU for the servers that are started, as a list for taskset; undef: all.
our $cpu;
# How often a condition is looked at, and when it is given up.
my $POLL_S  = 0.05;
my $LIMIT_S = 120;

sub scratch { return "$ENV{BENCH_SCRATCH}/$_[0]" }

sub run_command
{
    system(@_) == 0 or die "failed: @_\n";
}

# at($server, $code): runs the code with all functions going to that server.
sub at
{
    my ($server, $code) = @_;
    local $here = $server;
    local $ENV{PGHOST} = $HOST{$server};
    return $code->();
}

# Makes `other` a copy of `one`, which must be down.
sub make_twin
{
    run_command('cp', '-a', $DATA{one}, $DATA{other});
    mkdir $HOST{other}, 0700 or die "$HOST{other}: $!\n";
}

sub pinned { return defined $cpu ? ('taskset', '-c', $cpu, @_) : @_ }

# start(name => value, ...)
sub start
{
    my %settings = (unix_socket_directories => $HOST{$here}, @_);
    my $options = join ' ', map { "-c $_=$settings{$_}" } sort keys %settings;
    run_command(pinned('pg_ctl'), '-D', $DATA{$here}, '-l', "$DATA{$here}.log", '-w', '-t', 60, '-s', '-o', $options, 'start');
}

sub stop
{
    run_command('pg_ctl', '-D', $DATA{$here}, '-m', 'fast', '-w', '-t', 60, '-s', 'stop');
}

# Whatever runs, after a failure.
sub stop_all
{
    system('pg_ctl', '-D', $_, '-m', 'immediate', '-w', '-t', 60, '-s', 'stop')
      foreach grep { -e "$_/postmaster.pid" } values %DATA;
}

sub postmaster
{
    open my $file, '<', "$DATA{$here}/postmaster.pid" or die "the server does not run: $!\n";
    chomp(my $pid = <$file>);
    return $pid;
}

# query($database, $sql, ...): the rows of the last one, columns by |.
sub query
{
    my ($database, @statements) = @_;
    open my $out, '-|', 'psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', '-d', $database, map { ('-c', $_) } @statements
      or die "psql: $!\n";
    chomp(my @rows = <$out>);
    close $out or die "psql failed: @statements\n";
    return wantarray ? @rows : $rows[-1];
}

# script($database, $name): runs a file of the scratch folder and throws its rows away.
sub script
{
    my ($database, $name) = @_;
    run_command('psql', '-Xq', '-v', 'ON_ERROR_STOP=1', '-d', $database, '-o', '/dev/null', '-f', scratch($name));
}

# begin_pgbench(@arguments): lets it run; end_pgbench waits for it and returns what it printed.
sub begin_pgbench
{
    my @command = pinned('pgbench', @_);
    open my $out, '-|', 'sh', '-c', 'exec "$@" 2>&1', 'sh', @command or die "pgbench: $!\n";
    return { out => $out, command => "@command" };
}

sub end_pgbench
{
    my ($run) = @_;
    my $text = do { local $/; readline $run->{out} };
    close $run->{out} or die "$run->{command} failed:\n$text";
    return $text;
}

sub pgbench { return end_pgbench(begin_pgbench(@_)) }

# A session that stays, and the pid of its backend.
sub connect_session
{
    my ($database) = @_;
    my $pid = open2(my $from, my $to, 'psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', '-d', $database);
    $to->autoflush(1);
    my $session = { to => $to, from => $from, pid => $pid };
    $session->{backend} = ask($session, 'SELECT pg_backend_pid()');
    return $session;
}

# ask($session, $sql): its last row.
sub ask
{
    my ($session, $sql) = @_;
    my $last = '';
    print { $session->{to} } "$sql;\n\\echo end of answer\n";
    while (defined(my $line = readline $session->{from}))
    {
        chomp $line;
        return $last if $line eq 'end of answer';
        $last = $line;
    }
    die "the session ended at: $sql\n";
}

sub leave
{
    my ($session) = @_;
    close $session->{to};
    close $session->{from};
    waitpid $session->{pid}, 0;
}

# Lets time pass: a measurement takes as long as it says.
sub pause { select undef, undef, undef, $_[0] }

sub wait_until
{
    my ($what, $condition) = @_;
    my $give_up = time + $LIMIT_S;
    until ($condition->())
    {
        die "waited in vain until $what\n" if time > $give_up;
        pause($POLL_S);
    }
}

# The worker samples, and perhaps advises, when the server starts. That belongs to no round.
#   $sampled  the database that is to have its first sample
sub background_is_quiet
{
    my ($sampled) = @_;
    wait_until('the first sample is taken',
        sub { query($sampled, q{SELECT sum(samples) > 0 FROM tend.worker_state() WHERE database = current_database()}) eq 't' });
    wait_until('sampler and adviser have left',
        sub { !grep { title_of($_) =~ /pg_tend (?:sampler|adviser)/ } children_of(postmaster()) });
}

1;
