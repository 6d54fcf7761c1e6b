"""Whole fen: text to int, int to text, rates, rounding, 大写, fair sharing.

Money is an ``int`` of fen (分) everywhere in the program, never float, never Decimal. Rates are ``int`` parts per
million, quantities and unit prices ``int`` millionths ("micro"), so that every product stays exact and inside int64.
Text is read strictly: "12,5", "007.00", "1e3" or a sign are refused, never cleaned up.

Anyone may import this room; it imports only ``errors``. It knows no clock, file or area.

Decisions
* 2026-11-22: ints with a fixed scale instead of Decimal: the same numbers go into numpy int64 columns and SQLite
  INTEGER columns without a conversion that could differ. Rejected: Decimal with quantize (context-dependent, raises
  under a live grid for long input).
* 2026-11-22: 大写 of 0.00 is 零元整; below one yuan begins with 零 nothing ("伍角"); negative amounts (冲红) begin with 负.
  The rule (银发〔1997〕393号 附一) is silent on these.
"""
