"""The ledger's documents as the national platform's files have them: codes, shares of the person, certificates. Fen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from app.errors import UserError
from app.records.fund_codes import FundCode, code_of
from app.records.identity_number import masked
from app.records.national import EMERGENCY_STAY, MED_TYPES, FundPart, NationalLayer, NationalSettlement, NationalSlip
from app.records.progress import Step, silent
from app.services.national.codes import missing_sentence
from app.store import fund_codes, national, reference
from app.store.work import Work


def made(
    work: Work,
    first: date,
    last: date,
    missing: dict[str, None],
    *,
    fees: bool,
    whole: bool,
    step: Step = silent,
) -> Iterator[NationalSettlement]:
    """The settlements of a span of business days, slice by slice. ``missing`` gets a sentence for each layer that has no code (its
    payments are left out then). ``whole``: certificates unmasked."""
    codes = fund_codes.stored(work)
    institutions: dict[tuple[str, date], str] = {}
    for slip in national.slips(work, first, last, fees=fees, step=step):
        key = (slip.institution_id, slip.discharged)
        if key not in institutions:
            institutions[key] = reference.institution(work, *key).code
        funds = []
        for layer in slip.layers:
            if not layer.pay:
                continue
            code = code_of(codes, layer.layer, layer.payer, slip.discharged)
            if code is None:
                missing.setdefault(missing_sentence(layer.name, layer.payer))
            else:
                funds.append(_part(layer, code))
        certificate = slip.certificate if whole else masked(slip.certificate)
        yield settlement(slip, funds, certificate, institutions[key])


def _part(layer: NationalLayer, code: FundCode) -> FundPart:
    settled = "，已在别处结算" if layer.elsewhere else ""
    return FundPart(code.code, code.name, code.field, layer.base, layer.pay, f"{layer.name}，{layer.payer}{settled}")


def settlement(
    slip: NationalSlip, funds: Sequence[FundPart], certificate: str, institution_code: str
) -> NationalSettlement:
    """A slip with its shares."""
    own = own_paid(slip)
    direct = slip.way == "direct"
    account = slip.account if direct else 0
    return NationalSettlement(
        slip=slip,
        med_type=med_type(slip),
        certificate=certificate,
        institution_code=institution_code,
        funds=tuple(funds),
        self_paid=slip.person_pays - own,
        own_paid=own,
        account=account,
        # 零星报销: the person paid the whole bill there, what is left of it is what was paid in cash.
        cash=slip.moved - account if direct else slip.person_pays,
    )


def own_paid(slip: NationalSlip) -> int:
    """个人自费, with the sign of the document; an adjustment changes no bill, so all its difference is 自付."""
    sign = -1 if slip.total < 0 else 1
    outside = sign * (slip.out_of_catalogue + slip.over_limit + slip.patient_own)
    borne = sign * (slip.institution_pays - slip.institution_own)
    return sign * max(0, min(outside - max(0, borne), sign * slip.person_pays))


def med_type(slip: NationalSlip) -> str:
    """The national med_type of a visit. UserError NO_MED_TYPE where its kind has none."""
    if slip.visit_type == "emergency_rescue" and slip.admitted is not None:
        return EMERGENCY_STAY
    code = MED_TYPES.get(slip.visit_type)
    if code is None:
        raise UserError(
            "NO_MED_TYPE", "", f"结算单 {slip.number} 的就诊类别在国家编码里没有对应：没有导出。请联系管理员。"
        )
    return code
