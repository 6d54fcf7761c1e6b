"""A hospital's bill as it comes: a list of charges as xlsx, xls, ods, csv, from the clipboard, or JSON with national field names.

    table = read_table(path, name, words.COLUMNS, remembered)     # a file: ``app.exchange.tables``
    table = pasted.table_of(text)                                 # the clipboard
    found = national.read_json(data)                              # JSON: a table, the invoice, what nobody knows
    told = rows.read_bill(columns.settled(table), invoice, …)     # BillList: sound rows, refused ones, totals, the invoice

``words`` are the columns, synonyms and labels, all data: a hospital that says it otherwise is a line there. ``pasted`` is the one
way to read what a spreadsheet put into the clipboard; the grid's Ctrl+V takes its cells too, and only forgives more.

Only ``services`` and ``ui`` import this; it knows no catalogue and no case. Amounts are fen, quantities and prices millionths.

Decisions
* 2026-11-30: a word for class or category that nobody knows is kept as it stands and refuses no row: what counts is the
  catalogue's, and an unmatched row waits for the clerk anyway. Amounts, quantities, prices, rates, limits and days that can't
  be read refuse their row. Rejected: refusing a row for 膳食费, with which every hospital's list would be short of money.
* 2026-11-30: ￥1,234.50, 38.7000 and 12.5 have one meaning and are read; 12,5, １２, 12.345, (5.00) and 1e3 are refused. Rejected:
  rounding, which hides by how much a list is wrong.
* 2026-11-30: JSON is one tree with one list of charges in it; what is not used is named to the clerk. Rejected: a schema for each
  interface of the national platform, whose envelopes differ from vendor to vendor while the field names don't.
"""
