"""Every kind of paper drawn again as it was, after everything changed; what was tampered with is found."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from app.errors import KnownError, UserError
from app.papers import (
    claim_letter,
    day_sheet,
    form_sheet,
    hall_key_sheet,
    handout_sheet,
    insured_notice,
    life_sheet,
    month_picture,
    receipt,
    slip,
    table_sheet,
)
from app.papers import templates as slip_templates
from app.policy import Registry
from app.records import paper as records
from app.records.paper import KINDS, Handed, PrintChoice
from app.services.acceptances.accept import accept
from app.services.acceptances.receipts import receipt_pdf
from app.services.archive import templates
from app.services.archive.again import drawn_again
from app.services.archive.leaving import hand_over
from app.services.archive.listing import papers, papers_about
from app.services.archive.templates import SLIP_TEMPLATES, TEMPLATES
from app.services.audit_trail import verify_audit
from app.services.desk import Desk
from app.services.periods import Period
from app.services.printing.choices import choose
from app.services.quote import basis
from app.services.slip_key_files import hall_key_paper
from app.services.slips import slip_pdf, trial_pdf
from app.store import archive, driver
from app.store.work import Work
from tests.helpers.acceptances import SHEETS, texts
from tests.helpers.data_key import KEY
from tests.helpers.forms import quoted, settled, stay
from tests.helpers.papers import every_kind, everything_changes
from tests.helpers.pdf_text import page_texts
from tests.helpers.service_desk import AUDITOR, MANAGER, desk_on

NOVEMBER = Period("month", 2019, 11)


def tamper(desk: Desk, sql: str, *values: object) -> None:
    """What somebody with the key and no scruples does to the archive."""
    connection = driver.connect(str(desk.database.path), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
    try:
        connection.execute("DROP TRIGGER papers_no_update")
        connection.execute(sql, values)
    finally:
        connection.close()


@pytest.fixture(scope="module")
def every_paper(
    tmp_path_factory: pytest.TempPathFactory, confirmed_file: Path, registry: Registry
) -> tuple[Path, Mapping[str, Handed]]:
    """A file with a paper of every kind, and the papers."""
    path = tmp_path_factory.mktemp("papers") / "desk.db"
    shutil.copy(confirmed_file, path)
    with desk_on(path, registry) as desk:
        return path, every_kind(desk)


@pytest.fixture
def made(every_paper: tuple[Path, Mapping[str, Handed]]) -> Mapping[str, Handed]:
    """The papers, by name."""
    return every_paper[1]


@pytest.fixture
def printed(tmp_path: Path, every_paper: tuple[Path, Mapping[str, Handed]], registry: Registry) -> Iterator[Desk]:
    """The desk on a copy of their file."""
    shutil.copy(every_paper[0], tmp_path / "desk.db")
    with desk_on(tmp_path / "desk.db", registry, prefix="019a") as desk:
        yield desk


def test_every_kind_is_drawn_again_byte_for_byte_after_everything_changed(
    printed: Desk, made: Mapping[str, Handed]
) -> None:
    assert verify_audit(replace(printed, operator=MANAGER)).findings == ()
    later = replace(everything_changes(printed), operator=AUDITOR)
    for name, handed in made.items():
        found = drawn_again(later, handed.id)
        assert found.pdf == handed.pdf, name
        assert (found.same, found.told) == (True, "与当时打印的一致。"), name
        assert (found.paper.kind, found.paper.title, found.paper.pages) == (
            handed.kind,
            handed.title,
            len(page_texts(handed.pdf)),
        ), name
    kept = papers(later, NOVEMBER)
    assert {one.id for one in kept} == {one.id for one in made.values()}
    assert {one.kind for one in kept} == set(KINDS) - {"key_card", "hall_key"}


@pytest.mark.parametrize("sheet", [*records.SHEETS])
def test_a_slip_on_every_sheet_is_drawn_again_and_the_choice_says_which(desk: Desk, sheet: str) -> None:
    choose(desk, "slip", PrintChoice("LQ", sheet, 2))
    document = settled(desk, stay("p1")).document_id
    made = [slip_pdf(desk, document) for _ in range(2)]
    later = everything_changes(desk)
    for paper in made:
        found = drawn_again(later, paper.id)
        assert (found.same, found.pdf, found.paper.sheet, paper.handed.sheet) == (True, paper.pdf, sheet, sheet)
    choose(later, "slip", PrintChoice())
    assert drawn_again(later, made[0].id).same, "the sheet that it was printed on"


def test_a_receipt_on_a5_and_the_hall_s_key_are_drawn_again(desk: Desk) -> None:
    choose(desk, "receipt", PrintChoice("", "a5"))
    small = receipt_pdf(desk, accept(desk, texts(), SHEETS).id).handed
    key = hand_over(desk, hall_key_paper(replace(desk, operator=MANAGER)))
    choose(desk, "receipt", PrintChoice())
    for paper, sheet in ((small, "a5"), (key, "a4")):
        found = drawn_again(everything_changes(desk), paper.id)
        assert (found.same, found.pdf, found.paper.sheet) == (True, paper.pdf, sheet)


def test_the_marks_are_those_that_were_printed(printed: Desk, made: Mapping[str, Handed]) -> None:
    later = everything_changes(printed)
    second = "".join(page_texts(drawn_again(later, made["slip again"].id).pdf))
    assert "补打第 1 次" in second
    assert "王秀英 2019-11-22" in second
    assert "已冲红" not in second
    third = "".join(page_texts(drawn_again(later, made["slip reversed"].id).pdf))
    assert "补打第 2 次" in third
    assert "已冲红" in third
    about = papers_about(printed, papers(printed, NOVEMBER)[-1].subject)
    assert [one.copy for one in about if one.kind == "slip"] == [3, 2, 1]


def test_bytes_that_differ_are_shown_and_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    made = slip_pdf(desk, settled(desk, stay("p1")).document_id)
    drawn = templates.read

    def otherwise(work: Work, paper: archive.StoredPaper) -> templates.Drawn:
        draw = drawn(work, paper)
        return lambda: draw() + b"\n"

    monkeypatch.setattr(templates, "read", otherwise)
    found = drawn_again(desk, made.id)
    assert not found.same
    assert "与当时打印的不一致" in found.told
    assert "审计记录" in found.told
    assert found.pdf == made.pdf + b"\n"


def test_tampered_facts_are_found_by_verify(printed: Desk, made: Mapping[str, Handed]) -> None:
    notice = made["notice"]
    tamper(printed, "UPDATE papers SET facts = replace(facts, '单国强', '单国弱') WHERE id = ?", notice.id)
    found = drawn_again(printed, notice.id)
    assert not found.same
    assert "单国弱" in "".join(page_texts(found.pdf)), "it is shown all the same"
    findings = verify_audit(replace(printed, operator=MANAGER)).findings
    assert findings
    assert any("打印存档" in str(one) for one in findings)


@pytest.mark.parametrize("facts", ["", "[]", "{}", "nonsense", '{"close":1}', '{"close":"c1","more":1}'])
def test_facts_that_can_t_be_read_say_what_to_do(printed: Desk, made: Mapping[str, Handed], facts: str) -> None:
    sheet = made["day_sheet"]
    tamper(printed, "UPDATE papers SET facts = ? WHERE id = ?", facts, sheet.id)
    with pytest.raises(KnownError, match=r"读不出来.*核查") as caught:
        drawn_again(printed, sheet.id)
    assert caught.value.code == "DAMAGED_PAPER"


def test_a_newer_template_says_what_to_do(desk: Desk) -> None:
    made = slip_pdf(desk, settled(desk, stay("p1")).document_id)
    tamper(desk, "UPDATE papers SET template = 'slip-a4-99' WHERE id = ?", made.id)
    with pytest.raises(UserError, match=r"slip-a4-99 比这个程序新.*请升级程序") as caught:
        drawn_again(desk, made.id)
    assert caught.value.code == "NEWER_TEMPLATE"
    with pytest.raises(UserError, match="重新打开列表"):
        drawn_again(desk, "none")


def test_every_template_that_draws_now_can_be_drawn_again() -> None:
    drawing: Mapping[str, str] = {
        "slip": slip.TEMPLATE,
        "receipt": receipt.TEMPLATE,
        "letter": claim_letter.TEMPLATE,
        "notice": insured_notice.TEMPLATE,
        "day_sheet": day_sheet.TEMPLATE,
        "list": table_sheet.TEMPLATE,
        "form": form_sheet.TEMPLATE,
        "handout": handout_sheet.TEMPLATE,
        "life": life_sheet.TEMPLATE,
        "picture": month_picture.TEMPLATE,
        "hall_key": hall_key_sheet.TEMPLATE,
    }
    assert set(drawing.items()) <= set(TEMPLATES)
    assert ("receipt", receipt.TEMPLATE_A5) in TEMPLATES
    assert tuple(slip_templates.TEMPLATES) == SLIP_TEMPLATES
    assert {kind for kind, _template in TEMPLATES} <= set(KINDS)
    assert ("day_sheet", "day-a4-1") in TEMPLATES, "closes of earlier versions"


def test_a_trial_leaves_nothing_in_the_archive(desk: Desk) -> None:
    form = stay("p1")
    trial_pdf(desk, basis(desk, "p1", form), quoted(desk, form), form)
    assert papers(desk, NOVEMBER) == ()


def test_the_archive_is_readable_inside_the_encrypted_file_alone(printed: Desk, made: Mapping[str, Handed]) -> None:
    everything_changes(printed)  # something lies in the log
    folder = Path(printed.database.path).parent
    for file in folder.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            for words in ("阿拉坦其木格", "单国强", "%PDF"):
                assert words.encode() not in content, file.name


def test_a_font_that_is_gone_is_a_known_error(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    made: Handed = slip_pdf(desk, settled(desk, stay("p1")).document_id).handed

    def gone(*_args: object) -> None:
        raise KnownError("FONT_MISSING", "字体文件读不出来：请重新安装程序。")

    monkeypatch.setattr("app.papers.drawing.load_fonts", gone)
    with pytest.raises(KnownError, match="重新安装"):
        drawn_again(desk, made.id)
    with desk.database.reading() as work:
        assert archive.stored(work, made.id) is not None
