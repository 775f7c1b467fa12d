# SPDX-License-Identifier: PostgreSQL
# The completion scripts, used as the shells use them.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use IPC::Run ();
use Test::More;
use TendProgram;

my $bash = run_tend([qw(completion bash)])->{out};

# What bash would offer for the last of these words.
sub offers {
    my @words = @_;
    my $script = $bash . 'COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _tend; printf "%s\n" "${COMPREPLY[@]}"';
    my ($out, $err);
    IPC::Run::run(['bash', '-c', $script, 'bash', @words], '>', \$out, '2>', \$err) or die $err;
    return [sort grep { length } split /\n/, $out];
}

subtest 'bash' => sub {
    is_deeply(offers('tend', 'ch'), ['check'], 'commands');
    is_deeply(offers('tend', 'report', '--st'), ['--statements'], 'options of a command');
    is_deeply(offers('tend', 'check', '--st'), [], 'not those of another');
    is_deeply(offers('tend', 'check', '--fo'), ['--format'], 'options of every command');
    is_deeply(offers('tend', '--format', 'm'), ['markdown'], 'words of an option');
    is_deeply(offers('tend', 'check', '--fail-on', ''), [sort qw(never low medium high critical)],
        'all of them');
    is_deeply(offers('tend', 'completion', 'z'), ['zsh'], 'words of a command');
    my $file = temporary_file('SELECT 1', '.sql');
    is_deeply(offers('tend', 'analyze', substr $file, 0, -2), [$file], 'files to analyze');
    is_deeply(offers('tend', '--config', substr $file, 0, -2), [$file], 'files to configure');
};

subtest 'zsh and fish' => sub {
    my $zsh = run_tend([qw(completion zsh)])->{out};
    like($zsh, qr/bashcompinit.*\Q$bash\E/s, 'zsh loads the function of bash');
    my $fish = run_tend([qw(completion fish)])->{out};
    like($fish, qr/^complete -c tend .*-l $_\b/m, "fish knows --$_")
      for qw(config db format fail-on statements time-limit only);
    is(scalar(grep { !/^complete -c tend / } split /\n/, $fish), 0, 'and nothing else');
};

done_testing();
