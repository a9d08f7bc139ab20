#!/bin/bash
# Tries point-in-time recovery from end to end on a private cluster in a folder to throw away:
# archive, base backup, work, a mistake, recovery to the moment before it.
#     deploy/pitr-drill.sh [FOLDER OF POSTGRESQL'S PROGRAMS]
# As root it runs PostgreSQL as the user postgres; nothing else of the machine is touched.
set -euo pipefail

refuse() {
    echo "$*" >&2
    exit 1
}

here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
programs=${1:-$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)}
[ -x "$programs/initdb" ] || refuse "PostgreSQL's programs are not in «$programs»; name their folder."

work=$(mktemp -d /tmp/kms-pitr.XXXXXX)
if [ "$(id -u)" = 0 ]; then
    id postgres >/dev/null 2>&1 || refuse "PostgreSQL does not run as root and there is no user postgres."
    chown postgres "$work"
    as=(runuser -u postgres --)
else
    as=()
fi
# the archiving program may lie where that user cannot go
cp "$here/archive-wal" "$work/archive-wal"
chmod 755 "$work/archive-wal"
cd /

run() {
    "${as[@]}" env PATH="$programs:$PATH" "$@"
}

start() {
    run pg_ctl -D "$work/$1" -l "$work/$1.log" -w -t 60 -s start \
        -o "-c listen_addresses='' -c unix_socket_directories='$work'" ||
        refuse "PostgreSQL did not start: $(tail -5 "$work/$1.log")"
}

ask() {
    run psql -X -q -A -t -v ON_ERROR_STOP=1 -h "$work" -U drill -d postgres -c "$1"
}

clean_up() {
    for data in first second; do
        run pg_ctl -D "$work/$data" -m immediate -s stop 2>/dev/null || true
    done
    rm -rf "$work"
}
trap clean_up EXIT

run mkdir "$work/archive"
run initdb -D "$work/first" -U drill --auth=trust -E UTF8 >/dev/null
run tee -a "$work/first/postgresql.conf" >/dev/null <<END
wal_level = replica
archive_mode = on
archive_command = '$work/archive-wal "%p" "$work/archive/%f"'
END
start first
ask "CREATE TABLE sale (id serial PRIMARY KEY, amount int); INSERT INTO sale (amount) SELECT generate_series(1, 1000)"
run pg_basebackup -h "$work" -U drill -D "$work/base" -c fast -X none
run pg_verifybackup -q -n "$work/base"
echo "  ok  base backup taken and verified"

ask "INSERT INTO sale (amount) SELECT generate_series(1, 500)"
before=$(ask "SELECT count(*), sum(amount), md5(string_agg(sale::text, ',' ORDER BY id)) FROM sale")
sleep 1
moment=$(ask "SELECT now()")
sleep 1
ask "DELETE FROM sale WHERE id % 2 = 0"
ask "SELECT pg_switch_wal()" >/dev/null
for _try in $(seq 50); do
    [ "$(ask "SELECT last_archived_wal >= pg_walfile_name(pg_current_wal_lsn() - 1) FROM pg_stat_archiver")" = t ] && break
    sleep 0.2
done
[ "$(ask "SELECT failed_count FROM pg_stat_archiver")" = 0 ] || refuse "PostgreSQL could not archive."
run pg_ctl -D "$work/first" -m immediate -s stop
echo "  ok  half of the sales deleted by mistake after $moment, then a power cut"

run cp -a "$work/base" "$work/second"
run tee -a "$work/second/postgresql.conf" >/dev/null <<END
archive_mode = off
restore_command = 'cp "$work/archive/%f" "%p"'
recovery_target_time = '$moment'
recovery_target_action = 'promote'
END
run touch "$work/second/recovery.signal"
start second
for _try in $(seq 100); do
    [ "$(ask "SELECT pg_is_in_recovery()")" = f ] && break
    sleep 0.2
done
[ "$(ask "SELECT pg_is_in_recovery()")" = f ] || refuse "The recovery did not end: $(tail -5 "$work/second.log")"
after=$(ask "SELECT count(*), sum(amount), md5(string_agg(sale::text, ',' ORDER BY id)) FROM sale")
[ "$after" = "$before" ] || refuse "Recovered «$after» instead of «$before»."
ask "INSERT INTO sale (amount) VALUES (1)"
echo "  ok  recovered to that moment: $after; it takes new sales"
