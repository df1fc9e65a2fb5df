#!/usr/bin/env bash
# musl.sh COMMAND...: runs the command in a namespace of its own that has musl's loader and the libraries of the C++
# compiler beside those of glibc, as programs for Alpine look for them. Nothing outside is touched.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
libraries=${GOWSL_RIGS:-$here/../../node_modules/.cache/gowsl-rigs}/musl/x64/lib
[ -e "$libraries/ld-musl-x86_64.so.1" ] || { echo "there is no musl: $here/install.sh musl" >&2; exit 1; }
# /lib leads to /usr/lib wherever this was tried.
exec unshare --user --map-root-user --mount --propagation private bash -euc '
mount -t overlay overlay -o "lowerdir=$1:/usr/lib" /usr/lib
shift
exec "$@"' musl "$(realpath "$libraries")" "$@"
