#!/bin/sh
# A contact from a shell, with curl alone: sends contact.json, then asks what became of it.
#   BREAKWATER_URL=http://localhost:8000 BREAKWATER_KEY=bw_... ./send_contact.sh contact.json [addition.json]
# addition.json is {"words": "What was learned since", "immediate_danger": false}
# The same contact sent again (a line that broke) is one contact: its Idempotency-Key stands beside it in contact.json.sent
set -eu
contact=$1
root="${BREAKWATER_URL%/}/api/v1"
once="$contact.sent"
new_uuid() { cat /proc/sys/kernel/random/uuid 2>/dev/null || uuidgen; }
[ -s "$once" ] || new_uuid >"$once"

# The key goes in by standard input: on the command line every user of the machine would read it.
ask() { printf 'header = "Authorization: Bearer %s"\n' "$BREAKWATER_KEY" | curl --silent --show-error --config - "$@"; }

answer=$(ask --header "Content-Type: application/json" --header "Idempotency-Key: $(cat "$once")" \
    --data-binary "@$contact" --write-out '\n%{http_code}' "$root/contacts")
status=${answer##*"
"}
printf '%s\n' "${answer%"
"*}"
[ "$status" = 201 ] || exit 1
reference=$(printf '%s' "$answer" | sed -n 's/.*"reference": *"\([A-Z0-9-]*\)".*/\1/p')
if [ $# -gt 1 ]; then
    [ -s "$2.sent" ] || new_uuid >"$2.sent"
    ask --fail-with-body --header "Content-Type: application/json" --header "Idempotency-Key: $(cat "$2.sent")" \
        --data-binary "@$2" "$root/contacts/$reference/additions"
    echo
fi
ask "$root/contacts/$reference"
echo
