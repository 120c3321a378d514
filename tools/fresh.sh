#!/usr/bin/env bash
# Proves the two commands of the README in a new Debian 12: debootstrap, clone, `make run`, `make test`.
#   tools/fresh.sh [--only run|test] [--keep] [--folder DIR]
#     --only    one of the two commands
#     --keep    leaves the folder for another look; without it only the logs of a failure stay
#     --folder  where it goes (default: a new folder in TMPDIR); one kept before is used again
# As root. What is committed is what is proven. The client settings of this machine (apt's sources and options,
# npm's, pip's, proxies, certificates) go along, because a machine that reaches its mirrors another way proves nothing here.
# Status 0: proven; 1: a command failed; 2: wrongly called; 3: this machine cannot make one.
set -euo pipefail
{  # read whole before it runs, so that an edit meanwhile does no harm

die() { echo "fresh: $2" >&2; exit "$1"; }
only="" keep="" folder=""
while [ $# -gt 0 ]; do
  case $1 in
    --only) only=${2:-}; shift; [ "$only" = run ] || [ "$only" = test ] || die 2 "--only takes run or test" ;;
    --keep) keep=1 ;;
    --folder) folder=${2:-}; shift; [ -n "$folder" ] || die 2 "--folder takes a folder" ;;
    *) die 2 "unknown option $1; see the head of this file" ;;
  esac
  shift
done
[ "$(id -u)" = 0 ] || die 3 "run this as root: it makes a chroot"
for tool in debootstrap git curl unshare; do command -v "$tool" >/dev/null || die 3 "install $tool first"; done

# In mount and process namespaces of its own, whatever is mounted or started ends with this script.
if [ "${ACCORD_FRESH:-}" != inside ]; then
  set -- ${only:+--only "$only"} ${keep:+--keep} ${folder:+--folder "$folder"}
  exec env ACCORD_FRESH=inside unshare --mount --propagation private --pid --fork --kill-child --mount-proc "$0" "$@"
fi

repository=$(cd "$(dirname "$0")/.." && pwd)
folder=${folder:-$(mktemp -d "${TMPDIR:-/tmp}/accord-fresh-XXXXXX")}
root=$folder/root
leave() {
  for m in dev/pts dev/shm dev sys proc; do mountpoint -q "$root/$m" && umount -l "$root/$m"; done
  if [ -n "$keep" ]; then echo "Kept in $folder"; return; fi
  rm -rf --one-file-system "$root"
  if [ "${failed:-1}" -eq 0 ]; then rm -rf "$folder"; else echo "Logs in $folder"; fi
}
trap leave EXIT
trap 'exit 130' INT TERM

if [ ! -f "$root/etc/debian_version" ]; then
  mirror=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME)' 'Created-By: Packages' | awk '$2 == "bookworm" { print $1; exit }')
  [ -n "$mirror" ] || die 3 "apt here knows no mirror of bookworm"
  mkdir -p "$root"
  debootstrap --variant=minbase bookworm "$root" "$mirror" >"$folder/debootstrap.log" 2>&1 || die 3 "debootstrap failed: $folder/debootstrap.log"

  # Debian's own sources and the options of apt; other sources would bring other versions than Debian 12 has.
  rm -f "$root"/etc/apt/sources.list
  cp -r /etc/apt/apt.conf.d /etc/apt/auth.conf.d /etc/apt/trusted.gpg.d /etc/apt/keyrings "$root/etc/apt/" 2>/dev/null || true
  rm -f "$root"/etc/apt/apt.conf.d/*packagekit "$root"/etc/apt/apt.conf.d/*appstream
  for f in /etc/apt/sources.list /etc/apt/sources.list.d/debian*; do [ -f "$f" ] && cp "$f" "$root${f}"; done
  cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
  mkdir -p "$root/usr/local/share" "$root/etc/ssl/certs"
  cp -r /usr/local/share/ca-certificates "$root/usr/local/share/" 2>/dev/null || true
  cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/" 2>/dev/null || true
  for f in "$(npm config get globalconfig 2>/dev/null || true)" ~/.npmrc; do [ -f "$f" ] && cat "$f" >>"$root/root/.npmrc"; done
  cp -L /etc/pip.conf "$root/etc/" 2>/dev/null || true
  for f in .config/pip .pip; do [ -d ~/$f ] && mkdir -p "$root/root/$(dirname $f)" && cp -rL ~/$f "$root/root/$f"; done
  echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/unsafe-io"  # what is thrown away need not be synced
  # No daemon may start: it would take the ports of this machine.
  printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
  chmod 755 "$root/usr/sbin/policy-rc.d"
fi

mount -t proc proc "$root/proc"
mount --bind -o ro /sys "$root/sys"
mount --bind /dev "$root/dev"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
mount -t tmpfs tmpfs "$root/dev/shm"

settings=()
for v in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY NODE_EXTRA_CA_CERTS SSL_CERT_FILE SSL_CERT_DIR \
  $(compgen -e PIP_ || true); do
  [ -n "${!v:-}" ] && settings+=("$v=${!v}")
done
inside() {
  chroot "$root" /usr/bin/env -i HOME=/root TERM=dumb LANG=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    "${settings[@]}" /bin/sh -c "$1"
}

# make and git are what anybody needs who has the sources and types `make`.
inside 'apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends make git >/dev/null' \
  || die 3 "apt does not work in the new system"
if [ -d "$root/root/accord/.git" ]; then
  git -c safe.directory='*' -C "$root/root/accord" pull -q --ff-only "$repository" HEAD
else
  git -c safe.directory='*' clone -q "file://$repository" "$root/root/accord"
fi
echo "Debian $(cat "$root/etc/debian_version"), commit $(git -c safe.directory='*' -C "$root/root/accord" rev-parse --short HEAD), in $root"

prove_run() {
  local log=$folder/run.log start=$SECONDS address=""
  inside 'cd /root/accord && exec make run ARGS="--listen 127.0.0.1:0"' >"$log" 2>&1 &
  local job=$!
  while [ -z "$address" ]; do
    kill -0 "$job" 2>/dev/null || { tail -40 "$log"; echo "make run: ended without an address ($log)"; return 1; }
    sleep 0.2
    address=$(grep -oE 'http://(127\.0\.0\.1|localhost):[0-9]+' "$log" | head -1 || true)
  done
  local took=$((SECONDS - start)) page seconds status=0
  page=$(curl -sS --noproxy '*' -m 5 -o "$folder/first.html" -w '%{http_code} %{time_total}' "$address/") || status=1
  seconds=${page#* }
  if [ "$status" -ne 0 ] || [ "${page%% *}" != 200 ] || ! grep -q '</html>' "$folder/first.html"; then
    echo "make run: the first page answered '$page'"; status=1
  else
    echo "make run: address after $((took / 60)) min $((took % 60)) s; first page 200 in $seconds s"
  fi
  # Only the processes of this namespace are seen here.
  pkill -TERM -x accord || true
  for _ in $(seq 50); do kill -0 "$job" 2>/dev/null || return $status; sleep 0.2; done
  echo "make run: did not stop within 10 s"
  kill -9 "$job" 2>/dev/null || true
  return 1
}

prove_test() {
  local log=$folder/test.log start=$SECONDS status=0
  inside 'cd /root/accord && make test' >"$log" 2>&1 || status=1
  local took=$((SECONDS - start))
  grep -E '^[a-z]+ +[0-9]+ min|passed,|^Over' "$log" || tail -40 "$log"
  echo "make test: $([ $status -eq 0 ] && echo passed || echo "failed ($log)") after $((took / 60)) min $((took % 60)) s"
  return $status
}

failed=0
[ "$only" = test ] || prove_run || failed=1
[ "$only" = run ] || prove_test || failed=1
exit "$failed"
}
