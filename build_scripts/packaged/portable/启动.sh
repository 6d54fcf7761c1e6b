#!/bin/sh
# Starts the program from a stick; what it keeps lies beside it, in 数据.
here=$(cd "$(dirname "$0")" && pwd) || exit 1
exec "$here/程序/settlement-window" --data-dir "$here/数据" "$@"
