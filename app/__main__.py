"""``python -m app``: arguments → bootstrap → window or command line."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from pathlib import Path

from app.errors import KnownError, UserError


def main(arguments: list[str] | None = None) -> int:
    """Run the program; its exit status. Foreseen troubles are one calm sentence on standard error and status 1."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            # Started without a console, as from a desktop's icon: what is said there is said to nobody.
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - for the whole run
        # Chinese output must not depend on the machine's locale
        getattr(sys, name).reconfigure(encoding="utf-8", errors="backslashreplace")
    parsed = _parser().parse_args(arguments)
    try:
        if parsed.command:
            from app import bootstrap
            from app.cli.commands import run

            status = run(
                parsed,
                bootstrap.load_packs,
                bootstrap.policies_folder(),
                bootstrap.open_for_command,
                bootstrap.place_for_command,
            )
            sys.stdout.flush()
            return status
        if parsed.self_test:
            from app import bootstrap

            return bootstrap.self_test(parsed.data_dir)
        # Nothing that a start reads is rubbish, and looking through all of it takes 40 ms; ``ui.start`` begins to look again.
        gc.disable()
        from app import bootstrap

        return bootstrap.open_window(parsed.data_dir, demonstration=parsed.demo, timed=parsed.time_start)
    except (KnownError, UserError) as trouble:
        sys.stderr.write(f"{trouble.message}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("已按要求停下。\n")
        return 130
    except BrokenPipeError:
        sys.stderr.close()  # the reader has gone: nothing more to say, and no traceback at exit
        return 1
    except OSError as wrong:
        sys.stderr.write(f"结果写不出去（{wrong.strerror}）：请检查磁盘空间和输出的位置，再试一次。\n")
        sys.stderr.flush()
        os._exit(1)  # what is left in the buffer can't be written either; leave without a traceback about it


def _folder(text: str) -> Path:
    if not text.strip():
        raise argparse.ArgumentTypeError("请写明文件夹，不能是空的。")
    return Path(text)


def _parser() -> argparse.ArgumentParser:
    from app.cli.options import add_commands

    parser = argparse.ArgumentParser(prog="python -m app", description="一站式结算窗口", add_help=True)
    parser.add_argument(
        "--data-dir", type=_folder, default=None, metavar="文件夹", help="数据放在哪里（默认在用户目录下）"
    )
    parser.add_argument("--self-test", action="store_true", help="自检：打开每一页，结算演示个案，打印，核查审计记录")
    parser.add_argument(
        "--time-start",
        action="store_true",
        help="计时：窗口自己试着用，报出何时能用（单调时钟，秒），然后关上；口令从标准输入读",
    )
    parser.add_argument("--demo", action="store_true", help="打开演示统筹区：人员、数据都是虚构的")
    add_commands(parser)
    return parser


if __name__ == "__main__":
    sys.exit(main())
