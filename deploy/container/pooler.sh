#!/bin/sh
# The pooler's list of who may come, from the one place where the password is kept; then the pooler.
set -eu
umask 077
printf '"bw_app" "%s"\n' "$(cat "${APP_PASSWORD_FILE:-/run/secrets/app}")" > /tmp/userlist.txt
exec pgbouncer "${1:-/opt/pgbouncer.ini}"
