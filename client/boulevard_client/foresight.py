"""The replica as a message will leave it, while the message itself still waits to be told."""

from __future__ import annotations

import copy
from dataclasses import dataclass

from boulevard_client.model import Model


@dataclass(frozen=True, slots=True, eq=False)
class Foreseen:
    """What a model becomes by a message, as long as the model stays as it was."""

    message: object
    before: Model
    version: int
    after: Model

    def holds(self, model: Model, message: object) -> bool:
        """Whether this is that message, told to that model, and nothing has happened to it since."""
        return message is self.message and model is self.before and model.version == self.version


def foresee(model: Model, message: object) -> Foreseen:
    """Fold a message into a copy of the model."""
    after = copy.copy(model)
    for name in ("moments", "costs", "previews", "refusals", "notices", "asked", "wished", "talk"):
        setattr(after, name, copy.copy(getattr(model, name)))
    after.series = {name: list(rows) for name, rows in model.series.items()}
    for name in ("said", "odds", "unread", "news"):
        setattr(after.talk, name, copy.copy(getattr(model.talk, name)))
    after.fold(message)
    return Foreseen(message, model, model.version, after)
