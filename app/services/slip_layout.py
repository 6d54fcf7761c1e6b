"""Which layout the next print of a slip is drawn with. What draws is imported when the first paper is drawn."""

from __future__ import annotations

from app.store import prints
from app.store.work import Work


def layout_of(work: Work, document_id: str, sheet: str = "a4") -> str:
    """The template's name: that of the document's first print on this sheet, since a reprint equals the original whatever
    version printed it; the newest where it was not printed on it yet."""
    from app.papers.templates import TEMPLATES, template_for

    for one in prints.prints_of(work, document_id):
        template = TEMPLATES.get(one.template)
        if template is not None and template.sheet == sheet:
            return template.name
    return template_for(sheet)
