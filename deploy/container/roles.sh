#!/bin/sh
# The two roles of Breakwater, when the database's folder is made.
set -eu
psql -U postgres -d breakwater -v ON_ERROR_STOP=1 -v owner_password="$(cat /run/secrets/owner)" \
    -v app_password="$(cat /run/secrets/app)" -f /opt/roles.sql
