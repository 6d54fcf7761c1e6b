"""One-stop settlement window: the program's house.

A clerk at a county's medical-insurance hall, or in a village clinic, finds a person, enters the bill, sees each
payer's share appear while typing, settles, and hands over one slip. Everything works without a network; every figure
can say which clause it comes from.

The rooms, and who may open which door (the gate checks it, see `[tool.importlinter]` in pyproject.toml)::

    __main__ > bootstrap > ui | cli > services > papers | spool | exchange | store
             > engine > policy > records > money > errors

A room imports only rooms to its right; rooms side by side don't know each other. PySide6 only in `ui`, SQLite only in
`store`, reportlab only in `papers`, numpy only in `engine.columns`. `money`, `policy` and `engine` see no clock, file,
network, random number or environment: dates, ids and packs are arguments. Only `services` call `engine.evaluate` and
`store`: the window can't work out a figure or run SQL of its own.

Decisions:

* November 2026 - `__main__` and `errors` are modules, all else packages. Each package's docstring says
  what the room is for, who may import it, and its dated decisions with the choice that was rejected.
* November 2026 - this package re-exports nothing. Rejected: `from app import thing`, which makes every room
  depend on every other.
"""
