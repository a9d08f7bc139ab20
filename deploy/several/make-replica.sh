#!/bin/bash
# Makes the data of a streaming replica out of a running primary, to be started afterwards:
#     deploy/several/make-replica.sh --primary "host=db1.internal user=kms_replica" \
#         --data /var/lib/postgresql/15/main [--slot kms_replica] [--programs FOLDER]
# The password comes from ~postgres/.pgpass or PGPASSWORD. As root it works as the user postgres.
set -euo pipefail

refuse() {
    echo "$*" >&2
    exit 1
}

primary='' data='' slot=kms_replica
programs=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
while [ $# -gt 0 ]; do
    [ $# -ge 2 ] || refuse "The option $1 wants a value; see the first lines of make-replica.sh."
    case $1 in
        --primary) primary=$2 ;;
        --data) data=$2 ;;
        --slot) slot=$2 ;;
        --programs) programs=$2 ;;
        *) refuse "There is no option $1; see the first lines of make-replica.sh." ;;
    esac
    shift 2
done
[ -n "$primary" ] || refuse "Say where the primary is: --primary \"host=db1.internal user=kms_replica\""
[ -n "$data" ] || refuse "Say where the data go: --data /var/lib/postgresql/15/main"
[[ $slot =~ ^[a-z0-9_]+$ ]] || refuse "«$slot» is no name for a slot; use small letters, digits and _."
[ -x "$programs/pg_basebackup" ] || refuse "PostgreSQL's programs are not in «$programs»; name their folder."
[ -z "$(ls -A "$data" 2>/dev/null)" ] ||
    refuse "$data is not empty; stop the replica's PostgreSQL and move its data away first."

as=(env)
if [ "$(id -u)" = 0 ]; then
    id postgres >/dev/null 2>&1 || refuse "There is no user postgres; install PostgreSQL first."
    as=(runuser -u postgres -- env)
fi
cd /
ask() {
    "${as[@]}" "$programs/psql" -X -q -A -t -v ON_ERROR_STOP=1 -d "$primary dbname=postgres" -c "$1"
}
# one that a broken attempt has left would keep the primary's changes for ever
ask "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots
      WHERE slot_name = '$slot' AND NOT active" >/dev/null ||
    refuse "The primary does not let us in; see what it says above."
"${as[@]}" "$programs/pg_basebackup" -d "$primary" -D "$data" -c fast -X stream -R -C -S "$slot" ||
    refuse "The copy did not succeed; remove $data and run it again."
"${as[@]}" chmod 700 "$data"
echo "The replica's data are in $data; start its PostgreSQL."
