# SPDX-License-Identifier: PostgreSQL
# What tend report says where nothing was seen: what is off, and nothing that is on.
use strict;
use warnings;
use TendCluster;
use IPC::Run ();
use Test::More;

plan skip_all => 'the program is not built' unless -x $ENV{TEND};

# The answer with its lines joined, so that it does not matter where they are wrapped.
sub report
{
    my ($node, @arguments) = @_;
    my ($out, $err);
    IPC::Run::run([ $ENV{TEND}, 'report', '--db', $node->connstr('postgres'), @arguments ], '>', \$out, '2>', \$err)
      or diag($err);
    return $out =~ s/\s+/ /gr;
}
sub seen { my ($node, $part) = @_; return report($node, '--only', $part, '--since', '0 s') }

my $bare = TendCluster->started('bare', preload => 'pg_stat_statements');
$bare->safe_psql('postgres', 'CREATE EXTENSION pg_tend');
like(seen($bare, $_), qr/needs pg_tend in shared_preload_libraries, where it is not/, "$_: not preloaded") for qw(errors waits);
unlike(report($bare), qr/pg_tend's worker:/, 'which is said once, among what is missing');
$bare->stop;

my $node = TendCluster->started('main', conf => "pg_tend.enabled = off\n");
$node->safe_psql('postgres', 'CREATE EXTENSION pg_tend');
sub set
{
    my ($name, $value) = @_;
    $node->safe_psql('postgres', "ALTER SYSTEM SET $name = $value");
    $node->reload;
    return $node->poll_query_until('postgres', "SELECT setting = '$value' FROM pg_settings WHERE name = '$name'") || die "$name stays";
}

like(seen($node, 'waits'), qr/pg_tend\.enabled is off/, 'waits: nobody looks');
unlike(seen($node, 'waits'), qr/shared_preload_libraries/, 'what is preloaded is not asked for');
like(report($node), qr/pg_tend's worker: disabled\. Lost: [^.]+\. Set pg_tend\.enabled = on and reload\./, 'the worker is said to be disabled');
like(report($node, qw(--only statements)), qr/^(?!.*worker)/, 'though not where it is beside the point');
like(seen($node, 'errors'), qr/No error was counted in the last 0 s/, 'errors: nothing is off');
set('pg_tend.capture_errors', 'off');
like(seen($node, 'errors'), qr/pg_tend\.capture_errors is off/, 'errors: not counted');
set('pg_tend.capture_errors', 'on');
set('log_min_messages', 'fatal');
like(seen($node, 'errors'), qr/log_min_messages = fatal keeps errors out/, 'errors: not logged');
set('pg_tend.capture_waits', 'off');
like(seen($node, 'waits'), qr/pg_tend\.capture_waits is off/, 'waits: not looked for');
set('pg_tend.capture_waits', 'on');
set('pg_tend.enabled', 'on');
like(seen($node, 'waits'), qr/No running statement was seen at one look a second in the last 0 s/, 'waits: nothing is off');

done_testing();
