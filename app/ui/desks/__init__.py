"""What opens over the desk, one class a topic: it asks the services, shows their screens, and passes on what changed.

Each is a QObject that ``pages`` makes once a window, with a ``Place`` (desk, runner, overlay, notice line). It knows screens and
services; screens know neither it nor each other. Where another topic's page is wanted, it emits a signal that ``pages``
connects. A desk that has pages of its own says so by ``doors()``: title, group and how to open each (``app.ui.doors``).

Only ``pages`` and ``main_window`` import this package.

Decisions
* 2026-11-30: a package of its own. Rejected: twenty ``*_desk`` modules among the frame's modules.
"""
