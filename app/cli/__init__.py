"""The command line: prints what services return, as contract.md fixes it.

Only ``__main__`` calls it (through ``bootstrap``, which hands it the packs and opens the data file for it). ``sign_in``: a
command that needs the file asks for a password at the prompt or on standard input, never as an argument. It
imports ``services`` and what lies below; it knows no Qt, no store and no engine. Standard output carries JSON or one
line a fault, nothing else; talk for people goes to standard error.

Decisions
* 2026-11-22: argparse, because the commands are few and fixed. Rejected: click or typer, a dependency for nothing.
* 2026-11-30: ``options`` alone is read by a start of the window; it took a fifth of it when the commands came along.
"""
