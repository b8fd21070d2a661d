"""A process that plays batches keeps what arrays have given up, instead of asking the system for it turn after turn."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

WORK = """
import resource
import numpy as np
from boulevard_server import freed

assert freed.keep(freed.OF_LAB)
pages = 0
for turn in range(40):
    arrays = [np.ones(350_000) for _ in range(12)]
    del arrays
    if turn == 3:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
after = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
print(after - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc is told to keep memory")
def test_arrays_of_later_turns_lie_in_memory_that_earlier_ones_gave_up() -> None:
    done = subprocess.run([sys.executable, "-c", WORK], capture_output=True, text=True, check=True)
    # 36 turns of 32 MiB: 295,000 pages if each had to be asked for anew.
    assert int(done.stdout) < 4_000
