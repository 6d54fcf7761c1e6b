"""Bills as three hospitals print them, and the same charges as JSON of the national platform: all synthetic."""

from __future__ import annotations

import json
from collections.abc import Sequence

from tests.helpers.workbooks import Rows, csv_file, xlsx

COUNTY: Rows = (
    ("奈曼旗人民医院住院费用清单",),
    ("姓名：演示", "", "住院号：ZY0001", "", "入院日期：2019-03-01", "", "出院日期：2019-03-10"),
    ("票据代码：15060119", "", "票据号码：0012345678"),
    ("序号", "国家编码", "项目名称", "规格", "单位", "数量", "单价（元）", "金额", "费用类别", "类别"),
    ("1", "001109000000100", "三人间床位费", "", "日", "9", "18.0000", "162.00", "床位费", "甲"),
    ("2", "002103000000500", "CT胸部平扫", "", "次", "1", "200.00", "200.00", "检查费", "乙"),
    ("", "", "检查小计", "", "", "", "", "362.00", "", ""),
    ("3", "", "自备止血纱布", "10cm", "块", "4", "12.50", "50.00", "材料费", "丙"),
    ("4", "", "自备止血纱布", "10cm", "块", "-1", "12.50", "-12.50", "材料费", "丙"),
    ("", "", "合计", "", "", "", "", "￥399.50", "", ""),
    ("制表人：王五", "", "", "", "", "", "", "", "", ""),
)
"""An xlsx with a head, subtotals, a total, a refund: 399.50 net."""

CITY: Rows = (
    ("收费日期", "收费项目", "等级", "先行自付比例", "价格", "数量", "费用"),
    ("2019-03-02", "血常规（五分类）", "甲类", "", "20", "2", "40"),
    ("2019-03-03", "CT胸部平扫", "乙类", "20%", "200", "1", "200"),
    ("2019-03-04", "加温输液器", "自费", "", "35.5", "2", "71"),
)
"""A csv without codes, in GB18030, with another rate than the catalogue's: 311.00."""

ABROAD: Rows = (
    ("吉林大学第一医院", "", "", "", ""),
    ("药品及项目名称", "项目编码", "总量", "单价", "总金额"),
    ("血沉测定", "JL0001", "1", "8.00", "8.00"),
    ("全血细胞计数", "JL0002", "3", "22.00", "66.30"),
)
"""An xlsx with own codes only; the amount of the last row is not quantity × price."""

NATIONAL = {
    "infcode": "0",
    "output": {
        "setlinfo": {
            "bill_code": "15060119",
            "bill_no": "0012345678",
            "begndate": "2019-03-01",
            "enddate": "2019-03-10",
            "medfee_sumamt": 262.5,
            "hifp_pay": "150.00",
            "psn_selfpay": 62.50,
            "setl_id": "S0001",
            "mdtrt_id": "M0001",
            "clr_optins": "150525",
        },
        "feedetail": [
            {
                "feedetl_sn": "1",
                "med_list_codg": "001109000000100",
                "medins_list_codg": "B01",
                "medins_list_name": "床位费（三人间）",
                "med_chrgitm_type": "01",
                "chrgitm_lv": "01",
                "cnt": 3.0000,
                "pric": 18,
                "det_item_fee_sumamt": 54.00,
                "fulamt_ownpay_amt": 0,
                "overlmt_amt": 0,
                "preselfpay_amt": 0,
                "inscp_scp_amt": 54.0,
                "fee_ocur_time": "2019-03-02 08:30:00",
            },
            {
                "med_list_codg": "002103000000500",
                "medins_list_name": "CT胸部平扫",
                "med_chrgitm_type": "03",
                "chrgitm_lv": "02",
                "selfpay_prop": "0.1",
                "cnt": "1",
                "pric": "200.00",
                "det_item_fee_sumamt": "200.00",
                "fee_ocur_time": "2019-03-03 09:00:00",
            },
            {
                "medins_list_codg": "X9",
                "medins_list_name": "陪护床",
                "med_chrgitm_type": "14",
                "chrgitm_lv": "03",
                "cnt": 1,
                "pric": 8.5,
                "det_item_fee_sumamt": 8.5,
            },
        ],
    },
}
"""An answer of the platform with three charges: 262.50."""


def county() -> bytes:
    return xlsx(COUNTY)


def city() -> bytes:
    return csv_file(CITY, "gb18030")


def abroad() -> bytes:
    return xlsx(ABROAD)


def national() -> bytes:
    return json.dumps(NATIONAL, ensure_ascii=False).encode()


def sheet(*rows: Sequence[object], titles: Sequence[str] = ("项目名称", "数量", "单价", "金额")) -> bytes:
    """A workbook of these rows."""
    return xlsx((titles, *rows))


def clipboard(rows: Rows) -> str:
    """Rows as a spreadsheet copies them."""
    return "\n".join("\t".join(str(cell) for cell in row) for row in rows)


def long_list() -> bytes:
    """A stay of some days as a hospital prints it: several subtotals, refunds, rows to refuse, another class, own items."""
    rows: list[tuple[object, ...]] = [
        ("奈曼旗人民医院住院病人费用清单",),
        ("入院日期：2019-03-01", "", "", "出院日期：2019-03-10"),
    ]
    rows.append(("编码", "项目名称", "单位", "单价", "数量", "金额", "费用类别", "项目等级", "先行自付比例", "日期"))
    for day in range(1, 10):
        on = f"2019-03-{day:02d}"
        rows += [
            ("F0101", "三人间床位费", "日", "18.00", "1", "18.00", "床位费", "甲", "", on),
            ("F0201", "住院诊察费", "日", "16.00", "1", "16.00", "诊察费", "甲", "", on),
            ("C4410", "静脉输液(住院)", "组", "11.00", "2", "22.00", "治疗费", "甲", "", on),
            ("Y0912", "0.9%氯化钠注射液100ml", "袋", "3.45", "3", "10.35", "西药费", "甲", "", on),
        ]
    rows += [
        ("J0305", "CT胸部平扫", "次", "200.00", "1", "200.00", "检查费", "乙", "20%", "2019-03-02"),
        ("J0401", "血常规（五分类）", "次", "20.00", "3", "60.00", "化验费", "甲", "", "2019-03-02"),
        ("J0401", "血常规（五分类）", "次", "20.00", "-1", "-20.00", "化验费", "甲", "", "2019-03-03"),
        ("H0811", "加温输液器", "套", "35.50", "2", "71.00", "材料费", "自费", "", "2019-03-03"),
        ("H0811", "加温输液器", "套", "35.50", "-1", "-35.50", "材料费", "自费", "", "2019-03-03"),
        ("Y0101", "注射用头孢曲松钠", "支", "18.80", "１０", "188.00", "西药费", "甲", "", "2019-03-04"),
        ("Q1401", "陪护床", "日", "8.00", "-2", "-16.00", "其他费", "自费", "", "2019-03-05"),
        ("J0416", "降钙素原定量", "次", "150.00", "2", "300.30", "化验费", "乙", "10%", "2019-03-05"),
        ("", "合计", "", "", "", "1344.65", "", "", "", ""),
    ]
    return xlsx(rows)
