#!/bin/sh
# Builds the echo server of the listener's tests: build.sh OUTPUT [flags, such as -fsanitize=thread].
set -eu
root=$(cd "$(dirname "$0")/../../.." && pwd)
out=$1
shift
mkdir -p "$(dirname "$out")"
exec ${CXX:-g++} -std=c++23 -O2 -g -Wall -Wextra "$@" -I"$root/src" "$root"/tests/http/echo/echo.cc \
  "$root"/src/web/admission.cc "$root"/src/web/answer.cc "$root"/src/web/chunked.cc "$root"/src/web/connection.cc "$root"/src/web/form.cc \
  "$root"/src/web/http.cc "$root"/src/web/listener.cc "$root"/src/web/page_cache.cc "$root"/src/web/pool.cc "$root"/src/web/shard.cc \
  "$root"/src/base/bytes.cc "$root"/src/base/clock.cc "$root"/src/base/utf8.cc \
  $(pkg-config --cflags --libs openssl libsodium icu-i18n icu-uc fmt) -pthread -o "$out"
