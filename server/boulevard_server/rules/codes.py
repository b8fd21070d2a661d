"""Codes of ids as arrays without axes: numpy compares with them ten times as fast as with members of an enum."""

from __future__ import annotations

from enum import IntEnum
from types import SimpleNamespace

import numpy as np

from boulevard_shared.ids import (
    BossTask,
    Bottleneck,
    CleanUp,
    DataPolicy,
    FirmStage,
    Partner,
    ProjectKind,
    Rank,
    TermResult,
    Tone,
)


def _codes(kind: type[IntEnum]) -> SimpleNamespace:
    """One array for each member, under the member's name."""
    return SimpleNamespace(**{member.name: np.array(int(member)) for member in kind})


STAGE = _codes(FirmStage)
KIND = _codes(ProjectKind)
TASK = _codes(BossTask)
TONE = _codes(Tone)
RANK = _codes(Rank)
RESULT = _codes(TermResult)
CLEAN_UP = _codes(CleanUp)
BOTTLENECK = _codes(Bottleneck)
PARTNER = _codes(Partner)
POLICY = _codes(DataPolicy)
