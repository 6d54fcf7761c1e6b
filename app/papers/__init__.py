"""What is printed: the settlement slip on its papers, the other papers, statements and lists. Bytes out, nothing else.

Only ``services`` may import this room; it imports ``records`` and ``money`` and is the only importer of reportlab and
segno. It knows no clock, store or printer: who printed when is an argument, and the same facts give the same bytes.

The parts, from the bottom up:

* ``fonts``  the bundled faces, a fallback for every character, measuring;
* ``text``   cleaning typed text, breaking it into lines, figures as they are printed;
* ``grid``   the A4 page: 12 columns, the one type scale, greys and the payers' hues;
* ``layout`` a page as a value: size, margins, scale, rhythm, needle or laser; what draws a slip is handed one;
* ``pen``    draws on a canvas from top-left, figures on the decimal point;
* ``drawing`` the canvas of every paper, from the fonts to the bytes;
* ``flow``   blocks of known height, placed on pages;
* ``marks``  试算 / 演示, 补打, 冲红, QR;
* ``typed_words`` what a slip says of layers that were typed by hand;
* ``visit_blocks``, ``layer_blocks``, ``why_blocks``, ``foot`` the slip's sections on A4, in reading order;
* ``small_blocks``, ``layer_table``, ``small_foot`` the same for small papers; ``item_list`` the bill's items on any;
* ``a4_slip``, ``wide_slip`` (A5 and continuous paper), ``roll_slip`` a slip's pages; ``annexes`` what may follow them;
* ``templates`` every layout that was ever printed, by name;
* ``slip``   the door: ``draw_slip``;
* ``form_sheet``: a register's prescribed form, ``draw_form``; ``handout_sheet``: what people take home, ``draw_handout``;
* ``table_sheet`` any list on its paper, upright or across: ``draw_table``;
* ``receipt`` 受理回执 on two halves of a page, ``claim_letter`` 应退通知;
* ``day_blocks``, ``day_lists`` the hand-over sheet's sections, ``day_sheet`` its door: ``draw_day_sheet``;
* ``test_page`` rulers and crosses by which a printer is set right;
* ``key_card`` the shortcut table; ``one_page`` a paper of one page: ``recovery_sheet`` a recovery code, ``insured_notice`` the 参保提示单.

Decisions
* 2026-11-22: sections are measured first, then placed, then painted, so that "第 1 页 共 2 页" is known and a page is never
  drawn twice. When the page would overflow, the leading is narrowed in three steps before anything moves to page 2.
  Rejected: platypus tables (boxes by nature, twice the time, no figure on the decimal point across two weights).
* 2026-11-22: each row's rule carries the payer's part of the total as a thicker stretch that begins where the one above
  ended. Rejected: a chart of its own (space), shaded rows (grey walls on a needle printer).
* 2026-11-22: the sign of an amount is drawn as a true minus and extracts as "-": a copied figure stays a number.
* 2026-11-22: a character that no bundled font has is printed as 〓, the printers' mark for a missing sort: never a
  silent gap. Control characters and line breaks become spaces.
* 2026-11-30: small papers have a composition of their own: runs of label and value, who paid beside what you pay. Rejected: a
  smaller A4 (the last figure must be read without glasses), one composition with switches (each paper's needs fought).
* 2026-11-30: a layout has a name and is drawn the same for ever; a change is a new name (``templates``). Held by digests of what
  is drawn, not of the file, whose compression is the library's.
* 2026-11-30: reasons and item list come with A4, not with the small papers unless asked for: a window on continuous paper
  must not spend twenty sheets on a slip. What a sheet leaves out is named in its fine print.
* 2026-11-30: on needle and receipt paper every ink is black, bands are left out, the mark across the page is a dotted outline:
  grey becomes a scatter of dots there.
* 2026-11-22: the ToUnicode map is rewritten per font object. Rejected: replacing reportlab's module function.
"""
