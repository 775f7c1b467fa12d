# SPDX-License-Identifier: PostgreSQL
# shellcheck shell=bash disable=SC2034,SC2154  # the files of this folder share their names
# The steps of the demo, in the order in which they run. Sourced by tests/demo/run, which has strict
# mode on: a step that fails ends the demo. What a step prints is first complete, then printed, so
# that a failing query cannot pass for an empty answer.
# Tested by make demo.

missed=

# --- 1 ---
step_load() {
  local start seconds version
  heading 1 'A server and a shop'
  cluster_stage
  cluster_create main shared_buffers=512MB work_mem=16MB maintenance_work_mem=128MB \
    effective_cache_size=2GB random_page_cost=1.1 max_wal_size=2GB jit=off track_io_timing=on \
    shared_preload_libraries='pg_stat_statements,pg_tend' pg_tend.advise_interval=0
  cluster_start main
  query postgres -c 'CREATE DATABASE shop' -f "$demo_root/report/ledger.sql"
  mix_lines | query postgres -c '\copy mix (name, weight, kind, purpose) from pstdin'
  query shop -c 'CREATE EXTENSION pg_stat_statements' -f "$demo_root/schema.sql"
  start=$EPOCHREALTIME
  attended query shop -f "$demo_root/load.sql"
  seconds=$(seconds_since "$start")
  version=$(query shop -c "SELECT split_part(current_setting('server_version'), ' ', 1)")
  note "PostgreSQL $version, a private one: shared_buffers 512 MB, work_mem 16 MB," \
    "random_page_cost 1.1, no TCP port. Loaded in $(printf '%.0f' "$seconds") s, the same rows" \
    "every time."
  echo
  titled shop -f "$demo_root/report/tables.sql" | table lrrrl
}

# --- 2 ---
step_before() {
  heading 2 'Its workload, as things are'
  measured before
  note "$((clients * transactions)) transactions by $clients clients, seed $seed. Mean and p95 as" \
    "the clients saw them, share of the server's time from pg_stat_statements."
  echo
  report workload | table llrrrrl
}

# --- 3 ---
step_extension() {
  heading 3 'CREATE EXTENSION pg_tend'
  query shop -c 'CREATE EXTENSION pg_tend'
  titled shop -f "$demo_root/report/status.sql" | table llll
}

# --- 4 ---
step_observe() {
  heading 4 'What it sees: tend.slow_queries(20), tend.waits(), tend.errors()'
  duplicate_products
  query shop -c 'SELECT tend.sample()' >/dev/null
  note 'From 20 ms on, by the time that would be won back if each took 20 ms. The first sample counts' \
    'what the server has counted so far.'
  echo
  titled shop -f "$demo_root/report/slow_queries.sql" | table lrrrlr
  echo
  note 'What running statements were seen doing, at one look a second, and what went wrong:'
  echo
  titled shop -f "$demo_root/report/waits.sql" | table llrrl
  echo
  titled shop -f "$demo_root/report/errors.sql" | table llrrl
}

# A sku that is taken, and that is an error each time.
duplicate_products() {
  local i
  for ((i = 0; i < 12; i++)); do
    echo "INSERT INTO shop.products (sku, name, category_id, price, stock, active)"
    echo "  SELECT sku, name, category_id, price, stock, active FROM shop.products WHERE id = 1;"
  done | psql -X -q -d shop 2>/dev/null || true
}

# --- 5 ---
step_complexity() {
  heading 5 'The heaviest statements, and how complex they are: tend.complexity(query)'
  titled shop -f "$demo_root/report/complexity.sql" | table lrrlrrrll
}

# --- 6 ---
step_advice() {
  local start seconds
  heading 6 'Advice: SELECT * FROM tend.recommend_indexes()'
  start=$EPOCHREALTIME
  attended query shop -f "$demo_root/report/recommend.sql" >"$scratch/advice"
  seconds=$(seconds_since "$start")
  if [[ ! -s $scratch/advice ]]; then
    echo 'no index was recommended' >&2
    return 1
  fi
  query postgres -c '\copy advice from pstdin' <"$scratch/advice"
  note "Chosen as one set with the server's own planner, from the history, in" \
    "$(printf '%.1f' "$seconds") s. Costs, sizes and times are estimates."
  print_advice
  echo
  query shop -f "$demo_root/report/advice_run.sql" | paragraph 3
  print_left_alone
}

print_advice() {
  local today priority ddl gain evidence serves reason
  today=$(query shop -c 'SELECT cost_before FROM tend.advice_runs ORDER BY run_id DESC LIMIT 1')
  query postgres -v today="$today" -f "$demo_root/report/advice.sql" >"$scratch/advice_lines"
  while IFS=$'\t' read -r priority ddl gain evidence serves reason; do
    echo
    echo "$ddl;" | paragraph 7 | sed -E "1s/^ {7}/$(printf '   %2d. ' "$priority")/" | emphasized
    printf '%s\n%s\nfor %s: %s\n' "$gain" "$evidence" "$serves" "$reason" | paragraph 7
  done <"$scratch/advice_lines"
}

print_left_alone() {
  titled shop -f "$demo_root/report/unindexable.sql" >"$scratch/unindexable"
  # Its first line names the columns.
  if [[ $(wc -l <"$scratch/unindexable") -gt 1 ]]; then
    echo
    note 'Not advised on, and why (tend.unindexable):'
    table lll <"$scratch/unindexable"
  fi
  echo
  note 'Left alone, although it looks tempting:'
  report temptations | table lll
}

# --- 7 ---
step_build() {
  local priority relation ddl start seconds
  heading 7 'The set, built'
  query postgres -c 'SELECT priority, relation, ddl FROM advice ORDER BY priority' >"$scratch/set"
  while IFS=$'\t' read -r priority relation ddl; do
    start=$EPOCHREALTIME
    query shop -c "$ddl" </dev/null
    seconds=$(seconds_since "$start")
    query shop -v relation="$relation" -v priority="$priority" -v seconds="$seconds" \
      -f "$demo_root/report/newest.sql" |
      query postgres -c '\copy built (priority, index_name, seconds, bytes) from pstdin'
  done <"$scratch/set"
  attended query shop -c 'VACUUM (ANALYZE)'
  report built | table lrrrrr
}

# --- 8 ---
step_after() {
  heading 8 'The same workload again'
  measured after
  query shop -f "$demo_root/report/scans.sql" | query postgres -c '\copy scans from pstdin'
  note "$((clients * transactions)) transactions with the same seed, after the same warm-up," \
    'counted from zero. The orders and events that a run adds stay: less than one row in 200.'
}

# --- 9 ---
step_compare() {
  local indexes tables
  heading 9 'Before and after'
  report comparison | table lrrrrrrrrrr
  indexes=$(query postgres -c 'SELECT pg_size_pretty(sum(bytes)) FROM built')
  tables=$(query shop -f "$demo_root/report/table_size.sql")
  echo
  note "What it costs: $indexes of indexes beside $tables of tables, and upkeep at each write." \
    'Writes alone, by one client, because in the mix they also gain from freer processors.' \
    'The blocks are counted and exact. The times are the best of a few short passes: differences of' \
    'some tens of per cent, gains as well, are what else the machine did, and no measure of upkeep.'
  echo
  report write_cost -v passes="$write_passes" | table lrrrrrrr
}

# --- 10 ---
step_scorecard() {
  heading 10 'Scorecard'
  report scorecard >"$scratch/scorecard"
  table llll <"$scratch/scorecard" |
    sed "s/not met\$/${bad}not met${plain}/; s/ met\$/ ${good}met${plain}/"
  ! grep -q 'not met$' "$scratch/scorecard" || missed=yes
}
