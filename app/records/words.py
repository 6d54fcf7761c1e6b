"""The fixed codes of the settlement contract with their Chinese terms (国家医保信息业务编码 where one exists)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType


def _fixed(**words: str) -> Mapping[str, str]:
    return MappingProxyType(words)


VISIT_TYPES = _fixed(
    inpatient="住院",
    outpatient="普通门诊",
    outpatient_chronic="门诊慢病",
    outpatient_special="门诊特殊病",
    emergency_rescue="急危重症抢救",
    pharmacy="药店购药",
)
LEVELS = _fixed(village="嘎查村卫生室", township="苏木乡镇卫生院", primary="一级", secondary="二级", tertiary="三级")
LEVEL_ORDER = tuple(LEVELS)
"""Levels from the lowest to the highest."""
INSTITUTION_KINDS = _fixed(hospital="医院、卫生院", clinic="卫生室、门诊部", pharmacy="药店")
REGIONS = _fixed(in_county="旗县内", in_city="市内旗县外", out_of_city="市域外")
IDENTITIES = _fixed(
    registered_poor="建档立卡贫困人口",
    min_living="低保对象",
    destitute="特困人员",
    min_living_marginal="低保边缘家庭",
    low_income="低收入家庭",
    illness_poor="因病致贫家庭重病患者",
    temporary_relief="临时医保扶贫对象",
    severely_disabled="重度残疾人",
    disabled_child="病残儿童",
)
SUB_STATUSES = ("未脱贫", "正常脱贫", "脱贫享受政策", "即时帮扶", "两年继续扶持期")
"""What a list says of a registered poor person; which of them count as registered_poor, each pack's table says."""
MARKS = ("国标", "省标", "市标")
REFERRALS = _fixed(filed="已备案", emergency_reported="急危重症已报备", none="未备案")
TAGS = _fixed(
    disease_23="大病集中救治病种",
    critical="重特大疾病",
    major_disease="大病",
    special_chronic="特殊慢性病",
    long_term_chronic="长期慢性病",
    listed_drug="特定药品",
)
APPROVALS = _fixed(special_case="特殊病例已审批")
FAULTS = _fixed(patient="患者原因", institution="机构原因")
ITEM_CLASSES = _fixed(A="甲", B="乙", C="丙")
CATEGORIES = MappingProxyType(
    {
        "01": "床位费",
        "02": "诊察费",
        "03": "检查费",
        "04": "化验费",
        "05": "治疗费",
        "06": "手术费",
        "07": "护理费",
        "08": "卫生材料费",
        "09": "西药费",
        "10": "中药饮片费",
        "11": "中成药费",
        "12": "一般诊疗费",
        "13": "挂号费",
        "14": "其他费",
    }
)
"""med_chrgitm_type, the national 14 charge categories."""
DRUG_CATEGORIES = frozenset({"09", "10", "11"})
AMOUNTS = _fixed(
    in_scope="政策范围内",
    out_of_catalogue="目录外全自费",
    over_limit="超限价",
    prepay="乙类先行自付",
    special_drug="大病特药",
    patient_own="患者原因（过度医疗、代购）",
    institution_own="医疗机构承担（过度医疗、会诊费）",
)
"""The places that a bill's total is made of; they add up to the total."""
LAYERS = _fixed(
    basic="基本医保",
    critical_illness="大病保险",
    special_drug="大病特药",
    secondary="基本医保二次报销",
    assistance="医疗救助",
    institution_waiver="医疗机构减免",
    commercial="特惠保",
    repeat_assistance="再救助",
    poverty_fund="健康扶贫基金",
    guarantee="兜底保障",
    supplementary_1="医疗补充保险（一）",
    supplementary_2="医疗补充保险（二）",
    supplementary_3="医疗补充保险（三）",
    supplementary="扶贫补充险",
    social_relief="社会救助",
)
"""Layer ids of the contract with the short term for a screen; a pack may name a layer more fully."""
WAYS = _fixed(direct="直接结算", reimbursement="零星报销", top_up="补差")
SEXES = _fixed(male="男", female="女")
CERTIFICATES = _fixed(resident_id="居民身份证", newborn="新生儿（暂无证号）", other="其他证件")
FILINGS = _fixed(
    outpatient_signing="门诊统筹签约",
    two_diseases="两病备案",
    chronic="门诊慢病",
    special_chronic="门特认定",
    chronic_care="慢病签约",
    referral="转诊备案",
    emergency_report="急危重症报备",
    transfer="市内逐级转诊",
    special_case="特殊病例审批",
    disease_treatment="大病集中救治",
    green_channel="绿色通道",
    consultation="会诊登记",
)
"""Kinds of filings; what each asks for, ``filings`` says."""
ROLES = _fixed(treatment_designated="大病集中救治定点", two_diseases="两病确诊机构")
"""What a document may name an institution for: facts of its versions."""
WARNINGS = _fixed(arrears="欠费", blacklist="欠费黑名单")
PAYMENTS = _fixed(
    cash="现金",
    qr="扫码",
    card="银行卡",
    personal_account="个人账户",
    deposit="押金",
    deposit_refund="退押金",
    bank_transfer="转账到账户",
)
REASONS = _fixed(
    amount="金额或项目录错",
    person="人员选错",
    visit="就诊信息录错",
    identity="身份或参保状态有变",
    duplicate="重复结算",
    withdrawn="本人撤回，改到别处结算",
    institution="医疗机构退费或更正票据",
    policy="政策或参数更正",
    earlier="前面的结算有变，重新核算",
    other="其他（请写明）",
)
"""Why a reversal (all but ``earlier``) or an adjustment (``earlier``, ``policy``) is made; ``other`` needs a note."""
