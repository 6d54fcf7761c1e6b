"""What may be typed after ``python -m app``: read at every start, the window's too, so it imports nothing that works."""

from __future__ import annotations

import argparse


def add_commands(parser: argparse.ArgumentParser) -> None:
    """The commands of the contract, in Chinese help."""
    commands = parser.add_subparsers(dest="command", metavar="命令")
    settle = commands.add_parser("settle", help="结算一个或一批个案（JSON）")
    settle.add_argument("file", metavar="CASE.json", help="个案文件；写 - 从标准输入读")
    settle.add_argument("--batch", action="store_true", help="每行一个个案，每行一个结果")
    simulate = commands.add_parser("simulate", help="测算：同一批个案按两个政策包各算一遍，比较谁多付、谁少付（JSON）")
    simulate.add_argument("--pack", required=True, metavar="A", help="现在的政策包")
    simulate.add_argument("--against", required=True, metavar="B", help="要比较的政策包")
    simulate.add_argument("--rows", action="store_true", help="连每个个案的结果一起输出")
    simulate.add_argument("--draft-ok", action="store_true", help="允许用编制中的政策包")
    simulate.add_argument("file", metavar="FILE.jsonl", help="每行一个个案；写 - 从标准输入读")
    audit = commands.add_parser(
        "audit", parents=[_sign_in_options()], help="audit verify：核查审计链，并逐行与数据核对"
    )
    audit.add_argument("action", choices=["verify"], help="核查")
    audit.add_argument("--head", default="", metavar="行号:校验码", help="日结单或备份上留存的链尾：能发现被截去的尾部")
    backup = commands.add_parser("backup", parents=[_sign_in_options()], help="备份数据文件，并读回核对")
    backup.add_argument("--to", default="", metavar="文件夹", help="备份到哪里（默认在数据文件夹里）")
    restore = commands.add_parser("restore", parents=[_sign_in_options()], help="用一份备份换下数据文件，原来的留着")
    restore.add_argument("file", metavar="FILE.db", help="备份的数据文件，旁边要有它的 .keys；口令是备份那天的")
    _add_verify(commands)
    report = commands.add_parser(
        "doctor", parents=[_sign_in_options()], help="诊断报告：版本、大小、核查，没有人员信息"
    )
    report.add_argument("--to", default="", metavar="文件", help="存成文件（默认写在屏幕上）")
    report.add_argument("--closed", action="store_true", help="不打开数据文件，不要口令，只看外面")
    packs = commands.add_parser("packs", help="列出政策包；packs check 校验")
    packs.add_argument("action", nargs="?", choices=["check"], help="校验政策包和旁边的算例")
    packs.add_argument("files", nargs="*", metavar="FILE.toml", help="要校验的文件；不写则校验全部")


def _add_verify(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    made = commands.add_parser(
        "verify",
        parents=[_sign_in_options()],
        help="核对结算单的二维码：真的退出 0，否则 1；加 --hall-key 时不打开数据文件",
    )
    made.add_argument("code", metavar="CODE", help="二维码的文字或单号；写 - 从标准输入读")
    made.add_argument(
        "--hall-key", default=[], action="append", metavar="FILE", help="大厅公钥文件（可写几次）：只凭它核对，不用口令"
    )


def _sign_in_options() -> argparse.ArgumentParser:
    """The options of every command that opens the data file: ``add_parser(…, parents=[_sign_in_options()])``."""
    options = argparse.ArgumentParser(add_help=False)
    options.add_argument("--operator", default="", metavar="姓名", help="以哪位操作员的身份打开（只有一位时可不写）")
    options.add_argument(
        "--password-stdin",
        action="store_true",
        help="从标准输入的第一行读口令，不在屏幕上问（演示统筹区不问口令，给了就核对）",
    )
    return options
