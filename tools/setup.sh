#!/bin/sh
# Installs what is missing on Debian 12, and nothing when nothing is. As root, or with sudo.
#   tools/setup.sh build    what the program is built with
#   tools/setup.sh test     the same, and what its tests need
#   tools/setup.sh bench    the same, and what the figures are measured against (bench/run adds Python packages, in build/bench-venv)
#   tools/setup.sh clang    what fuzzing, clang-tidy and clang-format need besides
set -eu

build="g++ cmake ninja-build ccache pkg-config make ca-certificates nodejs npm
  libboost-dev libsoci-dev libsqlite3-dev libpq-dev libkainjow-mustache-dev nlohmann-json3-dev libmd4c-dev libgumbo-dev libyaml-cpp-dev libxlsxwriter-dev zlib1g-dev
  libdeflate-dev libisal-dev libzstd-dev liblz4-dev libbrotli-dev libxxhash-dev libsimdjson-dev libtomlplusplus-dev libcld2-dev libsentencepiece-dev publicsuffix
  libssl-dev libsodium-dev libicu-dev libcli11-dev libfmt-dev libspdlog-dev libcurl4-openssl-dev libgtest-dev libgmock-dev librapidcheck-dev python3 python3-pip"
tests="poppler-utils git curl chromium postgresql golang-go golang-golang-x-mod-dev python3-jsonschema fonts-dejavu-core libpsl-dev"
clang="clang-19 clang-tidy-19 clang-format-19 libclang-rt-19-dev"

wanted=$build
[ "${1:-build}" = test ] && wanted="$build $tests"
[ "${1:-build}" = bench ] && wanted="$build $tests wrk nginx-light sqlite3 python3-venv openjdk-17-jre-headless"
[ "${1:-build}" = clang ] && wanted="$build $clang"
# Node.js, Go and pip may be there from elsewhere, and then do.
command -v node >/dev/null && command -v npm >/dev/null && wanted=$(echo $wanted | sed 's/ nodejs / /; s/ npm / /')
command -v go >/dev/null && wanted=$(echo $wanted | sed 's/ golang-go / /')
python3 -m pip --version >/dev/null 2>&1 && wanted=$(echo $wanted | sed 's/ python3-pip / /; s/ python3-pip$//')

missing=""
for p in $wanted; do
  dpkg-query -W -f '${Status}' "$p" 2>/dev/null | grep -q 'ok installed' || missing="$missing $p"
done
if [ -n "$missing" ]; then
  echo "Installing:$missing"
  sudo=""
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || { echo "setup: run this as root, or install sudo" >&2; exit 3; }
    sudo=sudo
  fi
  export DEBIAN_FRONTEND=noninteractive
  $sudo apt-get update -qq
  # shellcheck disable=SC2086
  $sudo apt-get install -y -qq --no-install-recommends $missing >/dev/null
fi
# Without it everything but Parquet is there.
"$(dirname "$0")/arrow.sh" || true
