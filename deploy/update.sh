#!/bin/bash
# Brings the database up to the addons in this folder: backup, stop, update, start.
#     git pull && sudo deploy/update.sh
set -euo pipefail
top=$(dirname -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")")

refuse() {
    echo "$*" >&2
    exit 1
}

[ "$(id -u)" = 0 ] || refuse "Updating needs root; run  sudo deploy/update.sh"
[ -e /etc/kms/kms.env ] || refuse "The suite is not installed here; run  deploy/install.sh  first."
database=$(sed -n 's/^db_name = //p' /etc/kms/odoo.conf)
domain=$(sed -n 's/^ *server_name \(.*\);/\1/p' /etc/nginx/sites-available/kms.conf | head -1)
workers=$(sed -n 's/^workers = //p' /etc/kms/odoo.conf)
# on several servers this one may run Odoo alone
role=all
command -v nginx >/dev/null || role=node

kms backup || refuse "There is no backup, so nothing was updated."
systemctl stop kms.service
"$top/kms" fetch || refuse "Odoo or its packages could not be fetched; the database is as it was and the server is stopped.
Correct the cause above and run this again."
# what joins two addons comes by itself at an installation, but not at an update
bridges=$(cd "$top/addons" && grep -l '"auto_install": True' kms_*/__manifest__.py | cut -d/ -f1 | paste -sd,)
program=$(sed -n 's/^ExecStart=//p' /etc/systemd/system/kms.service)
read -r -a command <<<"$program"
# as the unit has them: a database on another machine wants a password
if ! (set -a && . /etc/kms/kms.env && set +a && cd /var/lib/kms && HOME=/var/lib/kms runuser -u kms -- "${command[@]}" --database="$database" \
    --no-http --workers=0 --max-cron-threads=0 -u kms_base -i "$bridges" --i18n-overwrite --stop-after-init --logfile= ); then
    refuse "The update did not end well and the server is stopped. Go back to the folder of before and
run  systemctl start kms ; if the database was changed, restore the backup above as docs/deployment.md says."
fi
"$top/deploy/install.sh" --domain "$domain" --database "$database" --workers "$workers" --role "$role"
systemctl start kms.service
echo "The database «$database» is up to date and served."
