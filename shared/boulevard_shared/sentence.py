"""A sentence that both sides can say in any language: a catalogue key and its arguments."""

from __future__ import annotations

import msgspec

Argument = int | str | bool
"""Numbers are integers (money in wan, shares in basis points); names are content ids or name keys."""


class Sentence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One sentence of a refusal, event, reason or report.

    `key` names an entry of `assets/locale/*.toml`, such as `refused.treasury`; `args` fills its fields.
    `boulevard_shared.locale` turns it into text.
    """

    key: str
    args: dict[str, Argument] = {}


def say(key: str, **args: Argument) -> Sentence:
    """Make a sentence: `say("refused.treasury", need=120_000, have=94_000)`."""
    return Sentence(key, dict(args))
