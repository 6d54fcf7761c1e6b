"""The peer of bench_openfisca: the same three-layer rule written for OpenFisca-Core, run by the interpreter of its own venv.

    build/openfisca-venv/bin/python build_scripts/peer_openfisca.py VISITS.npz TIMES

Written as OpenFisca's users write: an entity, variables with formulas, parameters by date, a marginal scale. It prints JSON:
seconds of each calculation, and how many persons pay another amount (to the fen) than VISITS.npz says. It knows nothing of
the program, so nothing of the program is measured here.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from typing import Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import DateUnit
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

YEAR = "2019"
START = "2019-01-01"

Person = build_entity(key="person", plural="persons", label="an insured person", is_person=True)


class Tier(Enum):  # type: ignore[misc]  # OpenFisca has no types
    township = "township"
    primary = "primary"
    secondary = "secondary"
    tertiary = "tertiary"


def variable(name: str, formula: Any = None, **more: Any) -> Any:
    """A variable of a person and year; money in yuan unless ``more`` says otherwise."""
    fields = {"value_type": float, "entity": Person, "definition_period": DateUnit.YEAR, **more}
    if formula is not None:
        fields["formula"] = formula
    return type(name, (Variable,), fields)


def to_fen(yuan: Any) -> Any:
    """Half up to the fen."""
    return np.floor(yuan * 100 + 0.5) / 100


def basic(person: Any, period: Any, parameters: Any) -> Any:
    figures = parameters(period).basic
    base, tier = person("in_scope", period), person("tier", period)
    above = np.maximum(base - figures.deductible[tier], 0)
    return np.minimum(to_fen(above * figures.rate[tier]), figures.annual_cap)


def critical_illness(person: Any, period: Any, parameters: Any) -> Any:
    figures = parameters(period).critical_illness
    left = person("in_scope", period) - person("basic", period)
    pay = np.where(person("poor", period), figures.poor.calc(left), figures.ordinary.calc(left))
    return np.minimum(to_fen(pay), left)


def assistance(person: Any, period: Any, parameters: Any) -> Any:
    figures = parameters(period).assistance
    left = person("in_scope", period) - person("basic", period) - person("critical_illness", period)
    return person("poor", period) * np.minimum(to_fen(left * figures.rate), figures.annual_cap)


def person_pays(person: Any, period: Any) -> Any:
    paid = person("basic", period) + person("critical_illness", period) + person("assistance", period)
    return person("total", period) - paid


VARIABLES = (
    variable("total"),
    variable("in_scope"),
    variable("poor", value_type=bool),
    variable("tier", value_type=Enum, possible_values=Tier, default_value=Tier.township),
    variable("basic", basic),
    variable("critical_illness", critical_illness),
    variable("assistance", assistance),
    variable("person_pays", person_pays),
)


def system(figures: dict[str, Any]) -> Any:
    """The tax-benefit system with the figures that the program's pack has."""
    found = TaxBenefitSystem([Person])
    found.parameters = ParameterNode("", data=_dated(figures))
    for one in VARIABLES:
        found.add_variable(one)
    return found


def _dated(node: Any) -> Any:
    """Plain figures → OpenFisca's parameters, all valid from the beginning of the year."""
    if isinstance(node, dict):
        return {key: _dated(value) for key, value in node.items()}
    if isinstance(node, list):
        return {"brackets": [{"threshold": _dated(start), "rate": _dated(rate)} for start, rate in node]}
    return {"values": {START: {"value": node}}}


def run(benefits: Any, visits: Any) -> tuple[float, float, Any]:
    """Seconds (clock, processor) of one calculation of everybody, and what everybody pays."""
    simulation = SimulationBuilder().build_default_simulation(benefits, count=len(visits["total"]))
    simulation.set_input("total", YEAR, visits["total"] / 100)
    simulation.set_input("in_scope", YEAR, visits["in_scope"] / 100)
    simulation.set_input("poor", YEAR, visits["poor"])
    simulation.set_input("tier", YEAR, np.array(list(Tier.names))[visits["tier"]])
    began, cpu = time.perf_counter(), time.process_time()
    pays = simulation.calculate("person_pays", YEAR)
    return time.perf_counter() - began, time.process_time() - cpu, pays


def main() -> None:
    visits = np.load(sys.argv[1])
    benefits = system(json.loads(str(visits["figures"])))
    seconds, cpu, differ = [], [], 0
    for _ in range(int(sys.argv[2])):
        clock, processor, pays = run(benefits, visits)
        seconds.append(clock)
        cpu.append(processor)
        fen = np.floor(pays.astype(np.float64) * 100 + 0.5).astype(np.int64)
        differ = int((fen != visits["person_pays"]).sum())
    mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"seconds": seconds, "cpu": cpu, "differ": differ, "mib": mib}))


if __name__ == "__main__":
    main()
