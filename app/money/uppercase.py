"""人民币大写 after 银发〔1997〕393号 附一 (正确填写票据和结算凭证的基本规定)."""

from __future__ import annotations

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")


def uppercase(fen: int) -> str:
    """``fen`` in 大写 without the prefix 人民币: 140950 → 壹仟肆佰零玖元伍角.

    整 is written after 元, left out after 角 and 分 (the rule allows it after 角). 0 is 零元整; a negative amount
    (冲红) begins with 负; below one yuan the yuan are left out (5 → 伍分). The rule is silent on these three.
    """
    if fen == 0:
        return "零元整"
    sign = "负" if fen < 0 else ""
    yuan, rest = divmod(abs(fen), 100)
    jiao, odd_fen = divmod(rest, 10)
    text = f"{_whole(yuan)}元" if yuan else ""
    if rest == 0:
        return f"{sign}{text}整"
    if jiao:
        # 「万位或元位是0，但千位、角位不是0，可以只写一个零字，也可以不写」: left out, as 1680.32 壹仟陆佰捌拾元叁角贰分
        text += f"{_DIGITS[jiao]}角"
    elif yuan:
        text += "零"
    if odd_fen:
        text += f"{_DIGITS[odd_fen]}分"
    return sign + text


def _whole(yuan: int) -> str:
    groups: list[int] = []
    while yuan:
        yuan, group = divmod(yuan, 10_000)
        groups.append(group)
    text = ""
    gap = False
    for at in range(len(groups) - 1, -1, -1):
        group = groups[at]
        if group == 0:
            gap = bool(text)
            continue
        if text and (gap or group < 1000):
            text += "零"
        text += _group(group) + _GROUPS[at]
        gap = False
    return text


def _group(group: int) -> str:
    text = ""
    gap = False
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if digit == 0:
            gap = bool(text)
            continue
        if gap:
            text += "零"
        text += _DIGITS[digit] + _PLACES[place]
        gap = False
    return text
