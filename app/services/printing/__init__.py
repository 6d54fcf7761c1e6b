"""Printing: which printer and sheet each kind of paper goes to, the way there, and what the queue says of it.

* ``choices``: what was chosen once for a kind of paper.

Only ``ui``, ``slips`` and the other services that draw papers import this package.
"""
