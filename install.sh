#!/bin/sh
# Installs gowsl: one file, whose checksum is verified before it takes its place.
#
#   sh install.sh --from URL [--to FOLDER]
#
# URL is the folder of a release, with the executables and SHA256SUMS; GOWSL_RELEASES may name it instead. The
# path of a folder here will do.
# FOLDER is ~/.local/bin where nothing else is said.
set -eu

say() { printf '%s\n' "$*" >&2; }
fail() {
  say "install.sh: $*"
  exit 1
}

# The last line is the call: of a script that was cut on its way nothing is run.
main() {
  from=${GOWSL_RELEASES:-}
  to=${HOME:-}/.local/bin
  while [ $# -gt 0 ]; do
    case $1 in
      --from) [ $# -ge 2 ] || fail "--from needs a URL"; from=$2; shift 2 ;;
      --to) [ $# -ge 2 ] || fail "--to needs a folder"; to=$2; shift 2 ;;
      *) fail "there are --from URL and --to FOLDER, not $1" ;;
    esac
  done
  [ -n "$from" ] || fail "where from? Name the folder of a release: --from URL"
  # A folder here may be named from where one stands; without a scheme nothing else is meant.
  case $from in
    *://*) from=${from%/} ;;
    *)
      [ -d "$from" ] || fail "there is no folder $from, and it is no URL"
      from=$(CDPATH='' cd -- "$from" && pwd)
      ;;
  esac
  name=$(executable)
  mkdir -p "$to" || fail "$to could not be made"
  draft=$(mktemp -d "$to/.gowsl.XXXXXX") || fail "nothing can be written to $to"
  trap 'rm -rf "$draft"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  fetch "$from/SHA256SUMS" "$draft/SHA256SUMS"
  expected=$(sed -n "s/^\([0-9a-f]\{64\}\) [ *]$name\$/\1/p" "$draft/SHA256SUMS")
  [ -n "$expected" ] || fail "$from/SHA256SUMS has no line for $name"
  fetch "$from/$name" "$draft/gowsl"
  actual=$(digest "$draft/gowsl")
  [ "$actual" = "$expected" ] ||
    fail "$from/$name has the SHA-256 $actual, and SHA256SUMS says $expected. Nothing was installed."
  chmod 755 "$draft/gowsl"
  version=$("$draft/gowsl" --version) || fail "$name does not run here$(hint "$name"). Nothing was installed."
  mv -f "$draft/gowsl" "$to/gowsl"
  say "gowsl $version: $to/gowsl"
  case :${PATH:-}: in
    *":$to:"*) ;;
    *) say "$to is not on PATH; add it in the profile of your shell" ;;
  esac
}

# The name of the executable for this machine.
executable() {
  case $(uname -s) in
    Linux) system=linux ;;
    Darwin) system=darwin ;;
    *) fail "there is no executable for $(uname -s) here; on Windows use install.ps1" ;;
  esac
  case $(uname -m) in
    x86_64 | amd64) machine=x64 ;;
    aarch64 | arm64) machine=arm64 ;;
    *) fail "there is no executable for $(uname -m)" ;;
  esac
  library=
  # glibc's own linker has another name; a system may have both, and then glibc's executable runs.
  if [ "$system" = linux ] && ! any /lib64/ld-linux-* /lib/ld-linux-* && any /lib/ld-musl-*; then
    library=-musl
  fi
  echo "gowsl-$system-$machine$library"
}

# Is one of these files there? A pattern that fits nothing stays as it is.
any() {
  for file in "$@"; do [ -e "$file" ] && return 0; done
  return 1
}

hint() {
  case $1 in *-musl) echo " (it needs libstdc++: apk add libstdc++)" ;; esac
}

fetch() {
  # A path stands for itself, and a URL of it would need its signs written otherwise; wget knows no file://.
  case $1 in
    /*)
      cp "$1" "$2" || fail "$1 could not be read"
      return 0
      ;;
  esac
  if command -v curl >/dev/null 2>&1; then
    curl --fail --silent --show-error --location --output "$2" "$1" || fail "$1 could not be fetched"
  elif command -v wget >/dev/null 2>&1; then
    wget -q -O "$2" "$1" || fail "$1 could not be fetched"
  else
    fail "neither curl nor wget is here"
  fi
}

digest() {
  if command -v sha256sum >/dev/null 2>&1; then
    sha256sum <"$1" | cut -d ' ' -f 1
  elif command -v shasum >/dev/null 2>&1; then
    shasum -a 256 <"$1" | cut -d ' ' -f 1
  else
    fail "neither sha256sum nor shasum is here, and nothing is installed unchecked"
  fi
}

main "$@"
