# SPDX-License-Identifier: PostgreSQL
# Private PostgreSQL clusters for tests, benches and the demo (sourced by bash scripts).
#
# Method: one work folder that the server's account can read; the build staged into it; one initdb
# whose result is copied for every cluster; unix sockets only, in a folder nobody else can enter.
# Run by root, everything that touches a cluster runs as the account `postgres`, because the
# server refuses to run as root. Nothing is installed into the system, and nothing outlives the
# script: an EXIT trap stops what runs and removes the folder.
# Tested by tests/run, which stands on it, and tests/structure/cluster.t.
#
#   . tests/lib/cluster.sh
#   cluster_begin                               work folder and traps
#   cluster_stage                               the build, staged for the server
#   cluster_create main work_mem=16MB ...       a new cluster (settings as name=value)
#   cluster_start main                          started, PGHOST PGPORT PGUSER PGDATABASE exported
#   cluster_restart main / cluster_stop main [smart|fast|immediate]
#   cluster_use main                            the exports again, when there are several
#   cluster_log main [lines]                    the end of its log
#   cluster_as COMMAND ...                      runs a command as the clusters' owner
#   CLUSTER_KEEP=1                              leaves servers and folder; cluster_end then only
#                                               prints how to reach and how to stop them
#   CLUSTER_DATABASE=shop                       the database that this names; default postgres
# Reads PG_CONFIG and BUILD (folder of the build); sets CLUSTER_WORK, CLUSTER_STAGE, CLUSTER_OWNER.

CLUSTER_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
BUILD=${BUILD:-build}
[[ $BUILD = /* ]] || BUILD=$CLUSTER_ROOT/$BUILD
if [[ -z ${PG_CONFIG:-} ]]; then
  PG_CONFIG=/usr/lib/postgresql/15/bin/pg_config
  [[ -x $PG_CONFIG ]] || PG_CONFIG=pg_config
fi
PG_BINDIR=$("$PG_CONFIG" --bindir) || return 1
PG_MAJOR=$("$PG_CONFIG" --version | sed -E 's/^PostgreSQL ([0-9]+).*/\1/')
export PG_CONFIG BUILD PG_BINDIR PG_MAJOR

# The server's own libpq settings of the caller would lead clients elsewhere.
unset PGHOST PGHOSTADDR PGPORT PGUSER PGDATABASE PGPASSWORD PGPASSFILE PGSERVICE PGSERVICEFILE \
  PGOPTIONS PGSSLMODE PGDATA PGAPPNAME PGCLIENTENCODING PGTZ PGDATESTYLE

cluster_fail() {
  echo "cluster: $*" >&2
  return 1
}

cluster_begin() {
  if [[ $(id -u) = 0 ]]; then
    CLUSTER_OWNER=postgres
    id -u postgres >/dev/null 2>&1 || { cluster_fail "no account \"postgres\""; return 1; }
  else
    CLUSTER_OWNER=$(id -un)
  fi
  local base=${TMPDIR:-/tmp}
  cluster_drop test -w "$base" -a -x "$base" || base=/tmp
  CLUSTER_WORK=$(mktemp -d "$base/pg_tend.XXXXXX") || return 1
  # A socket's path may have 107 characters, so it never stands below a long TMPDIR.
  CLUSTER_SOCKETS=$(mktemp -d /tmp/pg_tend_s.XXXXXX) || return 1
  CLUSTER_STAGE=$CLUSTER_WORK/stage
  trap cluster_end EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  mkdir "$CLUSTER_WORK/home" || return 1
  [[ $(id -u) != 0 ]] || chown -R "$CLUSTER_OWNER" "$CLUSTER_WORK" "$CLUSTER_SOCKETS" || return 1
  export CLUSTER_WORK CLUSTER_STAGE CLUSTER_OWNER CLUSTER_SOCKETS
}

cluster_drop() {
  if [[ $(id -u) = 0 ]]; then
    setpriv --reuid="$CLUSTER_OWNER" --regid="$CLUSTER_OWNER" --init-groups "$@"
  else
    "$@"
  fi
}

# In the work folder, since the owner may have no way into the caller's.
cluster_as() {
  (cd "$CLUSTER_WORK" && HOME=$CLUSTER_WORK/home PATH=$PG_BINDIR:$PATH cluster_drop "$@")
}

# The build as an installation below CLUSTER_STAGE. It is copied, because a clone may lie in a
# folder that only its user can enter.
cluster_stage() {
  # Not as a part of the make that may have called the script: its flags are not for this one.
  env -u MAKEFLAGS -u MAKELEVEL make -s -C "$CLUSTER_ROOT" --no-print-directory install-files \
    DESTDIR="$CLUSTER_STAGE" BUILD="$BUILD" PG_CONFIG="$PG_CONFIG" || return 1
  chmod -R a+rX "$CLUSTER_STAGE"
  cluster_stage_settings >"$CLUSTER_WORK/stage.conf" || return 1
  chmod a+r "$CLUSTER_WORK/stage.conf"
  export TEND_STAGE_CONF=$CLUSTER_WORK/stage.conf
}

# How a server finds a staged extension, the one place that knows: up to 17 it is Debian's own
# extension_destdir (which does not find a bare name in shared_preload_libraries, hence the second
# line), from 18 the server's extension_control_path.
cluster_stage_settings() {
  local library
  library=$CLUSTER_STAGE$("$PG_CONFIG" --pkglibdir) || return 1
  if [[ $PG_MAJOR -ge 18 ]]; then
    echo "extension_control_path = '$CLUSTER_STAGE$("$PG_CONFIG" --sharedir):\$system'"
  else
    echo "extension_destdir = '$CLUSTER_STAGE'"
  fi
  echo "dynamic_library_path = '$library:\$libdir'"
}

# One initdb, copied for every cluster. C.UTF-8: the same order everywhere, yet not the C locale,
# in which LIKE would use ordinary indexes as it does on no real server.
cluster_template() {
  export TEND_TEMPLATE=$CLUSTER_WORK/template
  [[ ! -d $TEND_TEMPLATE ]] || return 0
  cluster_as "$PG_BINDIR/initdb" -D "$TEND_TEMPLATE" -U postgres -A trust -N \
    --encoding=UTF8 --locale=C.UTF-8 >"$CLUSTER_WORK/initdb.log" 2>&1 ||
    { cat "$CLUSTER_WORK/initdb.log" >&2; cluster_fail "initdb failed"; return 1; }
}

cluster_create() {
  local name=$1 setting
  shift
  cluster_template || return 1
  cluster_as cp -a --reflink=auto "$TEND_TEMPLATE" "$CLUSTER_WORK/$name" || return 1
  cluster_as mkdir -m 700 "$CLUSTER_SOCKETS/$name" || return 1
  {
    cluster_base_settings "$name"
    [[ -z ${TEND_STAGE_CONF:-} ]] || cat "$TEND_STAGE_CONF"
    for setting in "$@"; do
      echo "${setting%%=*} = '$(sed "s/'/''/g" <<<"${setting#*=}")'"
    done
  } | cluster_as tee -a "$CLUSTER_WORK/$name/postgresql.conf" >/dev/null
}

# A cluster that lives for minutes needs no durability; it must be quick and small.
cluster_base_settings() {
  cat <<SETTINGS
listen_addresses = ''
unix_socket_directories = '$CLUSTER_SOCKETS/$1'
fsync = off
full_page_writes = off
shared_buffers = 32MB
max_connections = 40
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
log_checkpoints = off
log_line_prefix = '%m [%p] %q%a '
SETTINGS
}

cluster_use() {
  export PGHOST=$CLUSTER_SOCKETS/$1 PGPORT=5432 PGUSER=postgres PGDATABASE=postgres
}

cluster_start() {
  local name=$1
  if ! cluster_as "$PG_BINDIR/pg_ctl" -D "$CLUSTER_WORK/$name" -l "$CLUSTER_WORK/$name.log" \
    -w -t 60 -s start </dev/null; then
    cluster_log "$name" >&2
    cluster_fail "\"$name\" did not start"
    return 1
  fi
  cluster_use "$name"
}

cluster_stop() {
  cluster_as "$PG_BINDIR/pg_ctl" -D "$CLUSTER_WORK/$1" -m "${2:-immediate}" -w -t 60 -s stop
}

cluster_restart() {
  cluster_stop "$1" fast && cluster_start "$1"
}

cluster_log() {
  echo "--- the end of the log of \"$1\""
  tail -n "${2:-40}" "$CLUSTER_WORK/$1.log" 2>/dev/null
}

# Every data folder below the work folder that has a server: those of the TAP nodes as well.
cluster_running() {
  find "$CLUSTER_WORK" -maxdepth 6 -name postmaster.pid -printf '%h\n' 2>/dev/null
}

cluster_end() {
  local status=$? folder
  trap - EXIT INT TERM HUP
  [[ -n ${CLUSTER_WORK:-} ]] || return "$status"
  if [[ -n ${CLUSTER_KEEP:-} ]]; then
    cluster_farewell
    return "$status"
  fi
  while read -r folder; do
    cluster_as "$PG_BINDIR/pg_ctl" -D "$folder" -m immediate -w -t 30 -s stop >/dev/null 2>&1 ||
      true
  done < <(cluster_running)
  rm -rf "$CLUSTER_WORK" "$CLUSTER_SOCKETS"
  return "$status"
}

cluster_farewell() {
  local folder as=
  [[ $(id -u) != 0 ]] || as="runuser -u postgres -- "
  while read -r folder; do
    echo "connect: psql -h $CLUSTER_SOCKETS/${folder##*/} -U postgres ${CLUSTER_DATABASE:-postgres}"
    echo "stop:    ${as}$PG_BINDIR/pg_ctl -D $folder -m immediate stop &&" \
      "rm -rf $CLUSTER_WORK $CLUSTER_SOCKETS"
  done < <(cluster_running)
}
