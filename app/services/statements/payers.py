"""月结 by payer: what each owes institutions that laid it out and persons whom the hall paid; what 人保 will probably pay.

payers(desk, period)                                 # one PayerLine a payer
parts(desk, period, payer)                           # by layer, institution and identity
estimates(desk, period)                              # 预计赔付 slip by slip, with the drugs that it rests on
"""

from __future__ import annotations

from app.records.progress import Step, silent
from app.records.statements import PayerLine, PayerPart, StatedSlip, Statement, Wanted
from app.services.desk import Desk
from app.services.periods import Period
from app.services.statements.fold import Count, Sums
from app.services.statements.scope import notes, span_of, standing, warning
from app.store import statements


def payers(desk: Desk, period: Period, step: Step = silent) -> Statement[PayerLine]:
    """Every payer that the period's documents name, in the order in which they name them. UserError NOT_ALLOWED."""
    found: dict[str, Sums] = {}
    layers: dict[str, dict[str, None]] = {}
    whole = Count()
    with desk.database.reading() as work:
        span = span_of(desk, work, period)
        for one in statements.shares(work, span, step):
            sums = found.setdefault(one.payer, Sums())
            layers.setdefault(one.payer, {})[one.name] = None
            sums.pays(one.payer, one.pay, direct=one.direct, elsewhere=one.elsewhere)
            if not one.elsewhere:
                sums.add(one.row, one.cases, one.person_id)
                whole.add(one.row, one.cases, one.person_id)
        state = standing(desk, work, period)
    lines = tuple(_payer(payer, tuple(layers[payer]), sums) for payer, sums in found.items())
    return Statement(lines, whole.cases, whole.persons, notes=notes(period, state), warning=warning(state))


def _payer(payer: str, layers: tuple[str, ...], sums: Sums) -> PayerLine:
    return PayerLine(
        payer,
        layers,
        cases=sums.cases,
        persons=sums.persons,
        to_institutions=sums.to_institutions,
        to_persons=sums.to_persons,
        total=sums.to_institutions + sums.to_persons,
        elsewhere=sums.elsewhere,
    )


def parts(desk: Desk, period: Period, payer: str, step: Step = silent) -> Statement[PayerPart]:
    """A payer's statement by layer, institution and identity. UserError NOT_ALLOWED."""
    found: dict[tuple[str, str, str], Sums] = {}
    names: dict[str, str] = {}
    layers: dict[str, str] = {}
    whole = Count()
    with desk.database.reading() as work:
        span = span_of(desk, work, period)
        for one in statements.parts(work, span, payer, step):
            names[one.institution_id], layers[one.layer] = one.institution_name, one.name
            sums = found.setdefault((one.layer, one.institution_id, one.identity), Sums())
            sums.pays(payer, one.pay, direct=one.direct, elsewhere=one.elsewhere)
            if not one.elsewhere:
                sums.add(one.row, one.cases, one.person_id)
                whole.add(one.row, one.cases, one.person_id)
        state = standing(desk, work, period)
    lines = [
        PayerPart(
            *(payer, layer, layers[layer], institution, names[institution], identity),
            cases=sums.cases,
            persons=sums.persons,
            to_institutions=sums.to_institutions,
            to_persons=sums.to_persons,
            total=sums.to_institutions + sums.to_persons,
            elsewhere=sums.elsewhere,
        )
        for (layer, institution, identity), sums in found.items()
    ]
    order = list(layers)
    lines.sort(key=lambda one: (order.index(one.layer), one.institution_name, one.institution_id, one.identity))
    return Statement(tuple(lines), whole.cases, whole.persons, notes=notes(period, state), warning=warning(state))


def estimates(desk: Desk, period: Period) -> Statement[StatedSlip]:
    """预计赔付 slip by slip (沈阳 附件1 六): an estimate for whoever settles it later, paid by nobody here. UserError
    NOT_ALLOWED."""
    with desk.database.reading() as work:
        span = span_of(desk, work, period)
        found = statements.slips(work, span, Wanted(estimates=True))
        state = standing(desk, work, period)
    told = notes(period, state, "预计数供承保机构核对，实际赔付以承保机构为准。", elsewhere=False, cases=False)
    return Statement(found, 0, 0, notes=told, warning=warning(state))
