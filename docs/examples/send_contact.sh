#!/bin/sh
# A contact from a shell, with curl (7.71 or later) alone: sends contact.json, then asks what became of it.
#   BREAKWATER_URL=http://localhost:8000 BREAKWATER_KEY=bw_... ./send_contact.sh contact.json [addition.json]
# addition.json is {"words": "What was learned since", "immediate_danger": false}
# The same contact sent again (a line that broke) is one contact: its Idempotency-Key stands beside it in contact.json.sent
set -eu
contact=$1
root="${BREAKWATER_URL%/}/api/v1"
once="$contact.sent"
new_uuid() { cat /proc/sys/kernel/random/uuid 2>/dev/null || uuidgen; }
[ -s "$once" ] || new_uuid >"$once"
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT
trap 'exit 1' HUP INT TERM

# The key goes in by standard input: on the command line every user of the machine would read it.
# A wait that is asked for (429, 503) is waited for, twice, and so is a line that broke: all that is asked here may be asked twice.
ask() {
    status=$(printf 'header = "Authorization: Bearer %s"\n' "$BREAKWATER_KEY" |
        curl --silent --show-error --max-time 30 --retry 2 --retry-all-errors --config - \
            --output "$answer" --write-out '%{http_code}' "$@")
    cat "$answer"
    echo
    case $status in 2*) ;; *) exit 1 ;; esac
}

ask --header "Content-Type: application/json" --header "Idempotency-Key: $(cat "$once")" \
    --data-binary "@$contact" "$root/contacts"
reference=$(sed -n 's/.*"reference": *"\([A-Z0-9-]*\)".*/\1/p' "$answer")
if [ $# -gt 1 ]; then
    [ -s "$2.sent" ] || new_uuid >"$2.sent"
    ask --header "Content-Type: application/json" --header "Idempotency-Key: $(cat "$2.sent")" \
        --data-binary "@$2" "$root/contacts/$reference/additions"
fi
ask "$root/contacts/$reference"
