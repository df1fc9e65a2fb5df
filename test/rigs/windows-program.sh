#!/bin/sh
# Stands for what WSL's /init does with a Windows program (binfmt_misc, flag P: whole path, name, arguments):
# it gets the variables that WSLENV names for it and no others. A real program is run by wine; a file whose
# first line is MZ goes on as a shell script, and stands for a program where there is no wine.
program=$1
shift 2
set -- "$program" "$@"
names=${WSLENV-}
kept=
while [ -n "$names" ]; do
  entry=${names%%:*}
  case $names in *:*) names=${names#*:} ;; *) names= ;; esac
  name=${entry%%/*}
  case $entry in */*u*) continue ;; esac
  eval "value=\${$name-}"
  [ -n "$value" ] && kept="$kept $name"
done
for name in $(env | sed -n 's/^\([A-Za-z_][A-Za-z0-9_]*\)=.*/\1/p'); do
  case " $kept PATH WSLENV GOWSL_RIGS " in *" $name "*) ;; *) unset "$name" ;; esac
done
IFS= read -r first <"$program"
if [ "$first" = MZ ]; then
  script=$(tail -n +2 "$program")
  shift
  exec /bin/sh -c "$script" "$program" "$@"
fi
HOME=$GOWSL_RIGS WINEPREFIX=$GOWSL_RIGS/wine WINEDEBUG=-all LC_ALL=C.UTF-8
export HOME WINEPREFIX WINEDEBUG LC_ALL
unset GOWSL_RIGS
exec wine "$@"
