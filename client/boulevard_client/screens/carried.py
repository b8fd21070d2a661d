"""What goes on by itself when a turn is closed without a decision; Ready explains itself with it."""

from __future__ import annotations

from boulevard_client.screens.budget import SERVICES, budget, land, works
from boulevard_client.screens.desk import Desk
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Fact
from boulevard_client.widgets.tips import Tip, TipRow


def lines(desk: Desk) -> list[tuple[str, str]]:
    """Each setting that carries over, by name, and how it stands in the draft."""
    read = desk.read
    spent, sold = budget(desk), land(desk)
    found = [(desk.say(f"quantity.city.{name}"), _money(desk, int(getattr(spent, name)))) for name, _, _ in SERVICES]
    found.append((desk.say("ui.treasury.works"), _money(desk, works(desk).amount)))
    found += [
        (desk.say(f"ui.treasury.land_{kind}"), desk.say("ui.carried.of_normal", percent=int(getattr(sold, kind))))
        for kind in ("housing", "industry")
    ]
    chairs = sum(1 for boss in read.view["cluster.boss"][read.city] if boss >= 0)
    if chairs:
        found.append((desk.say("ui.carried.bosses"), read.number(chairs)))
    return found


def facts(desk: Desk) -> list[Node]:
    """The same as lines of a panel."""
    return [Fact(name, figure) for name, figure in lines(desk)]


def ready_tip(desk: Desk) -> Tip:
    """What pressing Ready does now."""
    if desk.model.ready:
        return Tip(desk.say("ui.ready.waiting"), _awaited(desk), icon="circle-check")
    count = len(desk.model.changed_keys)
    key = "ui.carried.ready_with" if count else "ui.carried.ready_without"
    rows = tuple(TipRow(name, figure) for name, figure in lines(desk))
    return Tip(desk.say("ui.ready.say"), desk.say(key, n=count), rows, "circle-check")


def _awaited(desk: Desk) -> str:
    """Who has not said Ready yet; bots and acting officials are never waited for."""
    read, model = desk.read, desk.model
    late = [line for line in model.seats if line.human and not line.ready and line.seat != model.seat]
    names = [desk.say("ui.ready.who", name=read.seat_name(line.seat), city=line.city) for line in late]
    if not names:
        return desk.say("ui.ready.soon")
    return desk.say("ui.ready.awaits", who=desk.say("ui.between_names").join(names))


def _money(desk: Desk, wan: int) -> str:
    return desk.read.money(wan, short=True)
