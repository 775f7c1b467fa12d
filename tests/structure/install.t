# SPDX-License-Identifier: PostgreSQL
# `make install` puts every file where it belongs below DESTDIR; `make uninstall` takes it back.
use strict;
use warnings;
use lib 'tests/structure/lib';
use File::Temp qw(tempdir);
use Tree;
use Test::More;

my $destination = tempdir(CLEANUP => 1);
my @make        = ('env', '-u', 'MAKEFLAGS', '-u', 'MAKELEVEL', 'make', '-s', "DESTDIR=$destination",
    "BUILD=$ENV{BUILD}", "PG_CONFIG=$ENV{PG_CONFIG}");
my ($library, $share) = map { my $p = qx{$ENV{PG_CONFIG} $_}; chomp $p; $p } qw(--pkglibdir --sharedir);

sub installed
{
    return map { s{^\Q$destination\E}{}r } files($destination, qr/./);
}

is(system(@make, 'install-files'), 0, 'it installs');

my ($version) = text_of('extension/pg_tend.control') =~ /default_version\s*=\s*'([^']+)'/;
# The parts of a version become one script; update scripts stay as they are.
my @scripts = map { "$share/extension/$_" } "pg_tend--$version.sql",
  map { m{^extension/install/([^/]+)$} ? $1 : () } files('extension/install', qr/\.sql$/);
my @expected = sort(
    "$library/pg_tend.so", "$share/extension/pg_tend.control", @scripts,
    '/usr/local/bin/tend', '/usr/local/share/pg_tend/tend.toml.example');
is_deeply([installed()], \@expected, 'exactly the files that belong to it');

ok((grep { m{/pg_tend--\Q$version\E\.sql$} } @scripts), "a script makes the default version $version");

my $said = qx{$destination/usr/local/bin/tend --version 2>&1};
is($?, 0, 'the installed program starts');
like($said, qr/\d+\.\d+/, 'and says its version');

is(system(@make, 'uninstall'), 0, 'it uninstalls');
is_deeply([installed()], [], 'nothing is left');

done_testing();
