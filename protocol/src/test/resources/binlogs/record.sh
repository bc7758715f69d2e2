#!/bin/sh
# Records the fixtures of this directory from real servers.
#
#   MYSQL57=dir MYSQL80=dir MYSQL9=dir MARIADB=dir [LD_LIBRARY_PATH=dir] ./record.sh [fixture...]
#
# MYSQL57, MYSQL80, MYSQL9: unpacked servers with bin/mysqld; 5.7.22, 8.0.15 and 9.7 made the files checked in.
# MARIADB: an unpacked server with sbin/mariadbd and bin/mariadb-install-db; 10.11.18 made the files checked in. The
# statements come from the .sql files by --init-file, one a line, with a fixed clock. After recording, write the
# expected texts anew and read them against the SQL:
#
#   mvn -pl protocol test -Dtest=BinlogCorpusTest -Dbinlogs.write=true
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
server_pid=
trap '[ -z "$server_pid" ] || kill "$server_pid"; rm -rf "$work"' EXIT

# record NAME SERVER SQL FLAGS...
record() {
    name=$1 server=$2 sql=$3
    shift 3
    if [ -n "$wanted" ] && ! echo " $wanted " | grep -q " $name "; then
        return
    fi
    data=$work/$name
    mkdir "$data"
    if [ -e "$server/sbin/mariadbd" ]; then
        mysqld=$server/sbin/mariadbd
        set -- --lc-messages-dir="$server/share/mysql" "$@"
        "$server/bin/mariadb-install-db" --no-defaults --user="$(id -un)" --basedir="$server" --datadir="$data" \
            --auth-root-authentication-method=normal > "$work/$name.init.log" 2>&1
    else
        mysqld=$server/bin/mysqld
        "$mysqld" --no-defaults --initialize-insecure --user="$(id -un)" --basedir="$server" \
            --datadir="$data" --log-error="$work/$name.init.log"
        printf '[auto]\nserver-uuid=5ca1ab1e-0000-11e6-8000-0123456789ab\n' > "$data/auto.cnf"
    fi
    "$mysqld" --no-defaults --user="$(id -un)" --basedir="$server" --datadir="$data" \
        --socket="$data/s" --skip-networking --pid-file="$data/pid" --log-error="$work/$name.log" \
        --server-id=57 --log-bin=binlog --binlog-format=ROW --default-time-zone=+00:00 \
        --init-file="$PWD/$sql" "$@" &
    server_pid=$!
    # The last statement of each file creates this table.
    waited=0
    while [ ! -e "$data/fixture/recorded.ibd" ]; do
        waited=$((waited + 1))
        if [ $waited -gt 300 ] || ! kill -0 $server_pid 2> "$work/kill.err"; then
            cat "$work/$name.log" >&2
            exit 1
        fi
        sleep 0.2
    done
    kill $server_pid
    wait $server_pid || true
    server_pid=
    cp "$data/binlog.000001" "$name.binlog"
    echo "$name: $(wc -c < "$name.binlog") bytes"
}

wanted="$*"
record mysql-5.7-gtid "$MYSQL57" types.sql --gtid-mode=ON --enforce-gtid-consistency=ON --log-slave-updates \
    --binlog-rows-query-log-events=ON
record mysql-5.7-minimal-image "$MYSQL57" types.sql --binlog-row-image=MINIMAL --binlog-checksum=NONE
record mysql-5.7-rows-v1 "$MYSQL57" types.sql --log-bin-use-v1-row-events=ON
record mysql-8.0-full-metadata "$MYSQL80" types.sql --mysqlx=OFF --gtid-mode=ON --enforce-gtid-consistency=ON \
    --binlog-row-metadata=FULL
record mysql-9-compressed "$MYSQL9" modern.sql --mysqlx=OFF --gtid-mode=ON --enforce-gtid-consistency=ON \
    --binlog-row-metadata=FULL --binlog-transaction-compression=ON
record mysql-5.7-statements "$MYSQL57" statements.sql --gtid-mode=ON --enforce-gtid-consistency=ON \
    --log-slave-updates --secure-file-priv=
record mariadb-10.11-statements "$MARIADB" statements.sql --binlog-row-metadata=FULL --secure-file-priv=
record mariadb-10.11-compressed "$MARIADB" types.sql --binlog-row-metadata=FULL --log-bin-compress=ON \
    --log-bin-compress-min-len=10
record mysql-8.0-noblob-image "$MYSQL80" types.sql --mysqlx=OFF --binlog-row-image=NOBLOB
