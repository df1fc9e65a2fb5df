#!/usr/bin/env bash
# wsl.sh FOLDER COMMAND...: runs the command in a namespace of its own that looks like WSL 2 to who reads files.
# FOLDER is drive D:, seen in /mnt/d; programs of Windows start by interop. Nothing outside is touched.
# uname(2) still tells the real kernel, and /proc/self/mountinfo is the faked one in the command itself only.
set -euo pipefail
rigs=$(cd "$(dirname "$0")" && pwd)
drive=$(cd "$1" && pwd)
shift
export GOWSL_RIGS=${GOWSL_RIGS:-$rigs/../../node_modules/.cache/gowsl-rigs}
exec unshare --user --map-root-user --mount --propagation private bash -euc '
rigs=$1 drive=$2
shift 2
mount -t tmpfs -o mode=755 run /run
faked=/run/rig
mkdir -p "$faked/drive" /run/WSL
echo 5.15.167.4-microsoft-standard-WSL2 >"$faked/osrelease"
mount --bind "$faked/osrelease" /proc/sys/kernel/osrelease
# First, since the folder may lie below /mnt itself.
mount --bind "$drive" "$faked/drive"
mount -t tmpfs -o mode=755 mnt /mnt
mkdir /mnt/d /mnt/wsl
mount --bind "$faked/drive" /mnt/d
mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc
echo ":WSLInterop:M::MZ::$rigs/windows-program.sh:PF" >/proc/sys/fs/binfmt_misc/register
[ "${INTEROP-on}" = on ] || echo 0 >/proc/sys/fs/binfmt_misc/WSLInterop
unset INTEROP
export WSL_DISTRO_NAME=Debian WSL_INTEROP=/run/WSL/1_interop
sed "s|^\([0-9]* [0-9]* [0-9:]* \)[^ ]* /mnt/d .*|\1/ /mnt/d rw,noatime - 9p D:\\\\134 rw,aname=drvfs;path=D:\\\\;uid=0;gid=0;symlinkroot=/mnt/,cache=mmap,trans=fd,rfd=8,wfd=8|" /proc/self/mountinfo >"$faked/mountinfo"
mount --bind "$faked/mountinfo" /proc/$$/mountinfo
exec "$@"' wsl "$rigs" "$drive" "$@"
