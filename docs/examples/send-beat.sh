#!/bin/sh
# Send one heartbeat: sign a small JSON document with the installation's own Ed25519 key,
# post it; 22 when it was refused.  docs/heartbeats.md;  send-beat.sh KEY.pem URL INSTALLATION AGENT [VERSION [STATUS]]
set -eu
body=$(mktemp) && trap 'rm -f "$body"' EXIT
printf '{"v":1,"installation":"%s","agent":"%s","version":"%s","seq":%s,"at":"%s","status":"%s"}' \
	"$3" "$4" "${5:-}" "$(date -u +%s)" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "${6:-ok}" > "$body"
signature=$(openssl pkeyutl -sign -rawin -inkey "$1" -in "$body" | openssl base64 -A)
curl --silent --show-error --fail-with-body --max-time 10 --data-binary "@$body" \
	-H 'Content-Type: application/json' -H "Candor-Signature: ed25519=$signature" "$2/v1/beat"
