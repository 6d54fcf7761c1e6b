"""A policy pack: one area's rules of one period as data, read strictly from one TOML file.

* ``model``: the frozen shapes: clauses, parameters, conditions, layers with their rules.
* ``source``: TOML text with its lines, so that every fault names file, line and key.
* ``read``, ``read_parameters``, ``read_tests``, ``read_rules``: bytes → ``Pack``; everything doubtful is refused with what is allowed.
* ``values``: the figures of a case: the pack's own, confirmed local ones, a case's overrides.
* ``choose``: the packs at hand; which one is in force where and when.

Only ``engine``, ``services`` and above may import this room; it imports ``records``, ``money``, ``errors``. It knows no
clock, file or area: texts and dates are arguments, and no area is named in it.

Decisions
* 2026-11-22: TOML with money and rates as text, read by own code over tomllib, because the teacher's messages (file,
  line, key, what is allowed) are the point. Rejected: pydantic with a generated schema (its messages speak of types,
  not of policy), YAML (silently retypes "no" and dates).
* 2026-11-22: a layer holds ordered rules and each rule has a kind. Rejected: one kind a layer, because one fund pays by
  four clauses in order (top-up to a share, yearly ceiling), and one aid has a different share for each kind of visit.
* 2026-11-22: conditions are a conjunction of tests on a fixed vocabulary, with names for those that recur. Rejected: an
  expression language, which nobody could check for conditions that never hold, nor run over columns.
"""

from app.policy.choose import Registry
from app.policy.model import Pack
from app.policy.read import read_pack
from app.policy.source import Fault, PackFaults
from app.policy.values import NOT_SET, Values, read_figure, values_for

__all__ = ["NOT_SET", "Fault", "Pack", "PackFaults", "Registry", "Values", "read_figure", "read_pack", "values_for"]
