"""Several cities at one project: partners who put money behind a lead's bid, and rivals who whisper against it.

Called by `deals` while bids are opened; alone knows the `join` and `spoil` acts.
"""

from __future__ import annotations

import numpy as np

from boulevard_server.rules import relations, stakes
from boulevard_server.rules.arrays import Array, Floats, Ints, at_most_one, choose, numbers, some, take, total
from boulevard_server.rules.firm_slots import purse_of
from boulevard_server.rules.turn import Purse, Turn
from boulevard_shared.events import EventKind
from boulevard_shared.ids import PactKind


def pledges(turn: Turn, valid: Array, equity: Ints) -> Ints:
    """What partners pledge behind each bid (..., C partner, P), within their syndicates and their cash.

    Args:
        valid: where (..., C, P) a bid stands. equity: what each city pays for its own bids.
    """
    acts = turn.acts
    nothing: Ints = np.zeros_like(equity)
    if not some(acts["join.amount"]):
        return nothing
    lead = acts["join.lead"] - 1
    allowed = relations.stands(turn, PactKind.SYNDICATE)
    partner = take(allowed, lead) & (lead >= 0)
    stands = np.take_along_axis(valid, np.maximum(lead, 0), axis=-2)
    new = (turn["project.firm"] == 0)[..., None, :]
    wished = np.maximum(acts["join.amount"], 0) * (partner & stands & new & ~valid)
    places = numbers(turn.axes["V"])[:, None]
    own = equity[..., None, :] * ((acts["bid.vehicle"] - 1)[..., None, :] == places)
    asked = wished[..., None, :] * ((acts["join.vehicle"] - 1)[..., None, :] == places)
    room = np.maximum(turn["vehicle.cash"], 0) - total(own)
    part = at_most_one(np.maximum(room, 0) / np.maximum(total(asked), 1))
    out: Ints = np.floor(asked * part[..., None]).astype(np.int64).sum(axis=-2, dtype=np.int64)
    return out


def behind(turn: Turn, pledged: Ints) -> Ints:
    """The pledges summed by the lead they stand behind (..., C lead, P)."""
    if not some(pledged):
        return pledged
    lead = turn.acts["join.lead"] - 1
    stands = lead[..., None, :, :] == numbers(turn.axes["C"])[:, None, None]
    out: Ints = (pledged[..., None, :, :] * stands).sum(axis=-2, dtype=np.int64)
    return out


def won(turn: Turn, pledged: Ints, winner: Ints) -> Ints:
    """The pledges behind the winners (..., C partner, P); `winner` is the city of each project, -1 none."""
    lead = turn.acts["join.lead"] - 1
    out: Ints = pledged * ((winner >= 0)[..., None, :] & (lead == winner[..., None, :]))
    return out


def pay(turn: Turn, paid: Ints, slot: Ints, value: Ints) -> None:
    """Partners pay the firm (..., C, P) and get their parts of it; `slot` is the firm slot of each project."""
    if not some(paid):
        return
    cities, vehicles, firms = turn.axes["C"], turn.axes["V"], turn.axes["F"]
    vehicle = choose(paid > 0, turn.acts["join.vehicle"] - 1, -1)
    places = numbers(cities)[:, None]
    payer = purse_of(np.broadcast_to(places, paid.shape), vehicle, vehicles)
    turn.transfer(payer, Purse("firm.cash", np.broadcast_to(slot[..., None, :], paid.shape)), "equity", paid)
    by_vehicle = paid[..., None, :] * (vehicle[..., None, :] == np.arange(vehicles)[:, None])
    at = slot[..., None, :] == np.arange(firms)[:, None]
    cost = total(by_vehicle[..., None, :] * at[..., None, None, :, :])
    worth = total(value[..., None, :] * at)
    stakes.grant_partners(turn, cost / np.maximum(worth, 1)[..., None, None, :], cost)
    turn.note(
        EventKind.SYNDICATE_JOINED,
        paid > 0,
        city=places,
        weight=60,
        host_city=places,
        firm=turn["project.name"][..., None, :],
        amount=paid,
    )


def whispers(turn: Turn, valid: Array) -> Floats:
    """What whispering takes from the appeal of each bid (..., C, P); some of it comes out."""
    rival = turn.acts["spoil.rival"] - 1
    cities = turn.axes["C"]
    if not some(rival >= 0):
        return np.zeros(valid.shape)
    t = turn.tables
    against = (rival[..., :, None, :] == numbers(cities)[:, None]) & valid[..., None, :, :]
    # Nobody believes a third voice more than two; a city does not whisper against itself.
    against = against & ~np.eye(cities, dtype=bool)[:, :, None]
    count = np.minimum(against.sum(axis=-3, dtype=np.int64), int(t["relations.spoil_most"]))
    luck = turn.draw("relations.spoil", (cities, cities, turn.axes["P"]))
    exposed = (against & (luck < t["relations.spoil_found"])).any(axis=-1)
    unprovoked = total((exposed & ~relations.provoked(turn)).astype(np.int64))
    turn.contribute("city.trust", "spoiler", -t["relations.spoil_trust"] * np.minimum(unprovoked, 2))
    relations.offend(turn, t["relations.grudge_spoiled"] * exposed)
    turn.note(
        EventKind.SPOILER_EXPOSED,
        exposed,
        city=numbers(cities)[:, None],
        weight=74,
        host_city=numbers(cities)[:, None],
        other_city=numbers(cities),
    )
    cost: Floats = t["relations.spoil"] * count
    return cost
