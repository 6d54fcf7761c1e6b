"""Bytes to a printer, and what its queue says of them.

* ``door``: what a spool is: printers, send, state, cancel. ``system`` chooses the one of this machine, nobody else does.
* ``cups``: Linux, through ``lp``, ``lpstat``, ``lpoptions`` and ``cancel``; ``commands`` runs them, ``ipp`` asks what they don't
  tell, ``media`` names the sheets, ``words`` says the queue's errors in Chinese.
* ``nowhere``: a machine without printers.
* ``windows``: winspool and GDI. **Untried**: no Windows was at hand.
* ``place``: the pages of a PDF moved onto their sheet by so many millimetres.

Only ``services`` (and ``bootstrap``, which chooses the spool) import this room; it imports ``records`` and ``errors``. It knows no
store and no window: what is recorded of a job, how long one waits for it and who is told is ``services.printing``'s.

Decisions
* 2026-11-30: the PDF goes to ``lp`` on its standard input. Rejected: a temporary file. CUPS itself keeps a job's document for a day,
  readable by root alone, unless its administrator writes ``PreserveJobFiles No`` (README); ``cancel -x`` deletes it only while the
  job is not over, and purging a queue would take the jobs of others along.
* 2026-11-30: the title of a job is the kind of paper and a piece of an id: titles stand in the queue's lists and logs, so no
  person's name is in one.
* 2026-11-30: what became of a job is asked by IPP, sixty lines over the socket that ``lpstat -H`` names. Rejected: ``lpstat``, in
  whose list a job that was cancelled at the printer looks like one that was printed; libcups by ctypes, which remembers its server
  and can't be given a time limit; pycups, GPL and compiled.
* 2026-11-30: every job names its medium (without one an A5 slip came out on A4) and ``print-scaling=none``. A landscape list is
  turned here, not by a filter, so that an offset is always measured on the paper as it leaves the printer.
* 2026-11-30: a queue that is stopped or takes no jobs is refused before anything is sent: a job that waits unseen in it would come
  out days later. Rejected: sending and hoping.
"""
