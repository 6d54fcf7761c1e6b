"""Filings (备案和签约): their kinds as data. A filing is a dated fact of a person that a visit reads.

Each kind says what it asks for, from which day it counts and when it ends, which institutions may stand in it, and the sentences
of the papers that it rests on. A new kind is a new entry of ``KINDS`` and a word in ``words.FILINGS``; forms, lists, imports,
checks and what the engine is told follow from it.

A filing's ``facts`` are the values of its fields by key; beside an institution's id its name stands under ``KEY_name`` and its
level under ``KEY_level``, as they were on the day of filing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from app.records.fields import YES_NO, Field
from app.records.filing_clauses import CLAUSES, Clause
from app.records.people import Filing

STATES: Mapping[str, str] = MappingProxyType(
    {"pending": "待办结", "valid": "有效", "refused": "未通过", "cancelled": "已取消", "withdrawn": "已撤销"}
)
"""``pending`` and ``refused`` never count; ``cancelled`` counts until the day before; ``withdrawn`` was a mistake and counts
on no day."""

TITLES: Mapping[str, str] = MappingProxyType(
    {
        "attending": "主治医师",
        "associate_chief": "副主任医师",
        "chief": "主任医师",
        "resident": "住院医师",
        "other": "其他",
    }
)
TRANSFER_DAYS = 3
"""Days after a transfer within which the next hospital admits, unless the filing says otherwise: the paper gives none."""
ATTENDING = ("attending", "associate_chief", "chief")
"""主治及以上."""
_REGIONS = MappingProxyType({"in_city": "市内旗县外", "out_of_city": "市域外"})
_TWO = MappingProxyType({"hypertension": "高血压", "diabetes": "糖尿病", "both": "高血压和糖尿病"})
_CONSULTED = MappingProxyType({"remote": "网络远程会诊", "in_house": "组团式驻院会诊"})


@dataclass(frozen=True, slots=True)
class Site:
    """Which institutions may stand in the field ``key``: of these ``levels`` and ``regions`` (empty: any), ``designated``,
    named for ``role`` (``words.ROLES``) on the day that the filing begins. ``why`` ends the sentence of a refusal."""

    key: str
    why: str
    levels: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    designated: bool = False
    role: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of filing. It counts from the day in ``begins`` plus ``after`` days, until the day in ``ends`` where it has such
    a field. While one of ``decided`` is empty it is pending. ``alike``: one at a time of the same values of these fields (None: any number).
    ``order``: pairs of days of which the first is not after the second. ``listed``: the field whose choices come from a
    dated list of diseases, and that list. ``identities``: one of them must be held on the day it begins. ``clauses`` are
    keys of ``CLAUSES``, ``duties`` of the manual's table, ``acts`` of ``ACTS``. ``review``: what is not decided in the
    quarter of its application is on the work list; ``due``: the day by which all were to be filed."""

    code: str
    what: str
    fields: tuple[Field, ...]
    begins: str
    clauses: tuple[str, ...]
    after: int = 0
    ends: str = ""
    decided: tuple[str, ...] = ()
    alike: tuple[str, ...] | None = None
    order: tuple[tuple[str, str], ...] = ()
    sites: tuple[Site, ...] = ()
    listed: tuple[str, str] | None = None
    identities: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    acts: tuple[str, ...] = ("end", "withdraw")
    review: bool = False
    due: date | None = None
    summary: tuple[str, ...] = field(default_factory=tuple)
    """The fields that a list shows of it, in words."""

    @property
    def sentences(self) -> tuple[Clause, ...]:
        """What the papers say."""
        return tuple(CLAUSES[key] for key in self.clauses)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of its fields."""
        return tuple(one.key for one in self.fields)


@dataclass(frozen=True, slots=True)
class Act:
    """What may be done with a filing in one of ``states``; ``needs`` is the right. Its fields that are the kind's own are
    named by ``of_kind``: they are offered with what they hold."""

    title: str
    what: str
    states: tuple[str, ...]
    fields: tuple[Field, ...] = ()
    of_kind: tuple[str, ...] = ()
    needs: str = "filing.file"


_UNTIL = Field("until", "到期日", "day", required=False, hint="到这一天为止")
_WHY = Field("why", "原因", longest=100)
_NOTE = Field("remark", "备注", required=False)


def _place(key: str, title: str, *, required: bool = True, hint: str = "", when: bool = False) -> Field:
    return Field(key, title, "institution", required=required, hint=hint, when=when)


def _past(key: str, title: str, *, required: bool = True, hint: str = "", when: bool = False) -> Field:
    return Field(key, title, "day", required=required, past=True, hint=hint, when=when)


def _doctor(at: int) -> tuple[Field, Field]:
    word = ("一", "二")[at - 1]
    return Field(f"doctor_{at}", f"认定医师{word}", longest=20), Field(
        f"title_{at}", f"医师{word}职称", "choice", choices=TITLES
    )


_BASE = ("village", "township")
_SECONDARY = ("secondary", "tertiary")

_KINDS = (
    Kind(
        "outpatient_signing",
        "与基层医疗机构签约门诊统筹；应签未签名单",
        (
            _place("institution", "签约机构", hint="基层卫生医疗机构"),
            _past("signed_on", "签约日期"),
            Field("doctor", "签约医生", required=False, longest=20),
            _UNTIL,
            _NOTE,
        ),
        "signed_on",
        ("SYd4", "SYd11"),
        ends="until",
        alike=(),
        sites=(Site("institution", "门诊统筹由基层卫生医疗机构签约", _BASE),),
        duties=("SYd4",),
        summary=("institution", "doctor"),
    ),
    Kind(
        "two_diseases",
        "高血压、糖尿病门诊用药：确诊并备案",
        (
            Field("disease", "病种", "choice", choices=_TWO),
            _place("institution", "确诊机构", hint="两病确诊机构"),
            Field("doctor", "确诊医生", longest=20),
            _past("diagnosed_on", "确诊备案日期"),
            Field("drugs", "确需药物治疗", "choice", choices=YES_NO),
            Field("plan", "用药", required=False),
            _UNTIL,
        ),
        "diagnosed_on",
        ("SYd5",),
        ends="until",
        alike=(),
        sites=(Site("institution", "两病只由“两病”确诊定点医疗机构确诊", role="two_diseases"),),
        duties=("SYd5",),
        due=date(2020, 9, 18),
        summary=("disease", "institution"),
    ),
    Kind(
        "chronic",
        "门诊慢性病：申报、办结、次日享受，每季度审核",
        (
            Field("disease", "病种", longest=40),
            Field("within", "符合规定病种", "choice", choices=YES_NO, hint="否：每季度至少审核一次"),
            _past("applied_on", "申报日期"),
            _past("decided_on", "办结日期", required=False, hint="还没有办结的不填", when=True),
            _UNTIL,
            _NOTE,
        ),
        "decided_on",
        ("YYd5", "YYd6"),
        after=1,
        ends="until",
        decided=("decided_on",),
        alike=("disease",),
        order=(("applied_on", "decided_on"),),
        duties=("YYd5",),
        acts=("decide", "refuse", "end", "withdraw"),
        review=True,
        summary=("disease", "applied_on", "decided_on"),
    ),
    Kind(
        "special_chronic",
        "门诊特殊慢性病：认定即享受，按月报送名单",
        (
            Field("disease", "病种", "choice"),
            Field("diagnosis", "疾病诊断", longest=60),
            _place("institution", "认定医院", hint="二级（县级）及以上"),
            Field("specialty", "专科", longest=20),
            *_doctor(1),
            *_doctor(2),
            _past("certified_on", "认定时间"),
            _UNTIL,
        ),
        "certified_on",
        ("GXd8_certify", "GXd8_report", "GXd9"),
        ends="until",
        alike=("disease",),
        sites=(Site("institution", "门特由二级（县级）及以上定点医疗机构认定", _SECONDARY, designated=True),),
        listed=("disease", "special_chronic"),
        duties=("GXd8", "GXd9"),
        acts=("cancel", "end", "withdraw"),
        summary=("disease", "institution"),
    ),
    Kind(
        "chronic_care",
        "家庭医生慢病签约，凭二级医院医师证明送医配药",
        (
            Field("disease", "病种", longest=40),
            _place("certified_by", "出具证明的医院", hint="二级及以上"),
            Field("doctor", "出具证明的医师", longest=20),
            _past("certificate_on", "证明日期"),
            Field("plan", "用药和诊疗方案"),
            _place("institution", "签约团队所在机构"),
            _past("signed_on", "签约日期"),
            _UNTIL,
        ),
        "signed_on",
        ("NMd7_certificate", "NMd7_drugs", "NMd7_after", "LNd3"),
        ends="until",
        alike=("disease",),
        order=(("certificate_on", "signed_on"),),
        sites=(
            Site("certified_by", "诊断证明由二级医院医师出具", _SECONDARY),
            Site("institution", "家庭医生团队在苏木乡镇卫生院、嘎查村卫生室", _BASE),
        ),
        duties=("NMd7", "LNd3"),
        acts=("deliver", "end", "withdraw"),
        summary=("disease", "institution", "plan"),
    ),
    Kind(
        "referral",
        "转往盟市及以上医院：旗内二级医院意见，旗医保备案",
        (
            _place("opinion_by", "出具转院意见的医院", hint="旗内二级"),
            _past("opinion_on", "意见日期"),
            Field("region", "转往", "choice", choices=_REGIONS),
            _place("hospital", "转往医院", required=False, hint="填了只对这家"),
            _past("filed_on", "备案日期"),
            _UNTIL,
            _NOTE,
        ),
        "filed_on",
        ("NMd5",),
        ends="until",
        order=(("opinion_on", "filed_on"),),
        sites=(
            Site("opinion_by", "转院意见由旗内二级医院出具", ("secondary",), ("in_county",)),
            Site("hospital", "转诊备案是去旗县以外的医院", regions=("in_city", "out_of_city")),
        ),
        duties=("NMd5",),
        summary=("region", "hospital", "opinion_by"),
    ),
    Kind(
        "emergency_report",
        "急危重症先就医后报备，对应一次就诊",
        (
            _place("hospital", "就诊医院"),
            _past("admitted", "入院（就诊）日期"),
            _past("reported_on", "报备日期"),
            Field("reason", "病情"),
        ),
        "reported_on",
        ("NMd5",),
        alike=("hospital", "admitted"),
        order=(("admitted", "reported_on"),),
        sites=(Site("hospital", "报备是去旗县以外的医院", regions=("in_city", "out_of_city")),),
        duties=("NMd5",),
        acts=("withdraw",),
        summary=("hospital", "admitted"),
    ),
    Kind(
        "transfer",
        "本市定点医院之间由低到高转诊，起付只补差额",
        (
            _place("from_hospital", "转出医院"),
            _place("to_hospital", "转入医院"),
            _past("transferred_on", "转诊日期"),
            Field(
                "days", "几天内入院有效", "count", required=False, hint=f"不填为 {TRANSFER_DAYS} 天", when=True, most=60
            ),
            Field("reason", "转诊原因", required=False),
        ),
        "transferred_on",
        ("SYr11",),
        alike=("from_hospital", "to_hospital", "transferred_on"),
        sites=(
            Site("from_hospital", "逐级转诊在本市定点医疗机构之间", regions=("in_county", "in_city"), designated=True),
            Site("to_hospital", "逐级转诊在本市定点医疗机构之间", regions=("in_county", "in_city"), designated=True),
        ),
        acts=("withdraw",),
        summary=("from_hospital", "to_hospital"),
    ),
    Kind(
        "special_case",
        "目录内达不到比例的病例：卫健、医保两家都批才算",
        (
            _place("hospital", "申报医院"),
            _past("admitted", "入院日期"),
            _past("applied_on", "申报日期"),
            Field("reason", "原因"),
            Field("health_number", "卫健审批号", required=False, longest=40),
            _past("health_on", "卫健审批日期", required=False),
            Field("insurance_number", "医保审批号", required=False, longest=40),
            _past("insurance_on", "医保审批日期", required=False),
        ),
        "admitted",
        ("GXd7",),
        decided=("health_number", "health_on", "insurance_number", "insurance_on"),
        alike=("hospital", "admitted"),
        order=(("admitted", "applied_on"), ("applied_on", "health_on"), ("applied_on", "insurance_on")),
        sites=(Site("hospital", "特殊病例由定点医疗机构申报", designated=True),),
        duties=("GXd7",),
        acts=("approve", "refuse", "withdraw"),
        summary=("hospital", "admitted", "health_number", "insurance_number"),
    ),
    Kind(
        "disease_treatment",
        "大病集中救治：核实、救治、管理，按病种付费",
        (
            Field("disease", "病种", "choice"),
            _place("hospital", "救治医院", hint="大病救治定点"),
            Field("plan", "诊疗方案和临床路径"),
            _past("verified_on", "核实日期"),
            _past("treated_on", "救治日期", required=False),
            _past("managed_on", "转入管理日期", required=False),
            _UNTIL,
        ),
        "verified_on",
        ("NMd6", "NMd7_after"),
        ends="until",
        alike=("disease",),
        order=(("verified_on", "treated_on"), ("treated_on", "managed_on")),
        sites=(Site("hospital", "集中救治在大病救治定点医院", role="treatment_designated"),),
        listed=("disease", "treatment"),
        identities=("registered_poor",),
        duties=("NMd6",),
        acts=("stage", "end", "withdraw"),
        summary=("disease", "hospital", "treated_on", "managed_on"),
    ),
    Kind(
        "green_channel",
        "贫困家庭大病患者的就医绿色通道",
        (_place("hospital", "医院"), _past("opened_on", "开通日期"), Field("disease", "病种", longest=40), _UNTIL),
        "opened_on",
        ("NMd15_channel",),
        ends="until",
        alike=("hospital",),
        duties=("NMd15",),
        summary=("hospital", "disease"),
    ),
    Kind(
        "consultation",
        "远程、驻院会诊登记：费用由医院承担，不向个人收",
        (
            _place("hospital", "提出会诊的医院"),
            Field("form", "会诊方式", "choice", choices=_CONSULTED),
            Field("experts", "会诊医院和专家", longest=60),
            _past("held_on", "会诊日期"),
            Field("fee", "会诊费", "money", hint="元，由医院承担"),
            Field("disease", "病情", longest=60),
        ),
        "held_on",
        ("NMd15_fee",),
        ends="held_on",
        duties=("NMd15",),
        acts=("withdraw",),
        summary=("hospital", "form", "experts", "fee"),
    ),
)
KINDS: Mapping[str, Kind] = MappingProxyType({one.code: one for one in _KINDS})
"""Code of ``words.FILINGS`` → the kind, in the order of the directory."""

_CANCELLED = (
    Field("cancelled_on", "取消日期", "day", past=True, hint="从这一天起不再享受"),
    Field("why", "取消原因"),
    Field("refused_pay", "拒付定点医疗机构的金额", "money", hint="元，没有就填 0"),
    Field("document", "取消文号", longest=40),
    Field("lowered_1", "医师一降低标准的认定", required=False, hint="没有就不填", when=True),
    Field("lowered_2", "医师二降低标准的认定", required=False, hint="没有就不填", when=True),
)
ACTS: Mapping[str, Act] = MappingProxyType(
    {
        "decide": Act("办结", "填办结日期，次日起享受", ("pending",), of_kind=("decided_on",), needs="filing.decide"),
        "approve": Act(
            "登记审批",
            "填卫健、医保两家的批号和日期，两家都有才算",
            ("pending",),
            of_kind=("health_number", "health_on", "insurance_number", "insurance_on"),
            needs="filing.decide",
        ),
        "refuse": Act("不予通过", "不符合条件：写明原因", ("pending",), (_WHY,), needs="filing.decide"),
        "stage": Act("救治进度", "救治、转入管理的日期", ("valid",), of_kind=("treated_on", "managed_on")),
        "deliver": Act(
            "送药登记",
            "登记一次送医配药（投药入户）",
            ("valid",),
            (
                Field("day", "送药日期", "day", past=True),
                Field("drug", "药品", longest=60),
                Field("quantity", "数量", "count", most=10_000),
                Field("unit", "单位", longest=10),
                Field("on_list", "基本药品目录内", "choice", choices=YES_NO),
                Field("prescribed_by", "开处方的医师", longest=20),
                Field("by", "送药人", longest=20),
            ),
        ),
        "end": Act(
            "终止",
            "到哪一天为止（死亡、迁出、病愈、解约）",
            ("valid",),
            (Field("ended_on", "终止日期", "day", hint="到这一天为止"), _WHY),
        ),
        "cancel": Act("按程序取消", "不符合认定条件：取消、拒付", ("valid",), _CANCELLED, needs="filing.cancel"),
        "withdraw": Act(
            "撤销", "登记错了：写明原因，这一条不再算", ("pending", "valid"), (_WHY,), needs="filing.decide"
        ),
    }
)
"""What may be done with a filing, in the order of the page; which of them, each kind says. All may be corrected."""
CORRECT = Act("更正", "改正登记的内容，前后都留在审计记录里", ("pending", "valid"), needs="filing.decide")


@dataclass(frozen=True, slots=True)
class FilingLine:
    """A filing in a list: whose it is (the whole certificate number: services mask it), and who filed it."""

    filing: Filing
    person_id: str
    person_name: str
    number: str
    township: str
    village: str
    operator_name: str
