"""A queue's reasons in words: known ones, strange ones, none."""

from __future__ import annotations

import pytest

from app.spool.words import held, reason, waits


@pytest.mark.parametrize(
    ("reasons", "message", "said"),
    [
        ((), "", ""),
        (("none",), "", ""),
        (("paused",), "", ""),
        (("toner-low-warning",), "", ""),
        (("cups-waiting-for-job-completed",), "", ""),
        (("media-empty-error",), "Load paper", "没有纸"),
        (("toner-low-report", "cover-open-error"), "", "盖子开着"),
        (("offline-report",), "", ""),
        (("com.maker.weird-error",), "Drum worn", "打印机报告“Drum worn”"),
        (("com.maker.weird-error",), "", "打印机报告“com.maker.weird-error”"),
        (("cups-missing-filter-warning",), "", "驱动不完整"),
    ],
)
def test_reasons(reasons: tuple[str, ...], message: str, said: str) -> None:
    assert said in reason(reasons, message)
    assert bool(said) == bool(reason(reasons, message))


def test_a_sentence_says_what_to_do_and_that_money_is_safe() -> None:
    assert waits(reason(("media-empty",))) == "打印机没有纸了：请装纸，弄好后会接着打；结算不受影响。"
    assert "放行" in held("")
    assert "Drum worn" in held("Drum worn")
