"""The lists of diseases as the papers name them, dated. What a county adds stands in its file, with its document."""

from __future__ import annotations

from datetime import date

from app.records.filing_reference import ListedDisease

_NAIMAN = "奈政办发〔2019〕1号"
_GUANGXI = "桂医保发〔2019〕14号"
_FROM = date(2018, 1, 1)
"""到2018年底得到全部救治: they were on the list before the paper."""
_NINE = (
    "食道癌",
    "胃癌",
    "结肠癌",
    "直肠癌",
    "终末期肾病",
    "儿童急性淋巴细胞白血病",
    "儿童急性早幼粒细胞白血病",
    "儿童先天性心脏病房间隔缺损",
    "儿童先天性心脏病室间隔缺损",
)
_FOURTEEN = (
    "肺癌",
    "乳腺癌",
    "宫颈癌",
    "尘肺病",
    "肝癌",
    "急性心肌梗死",
    "白内障",
    "神经母细胞瘤",
    "儿童淋巴瘤",
    "骨肉瘤",
    "血友病",
    "地中海贫血",
    "唇腭裂",
    "尿道下裂",
)
TREATED = (
    *(ListedDisease("treatment", name, _FROM, _NAIMAN) for name in _NINE),
    *(ListedDisease("treatment", name, date(2019, 1, 1), _NAIMAN) for name in _FOURTEEN),
)
"""奈曼 二（四）: nine, and fourteen more from 2019. Their codes stand in the pack."""

SPECIAL = (
    ListedDisease("special_chronic", "终末期肾病（透析）", _FROM, "", icd="N18.5"),
    ListedDisease("special_chronic", "恶性肿瘤放化疗", _FROM, "", icd="C"),
    ListedDisease("special_chronic", "器官移植抗排异", _FROM, "", icd="Z94"),
    ListedDisease("special_chronic", "血友病", _FROM, "", icd="D66"),
    ListedDisease("special_chronic", "精神分裂症", _FROM, "", icd="F20"),
    ListedDisease("special_chronic", "高血压病（3期）", _FROM, "", icd="I10 I11"),
)
"""What every area takes for one; the 29 of 《广西城乡居民基本医疗保险暂行办法》 stand in another paper and are added from it."""

CHRONIC = (
    ListedDisease("chronic", "高血压", _FROM, "", icd="I10 I11 I12 I13"),
    ListedDisease("chronic", "糖尿病", _FROM, "", icd="E10 E11 E14"),
    ListedDisease("chronic", "冠心病", _FROM, "", icd="I25"),
    ListedDisease("chronic", "脑卒中后遗症", _FROM, "", icd="I69"),
    ListedDisease("chronic", "慢性阻塞性肺疾病", _FROM, "", icd="J44"),
    ListedDisease("chronic", "类风湿关节炎", _FROM, "", icd="M05 M06"),
    ListedDisease("chronic", "肝硬化", _FROM, "", icd="K74"),
    ListedDisease("chronic", "慢性乙型、丙型肝炎", _FROM, "", icd="B18"),
    ListedDisease("chronic", "慢性肾脏病", _FROM, "", icd="N18.1 N18.2 N18.3 N18.4 N18.9"),
    ListedDisease("chronic", "癫痫", _FROM, "", icd="G40"),
)
"""By what settlements are looked through for chronic patients (沂源 三（四）); a county adds its own 规定病种."""
BUILT_IN = (*TREATED, *SPECIAL, *CHRONIC)
GUANGXI_PLACE = f"{_GUANGXI}（八）：29 种疾病见《广西城乡居民基本医疗保险暂行办法》"
