"""What every order is: its base and the kinds of numbers it may carry. The orders themselves are in `orders`.

Money is in wan (10,000 yuan), shares in basis points of the whole (10,000 = all), unless a name says otherwise.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec

Money = Annotated[int, msgspec.Meta(ge=0, le=10_000_000_000)]
SignedMoney = Annotated[int, msgspec.Meta(ge=-10_000_000_000, le=10_000_000_000)]
BasisPoints = Annotated[int, msgspec.Meta(ge=0, le=10_000)]
Percent = Annotated[int, msgspec.Meta(ge=0, le=100)]
SerialNumber = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
ContentId = Annotated[str, msgspec.Meta(min_length=1, max_length=32, pattern="^[a-z0-9-]+$")]


class Order(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="order", tag=True):
    """Common to all orders.

    `standing` orders carry over from turn to turn. `system` names the part of the game an order belongs to: a
    scenario may open it later, or never; "" is always open.
    """

    standing: ClassVar[bool] = False
    system: ClassVar[str] = ""

    @property
    def key(self) -> str:
        """Which entry of the decree this order fills; a later order with the same key replaces it."""
        return type(self).__name__
