#!/bin/sh
# Builds and runs the fuzzers of the log's formats with AddressSanitizer and UndefinedBehaviorSanitizer.
# usage: run.sh BUILD_DIR [SECONDS for each, default 60]. Needs clang-19 and libclang-rt-19-dev.
set -eu
[ $# -ge 1 ] || { echo "usage: $0 BUILD_DIR [SECONDS]" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
src=$here/../../../src
mkdir -p "$1"
for name in note tile entry receipt; do
  ${CXX:-clang++-19} -std=c++23 -g -O1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined -I"$src" \
    "$src"/base/bytes.cc "$src"/base/json.cc "$src"/base/utf8.cc "$src"/merkle/tree.cc "$src"/merkle/tile.cc "$src"/merkle/checkpoint.cc \
    "$src"/record/entry.cc "$src"/record/receipt.cc "$here/${name}_fuzz.cc" -o "$1/${name}_fuzz" \
    $(pkg-config --libs openssl libsodium icu-i18n icu-uc) -lfmt
  mkdir -p "$1/found-$name"
  (cd "$1" && "./${name}_fuzz" -max_total_time="${2:-60}" -timeout=5 -rss_limit_mb=1024 -print_final_stats=1 "found-$name" "$here/corpus/$name")
done
