"""Every document that the program draws, on fixed synthetic facts: for golden pages and for pictures.

A new document is one line of ``SAMPLES``: its name, what draws it, and its margins where they are not A4's. Then write its golden
page: ``python -m tests.helpers.paper_golden NAME``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from types import MappingProxyType

from app.papers.claim_letter import ClaimLetter, LetterLine, draw_claim_letter
from app.papers.day_sheet import draw_day_sheet
from app.papers.form_sheet import draw_form
from app.papers.handout_sheet import draw_handout
from app.papers.insured_notice import InsuredNotice, draw_insured_notice
from app.papers.life_sheet import draw_life
from app.papers.marks import Reversal
from app.papers.month_picture import draw_month_picture
from app.papers.receipt import draw_receipt
from app.papers.recovery_sheet import RecoverySheet, draw_recovery_sheet
from app.papers.slip import draw_slip
from app.papers.table_sheet import draw_table
from app.records.acceptance import ReceiptFacts, ReceiptPaper
from app.records.handout import Form, Handout, HandoutPart
from app.records.life import Life, LifeEvent
from app.records.table import COUNT, DAY, MONEY, RATE, Table, TableColumn
from tests.helpers import close_samples, slip_samples
from tests.helpers.month_samples import MONTHS
from tests.helpers.small_desk import LONG_NAME

_AREA, _STATION, _CLERK = "奈曼旗", "社保大厅 3 号窗", "王秀英"


@dataclass(frozen=True, slots=True)
class Sample:
    """One document. ``side`` and ``edge``: points from the paper's sides and from its upper and lower edge inside which nothing
    stands."""

    draw: Callable[[], bytes]
    side: float = 42.0
    edge: float = 18.0


def _slip(name: str) -> Sample:
    return Sample(lambda: draw_slip(slip_samples.SAMPLES[name](), slip_samples.QR))


def _day_sheet(name: str) -> Sample:
    return Sample(lambda: draw_day_sheet(close_samples.SAMPLES[name](), close_samples.DIGEST))


def _month(name: str) -> Sample:
    return Sample(lambda: draw_month_picture(MONTHS[name]()))


def _receipt() -> ReceiptFacts:
    papers = (("医疗费用发票", 1), ("费用清单", 3), ("出院小结", 1), ("身份证复印件", 1), ("转诊备案表", 0))
    return ReceiptFacts(
        title="零星报销受理回执",
        number="NM-01-2019-S000012",
        area=_AREA,
        station=_STATION,
        demonstration=True,
        accepted_on="2019-11-22",
        made_at="2019-11-22 10:32",
        operator=_CLERK,
        phone="0475-4210000",
        person="阿拉坦其木格",
        number_masked="1505••••••••002X",
        contact="13800000000",
        agent="包七十三",
        agent_masked="1101••••••••002X",
        institution="吉林大学第一医院",
        visit="住院 2019-11-10 至 2019-11-19",
        invoices=("F0001", "F0002"),
        total=1_234_567,
        payee="包七十三　6217••••••••6789　农业银行奈曼支行",
        papers=tuple(ReceiptPaper(title, sheets, needed=True) for title, sheets in papers),
        bring_by="2019-12-06",
        due="",
        due_words="材料齐全之日起 20 个工作日",
        basis="奈政办发〔2019〕1号 二（二）2",
        note="补交材料可由家属代办，带上本回执。",
    )


def _complete_receipt() -> ReceiptFacts:
    facts = _receipt()
    papers = tuple(replace(one, sheets=max(one.sheets, 1)) for one in facts.papers)
    return replace(facts, papers=papers, bring_by="", due="2019-12-20", demonstration=False)


def _letter(lines: int, *, settled: bool = True) -> ClaimLetter:
    names = ("阿拉坦其木格", "王秀兰", LONG_NAME, "张㛃䶮")
    return ClaimLetter(
        area=_AREA,
        station=_STATION,
        demonstration=True,
        institution="奈曼旗人民医院",
        number="NM-01-2019-T000003",
        on="2019-11-22",
        operator=_CLERK,
        phone="0475-4210000",
        payee="奈曼旗医疗保障服务中心" if settled else "",
        bank="中国农业银行股份有限公司奈曼旗支行" if settled else "",
        account="0552 0101 0400 1234 5" if settled else "",
        answer_by="2019-12-13" if settled else "",
        documents=("奈政办发〔2019〕1号 奈曼旗健康扶贫实施方案",),
        digest="sha256:" + "0123456789abcdef" * 4,
        lines=tuple(
            LetterLine(
                f"NM-01-2019-{at:06d}", names[at % 4], f"2019-11-{at % 22 + 1:02d}", 9_900 + at * 123_457 % 900_000
            )
            for at in range(1, lines + 1)
        ),
    )


def _notice(phone: str) -> InsuredNotice:
    return InsuredNotice(
        area_name=_AREA,
        station_name=_STATION,
        operator=_CLERK,
        at="2019-11-22 10:32",
        name="单国强",
        number="1505••••••••0013",
        address="大沁他拉镇哈日淖尔嘎查",
        year=2019,
        why="在 2019 年没有参加城乡居民基本医疗保险",
        office="奈曼旗扶贫开发办公室" if phone else "",
        phone=phone,
        demonstration=True,
    )


def _table(columns: tuple[TableColumn, ...], rows: int, *, seal: bool = False) -> Table:
    """Rows of whatever the columns hold."""
    names = ("王秀兰", "阿拉坦其木格", LONG_NAME, "张㛃䶮", "李建国")
    made: list[tuple[str | int | date | None, ...]] = []
    for at in range(rows):
        cells: dict[str, str | int | date | None] = {
            "text": f"{names[at % 5]}",
            MONEY: (at * 7_919_011 % 90_000_000) * (-1 if at % 9 == 4 else 1),
            COUNT: at * 37 % 1_400,
            DAY: date(2019, 11, at % 30 + 1),
            RATE: at * 12_500 % 1_000_000,
        }
        made.append(tuple(cells[column.kind] for column in columns))
    totals = tuple(
        sum(cell for row in made if isinstance(cell := row[at], int)) if column.totalled else None
        for at, column in enumerate(columns)
    )
    return Table(
        title="先行垫付 · 2019 年 11 月",
        columns=columns,
        rows=tuple(made),
        totals=totals,
        whole=rows + 3,
        filter="医疗机构:人民 总费用>1000",
        order="按总费用从大到小",
        notes=("金额单位：元。冲红的单据带负号。",),
        seal=seal,
        area=_AREA,
        station=_STATION,
        made_by=_CLERK,
        made_at="2019-11-22 10:32",
        demonstration=True,
    )


_UPRIGHT = (
    TableColumn("姓名"),
    TableColumn("出院日期", DAY),
    TableColumn("单数", COUNT, totalled=True),
    TableColumn("占比", RATE),
    TableColumn("总费用", MONEY, totalled=True),
)
_ACROSS = (
    *(
        TableColumn("医疗机构"),
        TableColumn("参保人"),
        TableColumn("日期", DAY),
        TableColumn("张数", COUNT, totalled=True),
    ),
    *(
        TableColumn(name, MONEY, totalled=True)
        for name in ("医疗费总额", "基本医保", "大病保险", "医疗救助", "个人负担")
    ),
)


def _form(rows: int) -> Form:
    filled = tuple(
        (
            LONG_NAME if at == 1 else "王秀兰",
            "女",
            "150525196208010023",
            "大沁他拉镇哈日淖尔嘎查",
            "反映报销比例",
            "已答复，本人满意",
        )
        for at in range(rows)
    )
    titles = ("序号", "姓名", "性别", "身份证号码", "住址", "反映事项", "办理结果")
    return Form("建档立卡贫困人口诉求登记表", titles, (5, 12, 5, 17, 20, 24, 24), filled, least=8, demonstration=True)


def _handout() -> Handout:
    rows = (("医院级别", "起付线", "报销比例"), ("苏木乡镇卫生院", "100 元", "90%"), ("旗县级医院", "300 元", "75%"))
    return Handout(
        title="城乡居民医疗保障政策明白卡",
        source="奈政办发〔2019〕1号《奈曼旗健康扶贫实施方案》",
        parts=(
            HandoutPart("看病怎么报销", ("参保后在定点医院看病，出院时当场结算，只付自己该付的部分。" * 3, rows)),
            HandoutPart("要带什么", ("身份证、社保卡。", "转到市外看病的，先办转诊备案，不备案的比例会降低。")),
        ),
        notes=("咨询电话：0475-4210000（奈曼旗医疗保障局）",),
        demonstration=True,
    )


def _life() -> Life:
    def event(minute: int, what: str, number: str, detail: str) -> LifeEvent:
        at = datetime(2019, 11, 22, 10, minute, 7, tzinfo=UTC)
        return LifeEvent(at, _CLERK, _STATION, number, what, detail)

    first, second = "NM-01-2019-000123", "NM-01-2019-000124"
    return Life(
        number=first,
        person="阿拉坦其木格",
        state="已冲红 · 冲红单 NM-01-2019-000124",
        area=_AREA,
        station=_STATION,
        demonstration=True,
        events=(
            event(5, "打开草稿", first, ""),
            event(20, "结算", first, "总费用 10,000.00 元，个人负担 970.00 元"),
            event(21, "打印", first, "原件"),
            event(40, "冲红", second, "原因 金额或项目录错；床位费录成了两次，医院已更正票据；" * 3),
            event(59, "备份", "", "自动备份 2019-11-22 10:59，已核对"),
        ),
    )


def _recovery() -> RecoverySheet:
    code = "8F3K-Q2MN-7VXT-4C9D-H6JB-R1WP-5YGA-0ESZ"
    return RecoverySheet(_AREA, _STATION, "李主任", "2019-11-22 10:32", code, demonstration=True)


SAMPLES: Mapping[str, Sample] = MappingProxyType(
    {
        **{
            f"slip-{name}": _slip(name)
            for name in ("plain", "trial", "reversal", "seven", "fourteen", "totals", "millions")
        },
        "slip-copy": Sample(
            lambda: draw_slip(
                slip_samples.demonstration(),
                slip_samples.QR,
                reprint=slip_samples.FIRST_REPRINT,
                reversal=Reversal("NM-01-2019-000124", "NM-01-2019-000125"),
            )
        ),
        "receipt": Sample(lambda: draw_receipt(_receipt())),
        "receipt-complete": Sample(lambda: draw_receipt(_complete_receipt(), reprint=slip_samples.FIRST_REPRINT)),
        "claim-letter": Sample(lambda: draw_claim_letter(_letter(4))),
        "claim-letter-open": Sample(lambda: draw_claim_letter(_letter(2, settled=False))),
        "claim-letter-long": Sample(lambda: draw_claim_letter(_letter(60))),
        "insured-notice": Sample(lambda: draw_insured_notice(_notice("0475-4210000"))),
        "insured-notice-no-phone": Sample(lambda: draw_insured_notice(_notice(""))),
        **{f"day-sheet-{name}": _day_sheet(name) for name in close_samples.SAMPLES},
        "list-upright": Sample(lambda: draw_table(_table(_UPRIGHT, 23, seal=True))),
        "list-across": Sample(lambda: draw_table(_table(_ACROSS, 48))),
        "list-empty": Sample(lambda: draw_table(_table(_UPRIGHT, 0))),
        "form": Sample(lambda: draw_form(_form(3))),
        "form-empty": Sample(lambda: draw_form(_form(0))),
        "handout": Sample(lambda: draw_handout(_handout())),
        "life": Sample(lambda: draw_life(_life())),
        "recovery": Sample(lambda: draw_recovery_sheet(_recovery())),
        **{f"month-{name}": _month(name) for name in MONTHS},
    }
)
"""Name → document. The name is that of its golden page and of its picture."""
