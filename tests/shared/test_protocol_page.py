"""The page that tells the protocol to strangers names every message, part, order and word as the code has them."""

from __future__ import annotations

import enum
import re
from pathlib import Path

import msgspec
import pytest

from boulevard_shared import PROTOCOL, ids, parts
from boulevard_shared.events import Event
from boulevard_shared.messages import ClientMessage, Hello, Publication, Request, ServerMessage, TurnCommon, TurnOwn
from boulevard_shared.orders import ORDER_TYPES, Decree, Order
from boulevard_shared.sentence import Sentence
from boulevard_shared.view import Changes, FieldSpec

PAGE = (Path(__file__).parents[2] / "shared" / "README.md").read_text("utf-8")
MESSAGES = (Hello, *ClientMessage.__args__, *ServerMessage.__args__)
PARTS = [
    kind
    for kind in (*vars(parts).values(), Event, Decree, Sentence, FieldSpec, Changes, TurnCommon, TurnOwn)
    if isinstance(kind, type)
    and issubclass(kind, msgspec.Struct)
    and not issubclass(kind, Order)
    and kind is not parts.Why
]
COUNTED = {Request: "cid", Publication: "seq"}
"""Said once for all messages of a kind."""
NOT_SENT = (ids.Persona, ids.CloseCode)
"""Words that clients do not read, and numbers that have a table of their own."""


def told(name: str) -> list[set[str]]:
    """The fields that the page gives, at each place where it lists them, with or without values."""
    lists = re.findall(rf"\b{name}[{{\[]([^}}\]]*)[}}\]]", PAGE)
    return [{re.split(r"[: ]", field.strip())[0] for field in fields.split(",") if field.strip()} for fields in lists]


@pytest.mark.parametrize("kind", dict.fromkeys((*MESSAGES, *PARTS)), ids=lambda kind: kind.__name__)
def test_every_field_that_travels_is_told(kind: type[msgspec.Struct]) -> None:
    fields = set(kind.__struct_fields__)
    common = {name for base, name in COUNTED.items() if issubclass(kind, base)}
    assert fields in told(kind.__name__) or fields - common in told(kind.__name__)


@pytest.mark.parametrize("order", ORDER_TYPES, ids=lambda order: order.__name__)
def test_every_order_is_told_with_its_key(order: type[Order]) -> None:
    row = re.search(rf"^\| `{order.__name__}` \| (.*) \| (act|standing) \|$", PAGE, re.MULTILINE)
    assert row
    fields = re.split(r",\s(?![a-z]+ draws|0 for|best)", row[1]) if row[1].strip() else []
    named = [re.split(r"\s", field.strip())[0] for field in fields]
    assert tuple(name.strip("*") for name in named) == order.__struct_fields__
    assert (row[2] == "standing") == order.standing
    example = order(**{name: place for place, name in enumerate(order.__struct_fields__)})
    inside = [order.__struct_fields__[int(place)] for place in example.key.split(":")[1:]]
    assert inside == [name.strip("*") for name in named if name.startswith("*")]


@pytest.mark.parametrize(
    "words",
    [k for k in vars(ids).values() if isinstance(k, enum.EnumMeta) and k.__module__ == ids.__name__ and len(k)],
    ids=lambda kind: kind.__name__,
)
def test_every_word_is_told(words: type[enum.Enum]) -> None:
    if words in NOT_SENT:
        return
    row = re.search(rf"^\| (?!`)[^|]*\b{words.__name__}\b[^|]*\| (.*) \|$", PAGE, re.MULTILINE)
    assert row
    for word in words:
        said = f"`{word.value}`" if isinstance(word.value, str) else rf"\b{word.value} [a-z]"
        assert re.search(said, row[1]) or word.value == 0, word


def test_the_version_and_the_codes_are_those_of_the_code() -> None:
    assert f"# The protocol, version {PROTOCOL}\n" in PAGE
    assert set(re.findall(r"protocol: (\d+)", PAGE)) == {str(PROTOCOL)}
    codes = {int(code) for code in re.findall(r"^\| (\d{4}) \|", PAGE, re.MULTILINE)}
    assert codes == {*ids.CloseCode, 1009}
