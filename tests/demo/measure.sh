# SPDX-License-Identifier: PostgreSQL
# shellcheck shell=bash disable=SC2034,SC2154  # the files of this folder share their names
# How the demo measures: pgbench runs the shop's scripts, its log gives the clients' latencies,
# pg_stat_statements the server's own times and blocks. Sourced by tests/demo/run, in strict mode.
# Tested by make demo.

# As many clients as the promised machine has cores, and one for each thread: pgbench's choice of
# scripts then depends on the seed alone, and both runs do exactly the same work.
readonly clients=2 seed=20250630
# Some 20 executions of the rarest report; about half a minute while the indexes are missing.
readonly transactions=2500 warm_up_transactions=100 write_transactions=1500 write_passes=3

# seconds_since START: START as EPOCHREALTIME gave it.
seconds_since() {
  awk -v from="$1" -v to="$EPOCHREALTIME" 'BEGIN { printf "%.3f", to - from }'
}

# Long commands run beside the shell, which can then end them, and itself, at a signal.
attended() {
  local status=0
  "$@" &
  child=$!
  wait "$child" || status=$?
  child=
  return "$status"
}

# query DATABASE ...: rows as tab-separated text.
query() {
  psql -X -q -A -t -F $'\t' -v ON_ERROR_STOP=1 -d "$@"
}

# titled DATABASE ...: the same, the first line naming the columns.
titled() {
  query "$@" -P tuples_only=off -P footer=off
}

# report NAME [psql options]: a query over what was measured, titled.
report() {
  local name=$1
  shift
  titled postgres -f "$demo_root/report/$name.sql" "$@"
}

# mix_lines [KIND]: name, weight, kind and purpose of each script, tab-separated.
mix_lines() {
  awk -v kind="${1:-}" '!/^#/ && (kind == "" || $3 == kind) {
    purpose = $0
    sub(/^[^ ]+ +[^ ]+ +[^ ]+ +/, "", purpose)
    printf "%s\t%s\t%s\t%s\n", $1, $2, $3, purpose
  }' "$demo_root/workload/mix"
}

# traffic RUN CLIENTS TRANSACTIONS [KIND]: runs the scripts by their weights and keeps the clients'
# latencies under the name RUN. pgbench's own report is of no interest; its errors are.
traffic() {
  local run=$1 count=$2 each=$3 kind=${4:-} name weight scripts=() log=$scratch/log
  mix_lines "$kind" >"$scratch/mix"
  while IFS=$'\t' read -r name weight _; do
    scripts+=(-f "$demo_root/workload/$name.sql@$weight")
  done <"$scratch/mix"
  rm -rf "$log"
  mkdir "$log"
  if ! attended pgbench -n "${scripts[@]}" -c "$count" -j "$count" -t "$each" \
    --random-seed="$seed" --log --log-prefix="$log/t" -U shop_app shop \
    >"$scratch/pgbench.out" 2>"$scratch/pgbench.err"; then
    cat "$scratch/pgbench.err" >&2
    return 1
  fi
  sort -k4,4n -k3,3n "$log"/t.* |
    awk -v run="$run" -f "$demo_root/report/latencies.awk" "$scratch/mix" - |
    query postgres -c '\copy latency from pstdin'
}

count_from_zero() {
  query shop -c 'CHECKPOINT' -c 'SELECT pg_stat_statements_reset()' >/dev/null
}

# measured RUN: a warm-up, the writes alone, then the whole mix. The writes alone come first, so
# that the advice sees the mix as it is; in several passes, because a pass lasts a moment and
# anything else on the machine shows in it.
measured() {
  local run=$1 pass
  traffic "warm-up $run" "$clients" "$warm_up_transactions"
  count_from_zero
  for ((pass = 1; pass <= write_passes; pass++)); do
    traffic "writes $run $pass" 1 "$write_transactions" write
  done
  query postgres -v run="writes $run" -f "$demo_root/report/statements.sql"
  count_from_zero
  traffic "$run" "$clients" "$transactions"
  query postgres -v run="$run" -f "$demo_root/report/statements.sql"
}
