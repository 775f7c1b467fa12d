# SPDX-License-Identifier: PostgreSQL
# Includes go downwards only, and the server is seen through extension/boundary/ alone.
use strict;
use warnings;
use lib 'tests/structure/lib';
use Tree;
use Test::More;

# What each folder of core may include besides itself.
my %below = (
    base     => [],
    series   => ['base'],
    change   => ['base'],
    sql      => ['base'],
    workload => [qw(base series change sql)],
);
$below{$_} = [qw(base series change sql workload)] foreach qw(index maintenance capacity);

# Headers that belong to the world outside core: clients, command line, formats, the OS.
my $outside = qr{^(?:
    libpq-fe\.h | libpq/ | postgres | fmgr\.h | CLI/ | toml | nlohmann/ | spdlog/ | sqlite3 | hiredis
  | Eigen/ | openssl/ | chrono$ | random$ | ctime$ | time\.h$ | fstream$ | iostream$ | filesystem$
  | thread$ | unistd\.h$ | sys/ )}x;

sub complain
{
    my ($name, @wrong) = @_;
    ok(!@wrong, $name) or diag(join "\n", @wrong);
    return;
}

my @core = files('core', qr/\.(?:h|cpp)$/);
cmp_ok(scalar @core, '>', 10, 'there is a core');

my (@upward, @unknown, @foreign, @server);
foreach my $file (@core)
{
    my ($folder) = $file =~ m{^core/([^/]+)/} or push @unknown, $file;
    foreach my $include (includes_of($file))
    {
        push @foreign, "$file includes $include" if $include =~ $outside;
        push @server, "$file includes $include"
          if -f ($ENV{PG_INCLUDE_SERVER} // '/nonexistent') . "/$include" && !-f $include;
        next unless $include =~ m{^(core|extension|advisor|tests)/([^/]+)};
        next if $1 eq 'core' && grep { $_ eq $2 } $folder, @{ $below{$folder} // [] };
        push @upward, "$file includes $include";
    }
}
complain('every file of core lies in one of its folders', @unknown);
complain('core includes downwards only',                  @upward);
complain('core includes no server header',                @server);
complain('core includes no client, format, clock or input/output header', @foreign);

my @extension = files('extension', qr/\.(?:h|cpp)$/);
my @advisor   = files('advisor',   qr/\.(?:h|cpp)$/);
cmp_ok(scalar @extension, '>', 10, 'there is an extension');
cmp_ok(scalar @advisor,   '>', 10, 'there is a program');

my (@not_first, @leaking, @guards, @crossing);
my $is_server = sub {
    my ($include) = @_;
    return $include =~ m{^(?:postgres\.h|fmgr\.h|miscadmin\.h|pgstat\.h|funcapi\.h)$}
      || ($include =~ m{^(?:access|catalog|commands|executor|lib|mb|nodes|optimizer|parser|port
            |postmaster|replication|rewrite|statistics|storage|tcop|tsearch|utils|libpq)/}x);
};
foreach my $file (@extension)
{
    my @includes = includes_of($file);
    my $boundary = $file =~ m{^extension/boundary/};
    push @not_first, $file
      if $file =~ /\.cpp$/ && ($includes[0] // '') ne 'extension/boundary/pg.h';
    push @not_first, $file
      if $file =~ /\.h$/ && grep({ $_ eq 'extension/boundary/pg.h' } @includes)
      && $includes[0] ne 'extension/boundary/pg.h';
    foreach my $include (@includes)
    {
        push @leaking,  "$file includes $include" if !$boundary && $is_server->($include);
        push @crossing, "$file includes $include" if $include =~ m{^advisor/};
    }
    push @guards, matching_lines($file, qr/\bPG_VERSION_NUM\b/) unless $boundary;
}
foreach my $file (@advisor)
{
    push @crossing, map { "$file includes $_" } grep { m{^extension/} } includes_of($file);
}
complain('in the extension boundary/pg.h comes first',           @not_first);
complain('only extension/boundary/ includes the server',         @leaking);
complain('only extension/boundary/ asks for the server version', @guards);
complain('extension and program do not include each other',      @crossing);

my @not_once = grep { text_of($_) !~ /^#pragma once$/m } files('.', qr/\.h$/);
complain('every header is read once', @not_once);

my @protobuf = grep {
    !m{^core/(?:sql|workload)/|^tests/}
      && grep { /pg_query|protobuf-c/ && !/^core\// } includes_of($_)
} files('.', qr/\.(?:h|cpp)$/);
complain('libpg_query is seen by the parser and the score alone', @protobuf);

done_testing();
