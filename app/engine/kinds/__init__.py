"""The fixed vocabulary of layer kinds: one file each, one function ``work_out(scene, layer, rule, spec)`` each.

A kind answers with an ``Outcome`` and takes nothing itself; caps of the year, what is left of the visit and amounts
settled elsewhere are the same for all kinds and live in ``engine.layers``. A new area is a new TOML file; only a rule
that no kind can say is a new file here (and its reader in ``policy.read_rules``).

Only ``engine.layers`` calls the kinds; they see a ``Scene`` and nothing else.
"""
