"""Papers of registers: a prescribed form filled from the file, 政策问答 with the local telephones, the card of the pack in force."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from app.errors import InvariantError, KnownError, UserError
from app.exchange.forms import form_workbook
from app.policy import Pack
from app.records.handout import Form, Handout, HandoutPart
from app.records.register_list import BY_CODE
from app.records.registers import Entry, Register
from app.services.archive.facts import to_json
from app.services.archive.leaving import Act, Prepared
from app.services.desk import Desk, today
from app.services.registers.book import shown_value
from app.services.rights import check
from app.services.trail import note
from app.store import registers
from app.store.registers import Wanted

_QUESTIONS = "shenyang-2020-questions.txt"
_SOURCE = "沈医保发〔2020〕56号 附件1"
_BLANK = "＿＿＿＿＿＿＿＿＿＿"
"""Where a telephone is not set yet, it is written by hand."""
_PHONES = ("phone_bureau", "phone_centre", "phone_hospitals", "phone_clinics")


def form_paper(desk: Desk, code: str) -> Prepared:
    """A register's prescribed form with every entry that stands, the oldest first, to be looked at and handed over. KnownError
    FONT_MISSING."""
    check(desk, "list.print")
    from app.papers.form_sheet import TEMPLATE, draw_form

    form = _form(desk, code)
    act = Act("register.paper", "", _said(form, "pdf"))
    return Prepared(draw_form(form), "form", form.title, TEMPLATE, to_json(form), "list.print", act=act)


def form_xlsx(desk: Desk, code: str) -> bytes:
    """The same as a workbook."""
    check(desk, "list.export")
    form = _form(desk, code)
    data = form_workbook(form)
    with desk.database.unit_of_work() as work:
        note(desk, work, "register.paper", "", _said(form, "xlsx"))
    return data


def questions_paper(desk: Desk) -> Prepared:
    """政策问答 of Shenyang's annex 1 with the telephones of the settings. KnownError NO_FILE, FONT_MISSING."""
    check(desk, "list.print")
    phones = dict.fromkeys(_PHONES, _BLANK)
    with desk.database.reading() as work:
        phones |= {key: one.value for key, one in registers.settings(work).items() if key in phones and one.value}
    title, parts = _read_questions(phones)
    return _prepared(Handout(title, _SOURCE, parts, demonstration=desk.station.demonstration))


def card_paper(desk: Desk) -> Prepared:
    """The card (明白卡) of the pack in force: layer by layer who pays, and the paper's own sentences. UserError NO_PACK;
    KnownError FONT_MISSING."""
    check(desk, "list.print")
    pack = desk.packs.in_force(desk.station.area_name, today(desk))
    if pack is None:
        raise UserError("NO_PACK", "", f"{today(desk)} 没有可用的政策，明白卡印不出来：请核对日期和政策包。")
    with desk.database.reading() as work:
        stored = {key: one.value for key, one in registers.settings(work).items()}
    phones = [f"咨询电话：{stored[key]}" for key in _PHONES if stored.get(key)]
    parts = tuple(_card_parts(pack))
    title = f"{desk.station.area_name}医保扶贫政策明白卡"
    source = f"{pack.document}　{pack.title}"
    return _prepared(Handout(title, source, parts, tuple(phones), desk.station.demonstration))


def _prepared(handout: Handout) -> Prepared:
    from app.papers.handout_sheet import TEMPLATE, draw_handout

    return Prepared(draw_handout(handout), "handout", handout.title, TEMPLATE, to_json(handout), "list.print")


def _card_parts(pack: Pack) -> Iterator[HandoutPart]:
    told: set[str] = set()
    for layer in pack.layers:
        sentences = []
        for article in (one for rule in layer.rules for one in rule.articles):
            clause = pack.clauses.get(article)
            if clause is not None and clause.sentence not in told:
                told.add(clause.sentence)
                sentences.append(clause.sentence)
        above = "见上面同一条。" if layer.rules and not layer.hand_only else ""
        if sentences or above:
            yield HandoutPart(f"{layer.name}　由{layer.payer}付", tuple(sentences) or (above,))


# ---- a prescribed form


def _form(desk: Desk, code: str) -> Form:
    register = BY_CODE[code]
    paper = register.paper
    if paper is None:
        raise InvariantError(f"{code} has no prescribed form")
    with desk.database.reading() as work:
        entries = registers.entries(work, Wanted(register.code))
    sources = [column.source for column in paper.columns if column.source != "row"]
    return Form(
        paper.title,
        tuple(column.title for column in paper.columns),
        tuple(column.width for column in paper.columns),
        tuple(tuple(_cell(register, entry, source) for source in sources) for entry in reversed(entries)),
        paper.rows,
        desk.station.demonstration,
    )


def _cell(register: Register, entry: Entry, source: str) -> str:
    about = {"township": entry.about.township, "village": entry.about.village, "name": entry.about.name}
    if source in about:
        return about[source]
    return shown_value(entry, next(one for one in register.fields if one.key == source))


def _said(form: Form, kind: str) -> dict[str, object]:
    return {"list": form.title, "rows": len(form.rows), "form": kind}


# ---- the questions


def _read_questions(phones: Mapping[str, str]) -> tuple[str, tuple[HandoutPart, ...]]:
    """The text of ``resources/handouts``: "# " the title, "## " a heading, "| " a row of a table, else a paragraph."""
    packed = getattr(sys, "_MEIPASS", None)
    root = Path(packed) if packed else Path(__file__).resolve().parents[3]
    try:
        text = (root / "resources" / "handouts" / _QUESTIONS).read_text(encoding="utf-8")
    except OSError as error:
        raise KnownError("NO_FILE", "读不到随程序带的政策问答：请重新安装程序后再试。") from error
    title, parts = "", list[HandoutPart]()
    for line in text.splitlines():
        if line.startswith("# "):
            title = line[2:]
        elif line.startswith("## "):
            parts.append(HandoutPart(line[3:], ()))
        else:
            parts[-1] = HandoutPart(parts[-1].heading, _with(parts[-1].paragraphs, line, phones))
    return title, tuple(parts)


_Paragraphs = tuple[str | tuple[tuple[str, ...], ...], ...]


def _with(paragraphs: _Paragraphs, line: str, phones: Mapping[str, str]) -> _Paragraphs:
    if not line.startswith("| "):
        return (*paragraphs, line.format_map(phones) if "{" in line else line)
    row = tuple(cell.strip() for cell in line[2:].split("|"))
    last = paragraphs[-1] if paragraphs else ""
    return (*paragraphs[:-1], (*last, row)) if isinstance(last, tuple) else (*paragraphs, (row,))
