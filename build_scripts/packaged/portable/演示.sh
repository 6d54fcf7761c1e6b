#!/bin/sh
# The demonstration area, whose people are all invented; its data lie in 数据 too, in a file of their own.
here=$(cd "$(dirname "$0")" && pwd) || exit 1
exec "$here/程序/settlement-window" --data-dir "$here/数据" --demo "$@"
