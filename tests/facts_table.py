"""Facts of the lab played for a block or two: what each of their measures says, with and without the mechanism."""

from __future__ import annotations

import numpy as np

from boulevard_server.lab.facts.registry import Block, facts, found, play_block


def verdicts(fact: str, off: bool = False, blocks: int = 1) -> list[bool]:
    """Whether each measure of the fact lies in its band, in the first blocks of a run."""
    played = [play_block(Block(fact, number, off)) for number in range(blocks)]
    samples = [{name: np.asarray(values) for name, values in saw.items()} for saw in played]
    return [measure.held for measure in found(facts()[fact], samples)]
