"""The end of a year, beside the fold: what a later annual layer still owes once an earlier one's carried amount counts as paid
(packs 「For every pack」), and what a person bears of drugs that somebody else pays for later."""

from __future__ import annotations

from collections.abc import Sequence

from app.engine.estimates import DrugCost, drug_costs
from app.engine.evaluate import lay_out
from app.engine.kinds import annual
from app.engine.layers import fitting_rule
from app.errors import require
from app.policy.model import Annual, Pack
from app.policy.values import Values
from app.records.case import IdentityPeriod, Visit
from app.records.result import YearState


def less_entitled(
    pack: Pack,
    values: Values,
    identities: Sequence[IdentityPeriod],
    visit: Visit,
    state: YearState,
    layer_id: str,
    less: int,
) -> int:
    """By how many fen a year's entitlement to an annual layer falls, under the terms that hold for ``visit`` on ``state``, where
    earlier layers paid ``less`` fen more of the base. 0 where the layer does not apply to the visit.

    Errors as ``evaluate``."""
    require(less >= 0, "earlier layers are taken as paid, never as claimed back")
    scene = lay_out(pack, values, identities, visit, state, "visits[0]").scene
    layer = next(one for one in pack.layers if one.id == layer_id)
    rule = fitting_rule(scene, layer)
    if rule is None or not isinstance(rule.spec, Annual):
        return 0
    base = scene.state.bases.get(layer_id, 0) + scene.bases.get(layer_id, 0)
    return annual.entitled(scene, rule.spec, base) - annual.entitled(scene, rule.spec, max(0, base - less))


def drugs_borne(
    pack: Pack, values: Values, identities: Sequence[IdentityPeriod], visit: Visit, state: YearState
) -> tuple[DrugCost, ...]:
    """What the person bears of drugs on a visit, for each estimate that applies. Errors as ``evaluate``."""
    return drug_costs(lay_out(pack, values, identities, visit, state, "visits[0]").scene)
