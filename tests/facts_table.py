"""Facts of the lab played for a block or two: what each of their measures says, with and without the mechanism."""

from __future__ import annotations

from boulevard_server.lab.facts.registry import Block, lines, play_block


def verdicts(fact: str, off: bool = False, blocks: int = 1) -> list[bool]:
    """Whether each measure of the fact lies in its band, in the first blocks of a run."""
    seen = [play_block(Block(fact, number, off)) for number in range(blocks)]
    return [line.held for line in lines(fact, seen, "full")]
