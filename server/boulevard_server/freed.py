"""Memory that arrays have given up: kept by the process for the next turn, not handed back to the system.

Every turn of a batch makes and frees the same large arrays. The C library hands such blocks back and asks for them
again, and the system has to fill every page anew: up to a tenth of a large batch's time, by luck of how blocks lie.
Only glibc is told so; elsewhere nothing changes.
"""

from __future__ import annotations

import ctypes
import platform

_TRIM, _TOP_PAD, _MMAP = -1, -2, -3
"""Numbers of the settings for `mallopt`, by `malloc.h`."""
_LARGEST_MIB = 32
"""Blocks above this always come from the system: the most that glibc takes."""

OF_SERVER, OF_LAB = 64, 1_024
"""MiB: a crowd's turns come in small batches, the lab's in large ones."""


def keep(mib: int) -> bool:
    """Let this process keep up to so many MiB of freed memory in each of its arenas; whether the library agrees."""
    if platform.libc_ver()[0] != "glibc":
        return False
    try:
        setting = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return False
    wanted = ((_MMAP, _LARGEST_MIB << 20), (_TRIM, mib << 20), (_TOP_PAD, 1 << 20))
    agreed = [setting(which, size) == 1 for which, size in wanted]  # all are asked, whatever the first says
    return all(agreed)
