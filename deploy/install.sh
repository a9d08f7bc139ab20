#!/bin/bash
# Puts the suite into production on one Debian server, or brings it up to date with this folder:
#     deploy/install.sh --domain erp.example.com --database kms [--workers N] [--root FOLDER]
#         [--nodes HOST,HOST]    the machines that run Odoo behind this nginx, when not this one
#         [--role node]          Odoo alone: database and nginx are on other machines
# It may run again at any time; secrets, certificate, database and local settings stay as they are.
# With --root it only writes the files below FOLDER, to look at them.
set -euo pipefail

refuse() {
    echo "$*" >&2
    exit 1
}

top=$(dirname -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")")
domain='' database='' root='' nodes=127.0.0.1 role=all workers=$((2 * $(nproc) + 1))
while [ $# -gt 0 ]; do
    [ $# -ge 2 ] || refuse "The option $1 wants a value; see the first lines of deploy/install.sh."
    case $1 in
        --domain) domain=$2 ;;
        --database) database=$2 ;;
        --workers) workers=$2 ;;
        --root) root=$2 ;;
        --nodes) nodes=$2 ;;
        --role) role=$2 ;;
        *) refuse "There is no option $1; see the first lines of deploy/install.sh." ;;
    esac
    shift 2
done

[[ $domain =~ ^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$ ]] ||
    refuse "«$domain» is no domain; write for example --domain erp.example.com"
[[ $database =~ ^[a-z][a-z0-9_]{0,40}$ ]] ||
    refuse "«$database» is no name for a database; use small letters, digits and _, e.g. --database kms"
[[ $workers =~ ^[1-9][0-9]?$ ]] || refuse "«$workers» is no number of workers; use 2 x cores + 1."
[[ $role =~ ^(all|node)$ ]] || refuse "«$role» is no role; leave --role out, or write --role node"
[[ $nodes =~ ^[a-z0-9.-]+(,[a-z0-9.-]+)*$ ]] ||
    refuse "«$nodes» are no machines; write for example --nodes 10.0.0.11,10.0.0.12"
[[ $top =~ ^[A-Za-z0-9/._-]+$ ]] ||
    refuse "The path $top has characters that units and web server do not take; move the project to /opt/kms."

if [ -z "$root" ]; then
    [ "$(id -u)" = 0 ] || refuse "Installing needs root; run  sudo deploy/install.sh ..."
    command -v apt-get >/dev/null || refuse "This is no Debian; put the files of deploy/ in place by hand."
    [ -d /run/systemd/system ] || refuse "systemd does not run here; deploy/container is for containers."
    folder=$top
    while [ "$folder" != / ]; do
        [[ $(stat -c %A "$folder") == *x ]] ||
            refuse "Others cannot enter $folder, so the server could not; move the project to /opt/kms."
        folder=$(dirname "$folder")
    done
fi

# files ---------------------------------------------------------------------------------------

# put MODE OWNER TARGET < content; what is the same keeps its date, which older asks below
put() {
    local target=$root$3
    mkdir -p "$(dirname "$target")"
    (umask 077 && cat >"$target.new")
    chmod "$1" "$target.new"
    [ -n "$root" ] || chown "$2" "$target.new"
    if cmp -s "$target.new" "$target"; then
        rm "$target.new"
        [ -n "$root" ] || chown "$2" "$target"
        chmod "$1" "$target"
    else
        mv "$target.new" "$target"
        echo "  written: $3"
    fi
}

# servers PORT: nginx's line for the nodes. One that dies is left alone for a while; a single one never.
servers() {
    local host line='' rest=' max_fails=1 fail_timeout=5s'
    [[ $nodes == *,* ]] || rest=' fail_timeout=0'
    for host in ${nodes//,/ }; do
        line+="server $host:$1$rest; "
    done
    echo "${line% }"
}

# fill TEMPLATE: the template with what is of this server
fill() {
    sed -e "s|@ROOT@|$top|g" -e "s|@DOMAIN@|$domain|g" -e "s|@DATABASE@|$database|g" \
        -e "s|@WORKERS@|$workers|g" -e "s|@PYTHON@|$top/.kms/venv/bin/python|g" \
        -e "s|@ODOO@|$odoo|g" -e "s|@ADDONS_PATH@|$addons_path|g" \
        -e "s|@ODOO_NODES@|$(servers 8069)|g" -e "s|@WEBSOCKET_NODES@|$(servers 8072)|g" \
        -e "s|@DATA_DIR@|$data_dir|g" -e "s|@BACKUP_DIR@|$backup_dir|g" \
        -e "s|@DB_HOST@|/var/run/postgresql|g" -e "s|@ADMIN_PASSWD@|$admin_passwd|g" "$top/deploy/$1"
}

# The options of several files, each once: the last word counts. The reasons stay in the files.
merge() {
    awk '/^[a-z_]+ *=/ {key = $0; sub(/ *=.*/, "", key); line[NR] = $0; name[NR] = key; last[key] = NR}
         END {print "# written by deploy/install.sh: change /etc/kms/odoo.local.conf and run it again"
              print "[options]"
              for (i = 1; i <= NR; i++) if (i in name && last[name[i]] == i) print line[i]}' "$@"
}

secret() {
    openssl rand -hex 24
}

# setting FILE NAME DEFAULT: the last word of a file on a folder
setting() {
    local value
    value=$(sed -n "s|^$2 *= *||p" "$1" | tail -n 1)
    value=${value:-$3}
    [[ $value =~ ^/[A-Za-z0-9/._-]+$ ]] ||
        refuse "$2 in $1 is «$value», a path that units do not take; use letters, digits and - _ . alone."
    echo "$value"
}

# What PostgreSQL may take of the memory of this machine, as in the table of docs/deployment.md
memory() {
    awk '/^MemTotal:/ {mb = $2 / 1024
         print "# for the memory of this machine; install.sh leaves it alone, PostgreSQL reads it after kms.conf"
         printf "shared_buffers = %dMB\n", mb / 4
         printf "effective_cache_size = %dMB\n", mb * 5 / 8
         printf "maintenance_work_mem = %dMB\n", mb / 32}' /proc/meminfo
}

install_files() {
    local local_conf=$root/etc/kms/odoo.local.conf unit
    admin_passwd=$(sed -n 's/^admin_passwd = //p' "$root/etc/kms/odoo.conf" 2>/dev/null || true)
    [ -n "$admin_passwd" ] || admin_passwd=$(secret)
    mkdir -p "$root/etc/kms/tls"
    if [ ! -e "$root/etc/kms/kms.env" ]; then
        fill kms.env | put 600 root:root /etc/kms/kms.env
        settings_are_new=yes
    fi
    if [ ! -e "$root/etc/kms/backup.passphrase" ]; then
        secret | put 600 kms:kms /etc/kms/backup.passphrase
        echo "  KEEP A COPY of /etc/kms/backup.passphrase elsewhere: without it no backup can be read."
    fi
    [ -e "$local_conf" ] || echo "# changes of the house, e.g. workers = 9" | put 640 root:kms /etc/kms/odoo.local.conf
    merge "$top/odoo.conf" <(fill odoo.conf) "$local_conf" | put 640 root:kms /etc/kms/odoo.conf
    # the units may write these folders and no others
    data_dir=$(setting "$root/etc/kms/odoo.conf" data_dir /var/lib/kms)
    backup_dir=$(setting "$root/etc/kms/kms.env" KMS_BACKUP_DIR /var/backups/kms)
    if [ ! -e "$root/etc/kms/tls/cert.pem" ]; then
        (umask 077 && openssl req -x509 -newkey rsa:2048 -nodes -days 90 -subj "/CN=$domain" \
            -addext "subjectAltName=DNS:$domain" -keyout "$root/etc/kms/tls/key.pem" \
            -out "$root/etc/kms/tls/cert.pem" 2>/dev/null)
        echo "  The certificate is one that browsers warn of; docs/deployment.md says how to get a real one."
    fi
    for unit in kms.service kms-backup.service kms-backup.timer kms-drill.service kms-drill.timer; do
        fill systemd/$unit | put 644 root:root /etc/systemd/system/$unit
    done
    fill nginx/kms.conf | put 644 root:root /etc/nginx/sites-available/kms.conf
    fill kms.logrotate | put 644 root:root /etc/logrotate.d/kms
    fill kms.command | put 755 root:root /usr/local/bin/kms
    [ "$role" = node ] || install_cluster_files
}

install_cluster_files() {
    fill postgresql/kms.conf | put 644 root:root "$postgresql/conf.d/kms.conf"
    # what fits this machine is the house's to change, and stays
    [ -e "$root$postgresql/conf.d/kms.local.conf" ] || memory | put 644 root:root "$postgresql/conf.d/kms.local.conf"
}

# programs and database -------------------------------------------------------------------------

install_programs() {
    local served=(nginx postgresql)
    [ "$role" = all ] || served=(postgresql-client)
    DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends \
        ca-certificates chromium-headless-shell fonts-noto-core gnupg libcairo2 libmagic1 \
        logrotate openssl python3 python3-venv "${served[@]}" ||
        refuse "The packages could not be installed; run  apt-get update  and look at the words above."
    "$top/kms" fetch
    # the server cannot write beside its programs, and would compile them at every start
    "$top/.kms/venv/bin/python" -W ignore -m compileall -q "$top/addons" "$top/.kms/venv/lib" "$(dirname "$odoo_package")" || true
    id kms >/dev/null 2>&1 || useradd --system --home-dir /var/lib/kms --shell /usr/sbin/nologin kms
    install -d -m 750 -o kms -g kms /var/lib/kms /var/log/kms
    install -d -m 700 -o kms -g kms /var/backups/kms
    install -d -m 755 /var/lib/kms-acme
}

as_postgres() {
    runuser -u postgres -- psql -X -q -A -t -v ON_ERROR_STOP=1 -d postgres "$@"
}

install_database() {
    # CREATEDB is for restores and drills
    [ "$(as_postgres -c "SELECT 1 FROM pg_roles WHERE rolname = 'kms'")" = 1 ] ||
        as_postgres -c "CREATE ROLE kms LOGIN CREATEDB"
    if [ "$(as_postgres -c "SELECT 1 FROM pg_database WHERE datname = '$database'")" != 1 ]; then
        echo "  making the database «$database»; this takes some minutes"
        [ "$(as_postgres -c "SELECT 1 FROM pg_database WHERE datname = '${database}_new'")" != 1 ] ||
            refuse "The database ${database}_new is there, half made by an installation that was stopped; drop it with  runuser -u postgres -- dropdb ${database}_new"
        # sorted as French people do, whatever the language of the server is
        as_postgres -c "CREATE DATABASE ${database}_new OWNER kms TEMPLATE template0 ENCODING 'UTF8'
            LOCALE_PROVIDER icu ICU_LOCALE 'fr' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'"
        # indexes for parts of names; Odoo makes it only in databases that it makes itself
        as_postgres -d "${database}_new" -c "CREATE EXTENSION IF NOT EXISTS pg_trgm"
        as_kms "$odoo" --config=/etc/kms/odoo.conf --database="${database}_new" --db-filter="^${database}_new$" \
            --no-http --workers=0 --max-cron-threads=0 --load-language=en_US,fr_FR -i kms_suite --stop-after-init
        set_password
        as_postgres -c "ALTER DATABASE ${database}_new RENAME TO $database"
        if [ -d "/var/lib/kms/filestore/${database}_new" ]; then
            mv "/var/lib/kms/filestore/${database}_new" "/var/lib/kms/filestore/$database"
        fi
    fi
}

as_kms() {
    (umask 027 && cd /var/lib/kms && HOME=/var/lib/kms runuser -u kms -- "$top/.kms/venv/bin/python" "$@")
}

set_password() {
    local password
    password=$(openssl rand -base64 15)
    as_kms "$odoo" shell --config=/etc/kms/odoo.conf --database="${database}_new" --no-http --workers=0 >/dev/null <<END
env.ref("base.user_admin").password = "$password"
env["ir.config_parameter"].set_param("web.base.url", "https://$domain")
env["ir.config_parameter"].set_param("web.base.url.freeze", "True")
env.cr.commit()
END
    echo "  The administrator signs in as «admin» with the password  $password  (said only once)."
}

# older UNIT FILE...: whether one of the files was written after the unit was started. The clock is
# asked, so that an installation that was stopped before its restarts has the next one make them.
older() {
    local started file
    started=$(systemctl show --timestamp=unix --value -p ActiveEnterTimestamp "$1")
    started=${started#@}
    shift
    for file in "$@"; do
        [ "$(stat -c %Y "$file")" -le "${started:-0}" ] || return 0
    done
    return 1
}

start() {
    systemctl daemon-reload
    systemctl enable -q kms.service
    if [ "$role" = node ] && [ "$settings_are_new" = yes ]; then
        # it knows no password of the primary yet
        echo "Write the lines of deploy/several/kms.env into /etc/kms/kms.env, then run this again: it starts Odoo."
        return
    fi
    [ "$role" = node ] || start_beside
    if older kms.service /etc/kms/odoo.conf /etc/kms/kms.env /etc/systemd/system/kms.service \
        "$top/.kms/venv/installed"; then
        systemctl restart kms.service
    else
        systemctl start kms.service
    fi
    for _try in $(seq 60); do
        curl_ok && echo "https://$domain is served." && return
        sleep 2
    done
    refuse "The server does not answer; see  journalctl -u kms  and  /var/log/kms/odoo.log"
}

# nginx and the timers of the backups: on one machine alone
start_beside() {
    local log
    [ -L /etc/nginx/sites-enabled/kms.conf ] || ln -sf ../sites-available/kms.conf /etc/nginx/sites-enabled/kms.conf
    # nginx itself would open them to everybody; the error log names addresses with their tokens
    for log in /var/log/nginx/kms.access.log /var/log/nginx/kms.error.log; do
        (umask 077 && touch "$log")
        chown www-data:adm "$log"
        chmod 640 "$log"
    done
    nginx -t -q || refuse "nginx does not take its configuration; correct what it says above and run again."
    systemctl enable -q kms-backup.timer kms-drill.timer nginx
    systemctl start kms-backup.timer kms-drill.timer
    systemctl reload-or-restart nginx
}

curl_ok() {
    python3 -c 'import urllib.request as r; r.urlopen("http://127.0.0.1:8069/web/health", timeout=5)' 2>/dev/null
}

odoo_package=$top/.kms/odoo/usr/lib/python3/dist-packages/odoo
odoo=$top/.kms/odoo/usr/bin/odoo
addons_path=$top/addons
data_dir=/var/lib/kms
backup_dir=/var/backups/kms
settings_are_new=no
postgresql=/etc/postgresql/15/main cluster=postgresql@15-main.service

locate() {
    local line version
    if [ ! -x "$odoo" ] && [ -e "$top/.kms/odoo/odoo-bin" ]; then
        odoo=$top/.kms/odoo/odoo-bin odoo_package=$top/.kms/odoo/odoo
    fi
    line=$("$top/kms" env 2>/dev/null | sed -n 's/^export KMS_ADDONS_PATH=//p') || true
    [ -z "$line" ] || addons_path=$line
    # a node, an nginx of its own and a container have no such folder
    version=$(ls /etc/postgresql 2>/dev/null | sort -n | tail -1) || true
    [ -z "$version" ] || postgresql=/etc/postgresql/$version/main cluster=postgresql@$version-main.service
}

if [ -n "$root" ]; then
    locate
    install_files
    exit
fi
install_programs
locate
[ -e "$odoo" ] || refuse "Odoo's script is not in $top/.kms/odoo; run  $top/kms fetch  and look at its words."
install_files
if [ "$role" = all ]; then
    if older "$cluster" "$postgresql/conf.d/kms.conf" "$postgresql/conf.d/kms.local.conf"; then
        systemctl restart "$cluster"
    fi
    systemctl start postgresql
    install_database
fi
start
