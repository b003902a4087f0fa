"""An ingest takes what is left of the machine: questions go first.

A process gives way by its niceness, which costs an ingest nothing where nothing else is to be done. Within one process
that would not do: whoever reads documents holds Python's lock for long, and whoever answers waits for it, however nice
the other thread is. So a service has its ingests done by a process of their own (``bot.apart``).
"""

from __future__ import annotations

import os

NICENESS = 10  # about a tenth of a processor that somebody else wants, too; at 19 a busy machine would never get done


def give_way() -> None:
    """Let this process stand back behind those that answer, from now on and with all threads that it starts."""
    if os.getpriority(os.PRIO_PROCESS, 0) < NICENESS:
        os.setpriority(os.PRIO_PROCESS, 0, NICENESS)
