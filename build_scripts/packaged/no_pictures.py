"""A hook that runs before the packed program: reportlab imports Pillow at its top, for raster pictures.

No paper of ours holds one, and Pillow brings seven megabytes of picture formats; what stands here answers the import alone.
"""

import sys
from types import ModuleType


class _NoPicture:
    """What no object is an instance of."""


pillow, image = ModuleType("PIL"), ModuleType("PIL.Image")
vars(image)["Image"] = _NoPicture
vars(pillow)["Image"] = image
sys.modules["PIL"], sys.modules["PIL.Image"] = pillow, image
