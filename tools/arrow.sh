#!/bin/sh
# Puts Arrow C++ (headers, libarrow, libparquet) into build/arrow, out of the wheel that tools/arrow.txt names, which pip checks
# by its hash. Nothing is installed. Where it cannot be had, says so: the build then leaves the reader of Parquet out.
# Status 0: it is there; 1: it is not.
set -eu
cd "$(dirname "$0")/.."
out=build/arrow
wanted=$(sha256sum <tools/arrow.txt)
[ -f $out/stamp ] && [ "$(cat $out/stamp)" = "$wanted" ] && exit 0

machine=$(uname -m)
without() { echo "arrow: $1; Parquet will not be read. tools/arrow.sh tries again." >&2; exit 1; }
mkdir -p build
new=$(mktemp -d build/arrow.XXXXXX)
trap 'rm -rf "$new"' EXIT
# The wheel's Python does not matter: only its C++ is taken.
python3 -m pip download --quiet --retries 2 --no-deps --require-hashes --only-binary :all: --platform "manylinux_2_28_$machine" --python-version 3.11 \
  --implementation cp --dest "$new" -r tools/arrow.txt >"$new/log" 2>&1 || { tail -4 "$new/log" >&2; without "the wheel could not be downloaded"; }
python3 - "$new" <<'PYTHON' || without "the wheel could not be unpacked"
import glob, re, sys, zipfile
wheel = zipfile.ZipFile(glob.glob(sys.argv[1] + "/*.whl")[0])
wanted = re.compile(r"pyarrow/(include/(arrow|parquet)/.*|lib(arrow|parquet)\.so\.\d+)$|.*\.dist-info/.*(LICENSE|NOTICE).*")
wheel.extractall(sys.argv[1], [n for n in wheel.namelist() if wanted.match(n)])
PYTHON
rm -f "$new"/*.whl "$new/log"
echo "$wanted" >"$new/stamp"
chmod 755 "$new"
rm -rf $out
mv "$new" $out
