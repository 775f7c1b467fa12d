# SPDX-License-Identifier: PostgreSQL
# One function for each suite of tests/run (sourced by it, after cluster.sh).
#
# A suite writes, in $RESULTS: SUITE.count ("passed failed skipped"), SUITE.times (a line
# "seconds TAB name" for each test) or, when its folder has no test file, SUITE.none. What it
# prints is its log, shown when something failed.
# Tested by tests/run itself: a suite that found no test is a failure.

# The clusters' owner may have no way into the clone, so it works in a copy.
TREE=$CLUSTER_ROOT
copy_tree() {
  TREE=$CLUSTER_WORK/tree
  mkdir "$TREE" &&
    tar -C "$CLUSTER_ROOT" --exclude=./.git --exclude='./build*' -cf - . | tar -C "$TREE" -xf - &&
    chmod -R a+rX "$TREE" &&
    { [[ $(id -u) != 0 ]] || chown -R "$CLUSTER_OWNER" "$TREE"; }
}

# The files of a suite in order: those asked for, else all that match.
#   suite_files SUITE GLOB   -> FOUND
suite_files() {
  local suite=$1 pattern=$2 file
  FOUND=()
  for file in $pattern; do
    [[ -f $file ]] || continue
    [[ ${#FILES[@]} = 0 || " ${FILES[*]} " = *" $file "* ]] && FOUND+=("$file")
  done
  [[ ${#FOUND[@]} -gt 0 ]] && return 0
  touch "$RESULTS/$suite.none"
  return 1
}

suite_structure() {
  suite_files structure 'tests/structure/*.t' || return 0
  local include
  include=$("$PG_CONFIG" --includedir-server)
  TEND_STAGE=$CLUSTER_STAGE PG_INCLUDE_SERVER=$include perl tests/lib/tap_suite.pl --jobs 1 --results "$RESULTS/structure" \
    "${FOUND[@]}"
}

# The XML report has every test case with its duration and what failed in it.
run_catch() {
  local suite=$1 program=$2
  [[ -x $program ]] || { echo "$program is not built"; echo "0 1 0" >"$RESULTS/$suite.count"; return 1; }
  timeout -k 10 900 "$program" -r xml -d yes >"$RESULTS/$suite.xml"
  perl tests/lib/catch_report.pl --status $? --results "$RESULTS/$suite" "$RESULTS/$suite.xml"
}

suite_unit() {
  run_catch unit "$BUILD/tests/tend_unit"
}

suite_sanitize() {
  ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=print_stacktrace=1 \
    run_catch sanitize "$BUILD/sanitize/tests/tend_unit"
}

# Counts one pg_regress-like run of one file: sets passed and failed, notes the time.
#   run_regress SUITE CLUSTER PROGRAM INPUTDIR NAME
run_regress() {
  local suite=$1 cluster=$2 program=$3 input=$4 name=$5
  local output=$CLUSTER_WORK/$suite-$cluster/$name start=$EPOCHREALTIME status
  cluster_as mkdir -p "$output"
  cluster_as timeout -k 10 300 "$program" --bindir="$PG_BINDIR" --inputdir="$input" \
    --outputdir="$output" --host="$PGHOST" --port="$PGPORT" --user="$PGUSER" \
    --dbname=contrib_regression "$name" >"$output/log" 2>&1
  status=$?
  awk -v a="$start" -v b="$EPOCHREALTIME" -v n="$suite: $name ($cluster)" \
    'BEGIN { printf "%.2f\t%s\n", b - a, n }' >>"$RESULTS/$suite.times"
  if [[ $status = 0 ]]; then
    passed=$((passed + 1))
    return
  fi
  failed=$((failed + 1))
  echo "FAILED $name on \"$cluster\" (exit $status)"
  if [[ -s $output/regression.diffs ]]; then
    cat "$output/regression.diffs"
  else
    cat "$output/log"
    cluster_log "$cluster"
  fi
  mkdir -p "$RESULTS/$suite-$cluster"
  cp -r "$output" "$RESULTS/$suite-$cluster/"
}

# Every file begins in a new, empty database `contrib_regression`; one that fails spoils no other.
suite_regress() {
  suite_files regress 'sql/*.sql' || return 0
  local passed=0 failed=0 file name
  local program
  program=$(dirname "$("$PG_CONFIG" --pgxs)")/../../src/test/regress/pg_regress
  cluster_create regress shared_preload_libraries=pg_stat_statements,pg_tend pg_tend.enabled=off &&
    cluster_start regress || { echo "0 1 0" >"$RESULTS/regress.count"; return 1; }
  for file in "${FOUND[@]}"; do
    run_regress regress regress "$program" "$TREE" "$(basename "$file" .sql)"
  done
  cluster_stop regress
  cluster_create bare && cluster_start bare || failed=$((failed + 1))
  for name in $(sed 's/#.*//' tests/lib/regress_without_preload); do
    [[ " ${FOUND[*]} " = *" sql/$name.sql "* ]] || continue
    run_regress regress bare "$program" "$TREE" "$name"
  done
  cluster_stop bare
  echo "$passed $failed 0" >"$RESULTS/regress.count"
}

suite_isolation() {
  suite_files isolation 'tests/isolation/specs/*.spec' || return 0
  local passed=0 failed=0 file program
  program=$(dirname "$("$PG_CONFIG" --pgxs)")/../../src/test/isolation/pg_isolation_regress
  cluster_create isolation shared_preload_libraries=pg_stat_statements,pg_tend pg_tend.enabled=off &&
    cluster_start isolation || { echo "0 1 0" >"$RESULTS/isolation.count"; return 1; }
  for file in "${FOUND[@]}"; do
    run_regress isolation isolation "$program" "$TREE/tests/isolation" "$(basename "$file" .spec)"
  done
  cluster_stop isolation
  echo "$passed $failed 0" >"$RESULTS/isolation.count"
}

# TAP files run as the clusters' owner, in the copy; results come back by a folder of theirs.
run_tap_as_owner() {
  local suite=$1 jobs=$2 own=$CLUSTER_WORK/results/$1
  shift 2
  local test_perl
  test_perl=$(dirname "$("$PG_CONFIG" --pgxs)")/../../src/test
  cluster_as mkdir -p "$own/tmp"
  cluster_as env TESTDIR="$own/tmp" PG_REGRESS="$test_perl/regress/pg_regress" \
    PERL5LIB="$TREE/tests/tap/lib:$test_perl/perl" PG_TEST_TIMEOUT_DEFAULT=120 \
    TEND="$CLUSTER_STAGE$TEND_PREFIX/bin/tend" TEND_STAGE="$CLUSTER_STAGE" TEND_TREE="$TREE" \
    perl "$TREE/tests/lib/tap_suite.pl" ${TAP_AGAIN---again} --limit "${TAP_LIMIT:-600}" --directory "$TREE" --jobs "$jobs" \
    --results "$own/$suite" "$@"
  cp "$own/$suite".* "$RESULTS/" 2>/dev/null
  [[ ! -s $RESULTS/$suite.unsteady ]] || cp -r "$own/tmp/tmp_check/log" "$RESULTS/$suite-logs" 2>/dev/null
  grep -q '^[0-9]* 0 ' "$RESULTS/$suite.count" 2>/dev/null && return 0
  cp -r "$own/tmp/tmp_check/log" "$RESULTS/$suite-logs" 2>/dev/null
  return 1
}
TEND_PREFIX=/usr/local

suite_tap() {
  suite_files tap 'tests/tap/*.t' || return 0
  run_tap_as_owner tap "$JOBS" "${FOUND[@]}"
}

suite_long() {
  suite_files long 'tests/tap/long/*.t' || return 0
  TAP_LIMIT=1800 TAP_AGAIN= run_tap_as_owner long "$JOBS" "${FOUND[@]}"
}

suite_program() {
  suite_files program 'tests/advisor/*.t' || return 0
  cluster_create program shared_preload_libraries=pg_stat_statements,pg_tend pg_tend.enabled=off &&
    cluster_start program || { echo "0 1 0" >"$RESULTS/program.count"; return 1; }
  export TEND_HAVE_EXTENSION=1
  run_tap_as_owner program "$JOBS" "${FOUND[@]}" || cluster_log program
  cluster_stop program
}

# Prints its score as notes of score.t, which report_suite of tests/run looks for.
suite_corpus() {
  suite_files corpus 'tests/corpus/*.t' || return 0
  TAP_AGAIN= run_tap_as_owner corpus "$JOBS" "${FOUND[@]}"
}

suite_tidy() {
  command -v clang-tidy >/dev/null || { echo "clang-tidy is missing"; return 1; }
  find core -name '*.cpp' | sort | xargs -P "$JOBS" -I{} bash -c '
    start=$EPOCHREALTIME
    out=$(clang-tidy -p "$1" --quiet "$2" 2>/dev/null); status=$?
    end=$EPOCHREALTIME
    if [[ $status = 0 && $out != *": warning:"* && $out != *": error:"* ]]; then
      echo "pass"; else echo "fail"; printf "%s\n%s\n" "$2" "$out" >&2; fi >>"$3/tidy.verdicts"
    awk -v a="$start" -v b="$end" -v n="tidy: $2" \
      "BEGIN { printf \"%.2f\t%s\n\", b - a, n }" >>"$3/tidy.times"
  ' _ "$BUILD" {} "$RESULTS"
  echo "$(grep -c pass "$RESULTS/tidy.verdicts") $(grep -c fail "$RESULTS/tidy.verdicts") 0" \
    >"$RESULTS/tidy.count"
}
