# SPDX-License-Identifier: PostgreSQL
# What the module shows to the server and takes from it. libpg_query carries the server's own
# memory, error and parser functions under the same names (docs/decisions/0002): one that became
# visible, or ours bound to its copy, would end the server at the first call.
use strict;
use warnings;
use lib 'tests/structure/lib';
use Tree;
use Test::More;

my $config = $ENV{PG_CONFIG};
my $module = $ENV{TEND_STAGE} . qx{$config --pkglibdir};
chomp $module;
$module .= '/pg_tend.so';
ok(-f $module, 'the module is installed') or BAIL_OUT("no $module");

my (%defined, %taken);
foreach my $line (qx{nm -D $module})
{
    next unless $line =~ /^(?:[0-9a-f]+)?\s+([A-Za-z])\s+(\w+)/;
    if ($1 eq 'U' || lc $1 eq 'w') { $taken{$2} = 1 }
    else                           { $defined{$2} = 1 }
}

my @strangers = grep { !/^(?:Pg_magic_func|_PG_init|pg_finfo_pg_tend_\w+|pg_tend_\w+)$/ } sort keys %defined;
is("@strangers", '', 'it exports entry points only');
ok($defined{$_}, "it exports $_") foreach qw(Pg_magic_func _PG_init);

my @named = map { text_of($_) =~ /'MODULE_PATHNAME',\s*'(\w+)'/g } files('extension/install', qr/\.sql$/);
cmp_ok(scalar @named, '>', 0, 'the install script names C functions');
my @absent = grep { !$defined{$_} || !$defined{"pg_finfo_$_"} } @named;
is("@absent", '', 'every C function of the install script is exported, with its info record');

# Such a name would be found missing only when a server loads the module.
my @unlinked = grep { /^_ZNK?4tend/ } sort keys %taken;
is("@unlinked", '', 'everything of ours that it calls is in it');

# Static objects with destructors would run them when the backend exits, after the server's own.
ok(!$taken{__cxa_atexit}, 'no destructor runs at exit');

# What both libpg_query and the server define: the module may take it, never show it.
my ($archive) = grep { -f } map { chomp; $_ } qx{g++ -print-file-name=libpg_query.a};
my ($server)  = map { chomp; "$_/postgres" } qx{$config --bindir};
SKIP:
{
    skip 'no libpg_query.a here', 4 unless defined $archive && -x $server;
    my %inside = map { /^[0-9a-f]+ [TDBRVW] (\w+)/ ? ($1 => 1) : () } qx{nm --defined-only $archive 2>/dev/null};
    my @both = grep { $inside{$_} } map { /^[0-9a-f]+ [TDBRVW] (\w+)/ ? $1 : () } qx{nm -D --defined-only $server};
    cmp_ok(scalar @both, '>', 100, 'libpg_query and the server share names');
    is(join(' ', grep { $defined{$_} } @both), '', 'the module shows none of them');
    ok($taken{palloc},   'our palloc is the server\'s');
    ok($taken{errstart}, 'our errstart is the server\'s');
}
my $needed = join ' ', map { /NEEDED\s+(\S+)/ ? $1 : () } qx{objdump -p $module};
unlike($needed, qr/pg_query|protobuf|libpq\b|libfmt|libboost/, 'it needs no library of its own');
like($needed, qr/libc\.so/, 'objdump was read');

done_testing();
