# SPDX-License-Identifier: PostgreSQL
# docs/settings.md says what the loaded extension defines, and its blocks start a server; unknown
# names and values that make no sense are refused.
use strict;
use warnings;
use TendCluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = TendCluster->started('settings');

my $generated = $node->safe_psql('postgres', slurp_file("$ENV{TEND_TREE}/tests/lib/settings.sql"));
my $written = slurp_file("$ENV{TEND_TREE}/docs/settings.md");
s/\s+\z// foreach ($generated, $written);
is($generated, $written, 'docs/settings.md is what tests/lib/settings.sql prints');

my ($output, $error, $state) =
    $node->try_sql("LOAD 'pg_tend'; SET pg_tend.no_such_setting = 1");
is($state, '42602', 'an unknown setting is refused');

foreach my $refused (
    "databases = 'a,,\"b'", "worker_role = 'one, two'", "exclude = 'a.b.c'",
    "capture_rate = 1.5", "sample_interval = '10 ms'", "retention = 0")
{
    my (undef, undef, $code) = $node->try_sql("ALTER SYSTEM SET pg_tend.$refused");
    is($code, '22023', "pg_tend.$refused is refused");
}
$node->stop;

my %blocks = $written =~ /```ini\n# (\w+)\n(.*?)```/gs;
is(join(' ', sort keys %blocks), 'development production staging', 'the page has its three blocks');
foreach my $name (sort keys %blocks)
{
    my $server = TendCluster->started($name, preload => '', conf => $blocks{$name});
    my %set = $blocks{$name} =~ /^([\w.]+) = (.*)$/gm;
    my $unset = $server->safe_psql('postgres',
        "SELECT string_agg(name, ' ') FROM pg_settings WHERE name IN ("
          . join(', ', map { "'$_'" } keys %set)
          . ") AND source <> 'configuration file'");
    is($unset, '', "the $name block is taken as it stands");
    $server->stop;
}

done_testing();
