#!/bin/bash
# kms backup, kms restore ... with the settings of the server, as its user.
set -euo pipefail
if [ "$(id -u)" != 0 ]; then
    echo "Only root may read the settings of the server: sudo kms $*" >&2
    exit 1
fi
set -a
. /etc/kms/kms.env
set +a
cd /var/lib/kms
HOME=/var/lib/kms exec runuser -u kms -- @ROOT@/kms "$@"
