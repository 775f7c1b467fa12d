# SPDX-License-Identifier: PostgreSQL
# A PostgreSQL::Test::Cluster node that finds the staged extension.
#
#   use TendCluster;
#   my $node = TendCluster->started('main');                      # preloads both modules
#   my $bare = TendCluster->started('bare', preload => '');       # preloads nothing
#   my $node = TendCluster->created('main', conf => "work_mem = '8MB'\n");   # not started yet
#   ($output, $error, $sqlstate) = $node->try_sql($sql, %options);
# Everything else is PostgreSQL::Test::Cluster's (psql, safe_psql, poll_query_until, restart ...).
#
# Started by tests/run, which sets what is read here: TEND_STAGE_CONF (the settings by which a
# server finds the staged extension; tests/lib/cluster.sh writes them), TEND_TEMPLATE (the data
# folder that one initdb made), TEND_STAGE and TEND_TREE (the staged installation, the sources).
# The superuser is `postgres`, whoever runs the tests.
# Tested by tests/tap/001_install.t.
package TendCluster;

use strict;
use warnings;
use parent -norequire, 'PostgreSQL::Test::Cluster';
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils ();

our $PRELOAD = 'pg_stat_statements,pg_tend';

BEGIN
{
    foreach my $name (qw(TEND_STAGE_CONF TEND_TEMPLATE TEND_STAGE TEND_TREE PG_REGRESS))
    {
        defined $ENV{$name} or die "$name is not set: run this test by tests/run\n";
    }
    $ENV{PGUSER}     = 'postgres';
    $ENV{PGDATABASE} = 'postgres';
}

# A new node with its settings, not started. Arguments: preload (a list for
# shared_preload_libraries; default both modules, '' for none), conf (lines for postgresql.conf),
# init (a reference to a hash of arguments for PostgreSQL::Test::Cluster::init).
sub created
{
    my ($class, $name, %options) = @_;
    my $node = $class->new($name);
    $node->init(%{ $options{init} // {} });
    my $preload = $options{preload} // $PRELOAD;
    $node->append_conf('postgresql.conf', PostgreSQL::Test::Utils::slurp_file($ENV{TEND_STAGE_CONF}));
    $node->append_conf('postgresql.conf', "shared_preload_libraries = '$preload'\n");
    $node->append_conf('postgresql.conf', "timezone = 'UTC'\nmax_connections = 40\n");
    # Advice by the worker only where a test is about it: it would add runs to those of the test.
    $node->append_conf('postgresql.conf', "pg_tend.advise_interval = 0\n");
    $node->append_conf('postgresql.conf', $options{conf}) if defined $options{conf};
    return $node;
}

sub started
{
    my ($class, $name, %options) = @_;
    my $node = $class->created($name, %options);
    $node->start;
    return $node;
}

# The base class's init with the copy of a template in the place of its initdb, which takes most
# of the second that a new node costs.
sub init
{
    my ($self, %options) = @_;
    my $run = \&PostgreSQL::Test::Utils::system_or_bail;
    no warnings 'redefine';
    local *PostgreSQL::Test::Utils::system_or_bail = sub {
        my @command = @_;
        return $run->(@command) if $command[0] ne 'initdb' || $options{extra};
        return $run->('cp', '-a', '--reflink=auto', $ENV{TEND_TEMPLATE}, $self->data_dir);
    };
    return $self->SUPER::init(%options);
}

# Runs SQL that may fail. Returns its output, the error text and the SQLSTATE ('' if none).
# Options as psql()'s (dbname, extra_params, timeout ...).
sub try_sql
{
    my ($self, $sql, %options) = @_;
    my ($output, $error);
    my $dbname = delete $options{dbname} // 'postgres';
    $self->psql($dbname, "\\set VERBOSITY sqlstate\n$sql",
        stdout => \$output, stderr => \$error, on_error_stop => 0, %options);
    my ($state) = $error =~ /(?:ERROR|FATAL|PANIC):\s+([0-9A-Z]{5})/;
    return ($output, $error, $state // '');
}

1;
