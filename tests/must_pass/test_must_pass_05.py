"""A reversed one can't be reversed again; a slip of a reversed settlement says so, in every list and on every reprint."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from app.errors import UserError
from app.services.desk import Desk
from app.services.people import open_person
from app.services.reverse import preview, reverse
from app.services.slips import posted_of, settled_today, slip_pdf, slip_preview, stored_facts
from tests.helpers.forms import settled, stay
from tests.helpers.pdf_text import page_texts, squeezed
from tests.helpers.service_desk import BY_REVIEWER
from tests.helpers.small_desk import ROOT

WHY = ("amount", "录错")
REVERSER = """
import json, sys
from dataclasses import replace
from pathlib import Path
from app.errors import UserError
from app.services.reverse import reverse
from tests.helpers.quick_keys import quicken
from tests.helpers.service_desk import BY_REVIEWER
from tests.helpers.small_desk import ids, small_desk
import pytest

path, name, document_id = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
with pytest.MonkeyPatch.context() as patch, small_desk(path) as desk:
    quicken(patch)
    desk = replace(desk, new_id=ids(name))
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        answer = reverse(desk, name, document_id, "amount", "录错", BY_REVIEWER).number
    except UserError as refused:
        answer = refused.code
print(json.dumps(answer))
"""


def test_must_pass_05_a_reversed_one_is_not_reversed_again(desk: Desk) -> None:
    done = settled(desk, stay("p1"))
    made = reverse(desk, "r1", done.document_id, *WHY, BY_REVIEWER)
    after = settled_today(desk)
    refusals = []
    for target in (done.document_id, made.document_id):
        for request in ("r2", "r3"):
            with pytest.raises(UserError) as caught:
                reverse(desk, request, target, *WHY, BY_REVIEWER)
            refusals.append(caught.value.code)
    assert refusals == ["ALREADY_REVERSED"] * 2 + ["NOT_REVERSIBLE"] * 2
    assert made.number in preview(desk, done.document_id).refused
    same = reverse(desk, "r1", done.document_id, *WHY, BY_REVIEWER)
    assert (same.already, same.number) == (True, made.number), "the same request once more is the same reversal"
    assert settled_today(desk) == after


def test_must_pass_05_two_processes_reverse_it_once(desk: Desk, tmp_path: Path) -> None:
    done = settled(desk, stay("p1"))
    command = [sys.executable, "-c", REVERSER, str(tmp_path / "desk.db")]
    running = [
        subprocess.Popen(
            [*command, name, done.document_id], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for name in ("one", "two")
    ]
    for one in running:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in running:
        assert one.stdin is not None
        one.stdin.write("\n")
        one.stdin.flush()
    told = sorted(json.loads(one.communicate(timeout=60)[0]) for one in running)
    assert told == ["ALREADY_REVERSED", "NM-01-2019-000002"]
    assert [one.kind for one in settled_today(desk)] == ["reversal", "settlement"]


def test_must_pass_05_every_list_and_reprint_says_so(desk: Desk) -> None:
    done = settled(desk, stay("p1"))
    before = squeezed("".join(page_texts(slip_pdf(desk, done.document_id).pdf)))
    assert "冲红" not in before
    made = reverse(desk, "r1", done.document_id, *WHY, BY_REVIEWER)
    lists = (settled_today(desk), posted_of(desk, "p1"), open_person(desk, "p1").posted)
    for found in lists:
        both = {one.number: one for one in found}
        assert both[done.number].reversed_by == made.number
        assert both[made.number].reverses == done.number
    for paper in (slip_preview(desk, done.document_id), slip_pdf(desk, done.document_id)):
        for page in page_texts(paper.pdf):
            assert "冲红" in page
        assert made.number in squeezed("".join(page_texts(paper.pdf)))
    counter = squeezed("".join(page_texts(slip_pdf(desk, made.document_id).pdf)))
    assert done.number in counter
    assert stored_facts(desk, made.document_id).refers_to == done.number
