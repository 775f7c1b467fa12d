# SPDX-License-Identifier: PostgreSQL
# Turns pgbench's transaction log into a line for each script: run, name, transactions, mean and
# 95th percentile in ms.
# Input: the scripts, one a line in pgbench's order, then log lines sorted by script number and time
# (client, transaction, microseconds, script, ...). The percentile is the nearest rank, so it is a
# time that occurred.
# Tested by make demo.
BEGIN { OFS = "\t"; script = -1 }

FNR == NR { name[FNR - 1] = $1; next }

$4 != script { flush_script(); script = $4 }
{ time[++count] = $3; sum += $3 }
END { flush_script() }

function flush_script(    rank) {
  if (count > 0) {
    rank = int(0.95 * count)
    if (rank < 0.95 * count) rank++
    print run, name[script], count, sum / count / 1000, time[rank] / 1000
  }
  count = 0
  sum = 0
}
