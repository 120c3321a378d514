#!/bin/sh
# Lets golang.org/x/mod/sumdb (tlog and note), an implementation that is not ours, judge a log in a folder.
# usage: run.sh DIR PUBKEY
#   DIR     checkpoint, tile/... as served under /log; receipts/*.json and consistency/*.json when there are some
#   PUBKEY  the log's public key: <name>+<id>+<base64>
# Needs Debian's golang-go and golang-golang-x-mod-dev. Status 0: accepted; 77: go is absent.
set -eu
[ $# -eq 2 ] || { echo "usage: $0 DIR PUBKEY" >&2; exit 2; }
command -v go >/dev/null 2>&1 || { echo "go is not installed: skipped" >&2; exit 77; }
here=$(cd "$(dirname "$0")" && pwd)
GOPATH=/usr/share/gocode GO111MODULE=off GOFLAGS= GOTOOLCHAIN=local
GOCACHE=${GOCACHE:-${TMPDIR:-/tmp}/accord-go-cache-$(id -u)}
export GOPATH GO111MODULE GOFLAGS GOTOOLCHAIN GOCACHE
exec go run "$here/interop.go" "$1" "$2"
