"""Attributes of nodes whose change is noticed: what must be laid out or painted again is marked, nothing else is."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Generic, TypeVar, overload

if TYPE_CHECKING:
    from boulevard_client.widgets.node import Node

T = TypeVar("T")


class Prop(Generic[T]):
    """An attribute whose change damages its node; with `layout=True` the node is measured again too.

    A screen reads thousands of them for one frame, so the class gets a plain property in its place, whose reading is
    all done in C: the value stands under a name of its own, and the default under the same name at the class.
    """

    __slots__ = ("default", "layout", "rim", "stop")

    def __init__(self, default: T, *, layout: bool = False, rim: bool = False, stop: bool = False) -> None:
        """With `rim` a change shows at the node's edge only; with `stop` it may make or unmake stops of the Tab key."""
        self.default = default
        self.layout = layout
        self.rim = rim
        self.stop = stop

    def __set_name__(self, owner: type, name: str) -> None:
        slot, layout, rim, stop = f"_prop_{name}", self.layout, self.rim, self.stop

        def write(node: Node, value: T) -> None:
            if getattr(node, slot) != value:
                if node.unseen:
                    node.__dict__[slot] = value
                    return
                if layout:
                    node.damage_all()  # what is drawn now may move or go away
                node.__dict__[slot] = value
                if stop and node.stage is not None:
                    node.stage.order.forget()
                if rim:
                    node.damage_focus()
                else:
                    node.changed(layout)

        setattr(owner, slot, self.default)
        setattr(owner, name, property(attrgetter(slot), write))

    if TYPE_CHECKING:

        @overload
        def __get__(self, node: None, owner: type) -> Prop[T]: ...
        @overload
        def __get__(self, node: Node, owner: type) -> T: ...
        def __get__(self, node: Node | None, owner: type) -> Prop[T] | T: ...
        def __set__(self, node: Node, value: T) -> None: ...
