"""The identities that hold of every settlement and of the whole file, each named with the slip's number where it does not. Fen.

medfee_sumamt = fund_pay_sumamt + psn_part_amt + hosp_part_amt · fund_pay_sumamt = Σ fund_payamt · psn_part_amt = acct_pay +
psn_cash_pay = psn_selfpay + psn_ownpay · medfee_sumamt = Σ places = Σ items · an item = Σ its places · Σ file = Σ ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.money.fen import format_fen
from app.records.national import Breach, LedgerSums, NationalFee, NationalSettlement, NationalSlip

_PLACES = ("in_scope", "out_of_catalogue", "over_limit", "prepay", "special_drug", "patient_own", "institution_own")


def breaches(settlements: Iterable[NationalSettlement], ledger: LedgerSums) -> tuple[Breach, ...]:
    """Everything that does not hold, slip by slip, then of the file beside the ledger. Each settlement is looked at once."""
    found: list[Breach] = []
    sums = _Sums()
    for one in settlements:
        found += of_settlement(one)
        sums.add(one.slip)
    return (*found, *sums.beside(ledger))


def of_settlement(one: NationalSettlement) -> Iterator[Breach]:
    """What does not hold of one settlement."""
    slip = one.slip
    sums = (
        (
            "医疗费总额",
            slip.total,
            "基金支付、个人负担、医院负担之和",
            slip.fund_total + slip.person_pays + slip.institution_pays,
        ),
        ("基金支付总额", slip.fund_total, "各基金明细之和", sum(part.pay for part in one.funds)),
        ("个人负担总金额", slip.person_pays, "个人账户和现金支付之和", one.account + one.cash),
        ("个人负担总金额", slip.person_pays, "个人自付和个人自费之和", one.self_paid + one.own_paid),
        ("医疗费总额", slip.total, "费用归类之和", _places(slip)),
    )
    yield from _unequal(slip.number, sums)
    if slip.fees:
        yield from _unequal(
            slip.number, (("医疗费总额", slip.total, "费用明细之和", sum(fee.amount for fee in slip.fees)),)
        )
        for fee in slip.fees:
            what = f"第 {fee.line + 1} 行“{fee.name[:20]}”金额"
            yield from _unequal(slip.number, ((what, fee.amount, "它的归类之和", _places(fee)),))


def _places(of: NationalSlip | NationalFee) -> int:
    return sum(getattr(of, name) for name in _PLACES)


def _unequal(number: str, pairs: Iterable[tuple[str, int, str, int]]) -> Iterator[Breach]:
    for what, is_, other, should in pairs:
        if is_ != should:
            yield Breach(number, f"{what} {_yuan(is_)} 元，{other} {_yuan(should)} 元，相差 {_yuan(is_ - should)} 元")


_WORDS = {"total": "医疗费总额", "fund_total": "基金支付", "person_pays": "个人负担", "institution_pays": "医院负担"}


class _Sums:
    """What the settlements of a file add up to."""

    def __init__(self) -> None:
        self._count = 0
        self._sums = dict.fromkeys(_WORDS, 0)
        self._layers: dict[str, int] = {}
        self._names: dict[str, str] = {}

    def add(self, slip: NationalSlip) -> None:
        self._count += 1
        for name in self._sums:
            self._sums[name] += getattr(slip, name)
        for layer in slip.layers:
            self._layers[layer.layer] = self._layers.get(layer.layer, 0) + layer.pay
            self._names[layer.layer] = layer.name

    def beside(self, ledger: LedgerSums) -> Iterator[Breach]:
        if self._count != ledger.count:
            yield Breach("", f"文件里 {self._count} 张单据，账上 {ledger.count} 张")
        pairs = [
            (f"文件的{word}合计", self._sums[name], "账上合计", getattr(ledger, name)) for name, word in _WORDS.items()
        ]
        pairs += [
            (
                f"文件的“{self._names.get(layer, layer)}”合计",
                self._layers.get(layer, 0),
                "账上合计",
                ledger.layers.get(layer, 0),
            )
            for layer in sorted({*self._layers, *ledger.layers})
        ]
        yield from _unequal("", pairs)


def _yuan(fen: int) -> str:
    return format_fen(fen, thousands=True)
