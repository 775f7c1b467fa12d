# SPDX-License-Identifier: PostgreSQL
# Private clusters take their settings, do not meet, and leave nothing, even when stopped midway.
use strict;
use warnings;
use File::Temp qw(tempdir);
use Test::More;

my $scratch = tempdir(CLEANUP => 1);

sub run_script
{
    my ($text) = @_;
    open my $out, '>', "$scratch/script" or die "$!\n";
    print $out "set -u\n. tests/lib/cluster.sh || exit 2\ncluster_begin || exit 2\n$text";
    close $out;
    my $output = qx{bash $scratch/script 2>&1};
    return ($? >> 8, $output);
}

# The folders a script used, which it prints, and whether they are gone.
sub left_behind
{
    my ($output) = @_;
    my @folders = $output =~ /^folder (\S+)$/mg;
    return (scalar @folders, grep { -e $_ } @folders);
}
# A process that ended but that nobody has asked after has no command line any more.
sub is_running
{
    my ($pid) = @_;
    open my $in, '<', "/proc/$pid/cmdline" or return 0;
    local $/;
    return length(<$in> // '') > 0;
}

my $folders = qq{echo "folder \$CLUSTER_WORK"; echo "folder \$CLUSTER_SOCKETS"\n};
my $process = q{echo "server $(head -n 1 "$CLUSTER_WORK/a/postmaster.pid")"} . "\n";

my ($status, $output) = run_script($folders . <<'SCRIPT');
cluster_create a work_mem=7MB "application_name=it's" || exit 3
cluster_create b || exit 3
cluster_start a && cluster_start b || exit 4
psql -Atc "SELECT 'b', current_setting('work_mem')"
cluster_use a
psql -Atc "SELECT 'a', current_setting('work_mem'), setting FROM pg_file_settings WHERE name = 'application_name'"
psql -Atc "SELECT 'net', current_setting('listen_addresses'), current_user"
cluster_restart a && psql -Atc "SELECT 'again'"
cluster_stop b
SCRIPT
is($status, 0, 'two clusters at once') or diag($output);
like($output, qr/^b\|4MB$/m,       'one has the defaults');
like($output, qr/^a\|7MB\|it's$/m, 'the other its settings, quoted');
like($output, qr/^net\|\|postgres$/m, 'no network; the superuser has one name everywhere');
like($output, qr/^again$/m,        'it restarts');
is_deeply([left_behind($output)], [2], 'nothing is left');

($status, $output) = run_script($folders . "cluster_create a && cluster_start a || exit 3\n$process" . 'kill -TERM $$; :');
is($status, 143, 'a script that is told to stop');
is_deeply([left_behind($output)], [2], 'leaves nothing');
my ($server) = $output =~ /^server (\d+)$/m;
ok(defined $server && !is_running($server), 'and its server has ended');

($status, $output) = run_script($folders . 'cluster_create a no_such_setting=1 && cluster_start a');
isnt($status, 0, 'a server that cannot start is an error');
like($output, qr/no_such_setting/, 'and the log says why');
is_deeply([left_behind($output)], [2], 'nothing is left then either');

done_testing();
