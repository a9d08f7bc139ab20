#!/bin/bash
# The suite's commands on a server, with its settings and as its user: kms help
set -euo pipefail

refuse() {
    echo "$*" >&2
    exit 1
}

usage() {
    cat <<'END'
kms backup                database and files into one encrypted file: kms backup [--to FOLDER]
kms restore               a backup into a new database: kms restore FILE --to DATABASE, or --drill
kms psql                  SQL over the database
kms shell                 Python over the database, with env
kms neutralize DATABASE   a copy to play with sends no mail and runs nothing by itself
END
}

case ${1:-help} in
    backup | restore | psql | shell | neutralize) ;;
    help | -h | --help) usage && exit ;;
    # what sets up a demo has no business here
    *) refuse "On a server there is no «kms $1»; kms help lists what there is." ;;
esac
[ "$(id -u)" = 0 ] || refuse "Only root may read the settings of the server: sudo kms $*"
set -a
. /etc/kms/kms.env
set +a
cd /var/lib/kms
as_kms=(runuser -u kms --)
odoo=(@PYTHON@ @ODOO@)
export HOME=/var/lib/kms
umask 027

case $1 in
    backup | restore) exec "${as_kms[@]}" @ROOT@/kms "$@" ;;
    psql)
        # in the environment: a password on the command line is everybody's to see; and never root
        # follows what the server's user says
        exec "${as_kms[@]}" bash -c 'settings=$(@ROOT@/kms env) && eval "$settings" &&
            PGDATABASE=$KMS_DB exec psql "$@"' psql "${@:2}"
        ;;
    shell) exec "${as_kms[@]}" "${odoo[@]}" shell --config=/etc/kms/odoo.conf --no-http --workers=0 "${@:2}" ;;
esac

# without a name Odoo would take the database of the house
[ $# = 2 ] && [[ $2 =~ ^[A-Za-z0-9][A-Za-z0-9._-]*$ ]] || refuse "Say which copy:  kms neutralize DATABASE"
[ "$2" != "$KMS_DB" ] || refuse "«$2» is the database of the house, which must go on sending its mail."
exec "${as_kms[@]}" "${odoo[@]}" neutralize --config=/etc/kms/odoo.conf --database="$2"
