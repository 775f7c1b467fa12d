# SPDX-License-Identifier: PostgreSQL
# Runs the program tend and prepares databases for its tests.
#
# Needs TEND (the program's path) and, for tests with a server, libpq's PG* variables of one whose
# role may create databases and roles. Databases and roles made here are dropped at the end.
package TendProgram;

use strict;
use warnings;

use Exporter 'import';
use IPC::Run ();
use JSON::PP ();

our @EXPORT = qw(run_tend tend_json csv_blocks sql sql_value create_database create_role
  without_server_variables temporary_file has_extension);

my (@databases, @roles, @files);
my $serial = 0;

sub has_extension { return !!$ENV{TEND_HAVE_EXTENSION} }

# run_tend([arguments], stdin => text, env => {name => value or undef})
# Returns a hash: code (undef after a signal), signal, out, err.
sub run_tend {
    my ($arguments, %option) = @_;
    die 'TEND must name the program' unless $ENV{TEND};
    local %ENV = %ENV;
    my $changes = $option{env} // {};
    for my $name (keys %$changes) {
        if   (defined $changes->{$name}) { $ENV{$name} = $changes->{$name} }
        else                             { delete $ENV{$name} }
    }
    my $input = $option{stdin} // '';
    my %result;
    IPC::Run::run([$ENV{TEND}, @$arguments], '<', \$input, '>', \$result{out}, '2>', \$result{err});
    $result{signal} = $? & 127;
    $result{code}   = $result{signal} ? undef : $? >> 8;
    return \%result;
}

# The answer of a command as a Perl structure; dies if it is not JSON.
sub tend_json {
    my ($arguments, %option) = @_;
    my $run = run_tend([@$arguments, '--format', 'json'], %option);
    my $json = eval { JSON::PP->new->utf8->decode($run->{out}) };
    die "not JSON: $@\n$run->{out}\n$run->{err}" unless $json;
    return wantarray ? ($json, $run) : $json;
}

# Splits CSV (RFC 4180) into blocks; each is a list of rows, each row a list of fields. The first
# row of a block is its header.
sub csv_blocks {
    my ($text) = @_;
    my @blocks = ([]);
    my @row;
    my $at_row_start = 1;
    while ($text =~ /\G(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n|\z)/gc) {
        my ($quoted, $bare, $end) = ($1, $2, $3);
        my $field = defined $quoted ? $quoted =~ s/""/"/gr : $bare;
        if ($at_row_start && $field eq '' && $end eq "\n" && !defined $quoted) {
            push @blocks, [];
            next;
        }
        last if $at_row_start && $field eq '' && $end eq '';
        push @row, $field;
        $at_row_start = $end ne ',';
        next unless $at_row_start;
        push @{ $blocks[-1] }, [@row];
        @row = ();
        last if $end eq '';
    }
    die 'not CSV at ' . substr($text, pos($text) // 0, 40) if (pos($text) // 0) < length $text;
    return grep { @$_ } @blocks;
}

# Runs SQL in a database, as psql would from a script. Returns its output without headers.
sub sql {
    my ($database, $text, %env) = @_;
    local %ENV = (%ENV, PGDATABASE => $database, PGOPTIONS => '-c client_min_messages=warning', %env);
    my ($out, $err);
    IPC::Run::run(['psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-f', '-'],
        '<', \$text, '>', \$out, '2>', \$err)
      or die "psql failed on: $text\n$err";
    return $out;
}

sub sql_value {
    my $out = sql(@_);
    chomp $out;
    return $out;
}

sub quoted { my ($name) = @_; return '"' . ($name =~ s/"/""/gr) . '"' }

# Creates a database; its name begins with the given one and is unique.
sub create_database {
    my ($name, $encoding) = @_;
    $name = join '_', $name, $$, ++$serial;
    $encoding //= 'UTF8';
    sql('template1', 'CREATE DATABASE ' . quoted($name)
          . " ENCODING '$encoding' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0;");
    push @databases, $name;
    return $name;
}

sub create_role {
    my ($name) = @_;
    $name = join '_', $name, $$, ++$serial;
    sql('template1', 'CREATE ROLE ' . quoted($name) . ' LOGIN;');
    push @roles, $name;
    return $name;
}

# An environment in which libpq knows no server, for tests that must not find one.
sub without_server_variables {
    return map { $_ => undef } grep { /^PG/ } keys %ENV;
}

# Writes a file that is removed at the end; returns its path.
sub temporary_file {
    my ($content, $suffix) = @_;
    require File::Temp;
    my $file = File::Temp->new(SUFFIX => $suffix // '');
    binmode $file;
    print {$file} $content;
    close $file;
    push @files, $file;
    return $file->filename;
}

END {
    my $status = $?;
    for my $name (@databases) {
        eval { sql('template1', 'DROP DATABASE IF EXISTS ' . quoted($name) . ' WITH (FORCE);'); 1 }
          or warn $@;
    }
    for my $name (@roles) {
        eval { sql('template1', 'DROP ROLE IF EXISTS ' . quoted($name) . ';'); 1 } or warn $@;
    }
    $? = $status;
}

1;
