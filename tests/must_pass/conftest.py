"""What such systems' users suffered from, line by line (product.md, "Must pass"): the real file, services, window.

Each test is named must_pass_NN after its line; 7 and the second half of 9 come with the exchange between stations.
"""

from __future__ import annotations

# The window on a small file is the same as in tests/gui.
from tests.gui.conftest import desk, hands, open_window, quick_reader, small_file

__all__ = ["desk", "hands", "open_window", "quick_reader", "small_file"]
