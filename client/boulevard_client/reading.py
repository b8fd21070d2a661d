"""Reading the replica: figures of our city by name, changes since last turn, and what everything is called.

Owns the names that the catalogue asks for (cities, chains, firms, officials, projects) and the order of indices:
cities as seated at the start, chains as content lists them.
"""

from __future__ import annotations

import numpy as np

from boulevard_client.figures import is_gain, points, write
from boulevard_client.model import Model
from boulevard_client.moment import Moment
from boulevard_shared.content import Content, Named
from boulevard_shared.ids import BotLevel, Persona, SeatMode
from boulevard_shared.locale import Catalogue
from boulevard_shared.parts import SeatLine, Why
from boulevard_shared.sentence import Argument
from boulevard_shared.view import Array, View, quanta
from boulevard_shared.writing import MINUS, money, number, turn_name


class Reading:
    """Answers screens' questions about the shown moment of a model, in the catalogue's language."""

    def __init__(self, model: Model, content: Content, words: Catalogue) -> None:
        self.model = model
        self.content = content
        self.words = words
        self.chains: tuple[str, ...] = tuple(content.chains)
        words.names = {
            "city": self.city_name,
            "chain": self.chain_name,
            "firm": self.firm_name,
            "official": self.official_name,
            "project": self.template_name,
            "template": self.template_name,
            "seat": lambda seat: self.seat_name(int(seat)),
        }
        if model.about is not None:
            words.start_year = content.scenarios[model.about.scenario].start_year

    # -- names ---------------------------------------------------------------------------------------------

    @property
    def lang(self) -> str:
        return self.words.lang

    def called(self, name: Named) -> str:
        return name.zh if self.lang == "zh" else name.en

    def also_called(self, name: Named) -> str:
        """The name in the other language."""
        return name.en if self.lang == "zh" else name.zh

    def city_name(self, city: Argument) -> str:
        """By content id; "" is the nation."""
        if city == "":
            return self.words.text("ui.nation")
        return self.called(self.content.cities[str(city)].name)

    def chain_name(self, chain: Argument) -> str:
        """By content id or index."""
        key = self.chains[chain] if isinstance(chain, int) else str(chain)
        return self.called(self.content.chains[key].name)

    def chain_short(self, chain: Argument) -> str:
        """By content id or index, for narrow places; the whole name where content has a chain of its own."""
        key = self.chains[chain] if isinstance(chain, int) else str(chain)
        short = f"ui.chain_short.{key}"
        return self.words.text(short) if short in self.words else self.chain_name(key)

    def firm_name(self, number: Argument) -> str:
        """By the number of the name in content (`firm.name`, `project.name`)."""
        firms = self.content.names.firms
        return self.called(firms[int(number) % len(firms)])

    def firm_short(self, number: Argument) -> str:
        """What a firm is known by where its whole name finds no room: its first word."""
        return self.firm_name(number).split(" ")[0]

    def official_name(self, number: Argument) -> str:
        officials = self.content.names.officials
        return self.called(officials[int(number) % len(officials)])

    def template_name(self, template: Argument) -> str:
        """By content id or number of the template."""
        if isinstance(template, int):
            template = list(self.content.templates)[template]
        return self.called(self.content.templates[str(template)].name)

    def seat_name(self, seat: int) -> str:
        """A person's name, or what kind of bot sits there."""
        line = self.model.seats[seat]
        if line.human:
            return line.name or self.words.text("ui.replay.person" if self.model.watched else "ui.player")
        return self.words.text("ui.bot_named", persona=line.persona)

    def bots_at(self, level: BotLevel) -> str:
        """What bots of a level do, and as whom they come."""
        names = [self.words.text(f"name.persona.{persona.value}") for persona in Persona]
        return self.words.text(f"ui.new.bots_{level.value}", personas=self.words.text("ui.between_names").join(names))

    def turn_name(self, turn: int) -> str:
        return turn_name(turn, self.words.start_year or 0, self.lang)

    def year(self, turn: int) -> int:
        return (self.words.start_year or 0) + turn // 2

    # -- who and where -------------------------------------------------------------------------------------

    @property
    def view(self) -> View:
        return self.model.moment.view

    @property
    def city_ids(self) -> tuple[str, ...]:
        """Content ids of the cities in play, in the order of the city axis."""
        governed = self.view["seat.city"]
        ids = [""] * len(governed)
        for line in self.model.seats:
            ids[int(self._governed_now()[line.seat])] = line.city
        return tuple(ids)

    def _governed_now(self) -> Array:
        """City index of every seat in the present, to which the seat lines belong."""
        return self.model.moments[self.model.turn].view["seat.city"]

    @property
    def city(self) -> int:
        """Index of our city at the shown turn."""
        return int(self.view["seat.city"][self.model.seat])

    @property
    def city_id(self) -> str:
        return self.city_ids[self.city]

    def governor(self, city: int) -> SeatLine | None:
        """Who governs a city at the shown turn."""
        seats = np.nonzero(self.view["seat.city"] == city)[0]
        return self.model.seats[int(seats[0])] if seats.size else None

    @property
    def career(self) -> bool:
        return self.model.about is not None and self.model.about.mode is SeatMode.CAREER

    # -- figures -------------------------------------------------------------------------------------------

    def place(self, quantity: str, *rest: int) -> int:
        """Flat index in the view of our own row of a field; `rest` are the indices behind the owner's."""
        spec = self.model.schema[quantity]
        index = list(rest)
        if not spec.own and spec.axes[:1] == "C":
            index.insert(0, self.city)
        elif not spec.own and spec.axes[:1] == "S":
            index.insert(0, self.model.seat)
        return int(np.ravel_multi_index(index, spec.shape)) if spec.shape else 0

    def steps(self, quantity: str, place: int, moment: Moment | None = None) -> int:
        """A value in quanta at a flat place."""
        view = (moment or self.model.moment).view
        spec = self.model.schema[quantity]
        return int(quanta(spec, view[quantity])[place])

    def own(self, quantity: str, *rest: int) -> float:
        """A value of our city (or seat, or the nation) in its unit."""
        return float(self.view[quantity].reshape(-1)[self.place(quantity, *rest)])

    def whole(self, quantity: str, *rest: int) -> int:
        """The same for a field of whole numbers."""
        return int(self.view[quantity].reshape(-1)[self.place(quantity, *rest)])

    def change(self, quantity: str, place: int) -> int | None:
        """Change since the turn before in quanta; None when that is not known."""
        moment = self.model.moment
        now = self.steps(quantity, place)
        line = moment.why.get((quantity, place))
        if line is not None:
            return line.after - line.before
        before = self.model.before
        if before is not None and before.view.city == moment.view.city:
            return now - self.steps(quantity, place, before)
        rows = self.model.series.get(quantity, [])
        if 1 <= moment.turn <= len(rows) and place < len(rows[moment.turn - 1]):
            return now - rows[moment.turn - 1][place]
        return None

    def why(self, quantity: str, place: int) -> Why | None:
        return self.model.moment.why.get((quantity, place))

    def text(self, quantity: str, place: int, *, short: bool = False) -> str:
        """A figure as it is written: `¥1.28bn`."""
        return self.write(quantity, self.steps(quantity, place), short=short)

    def write(self, quantity: str, steps: int, *, signed: bool = False, short: bool = False) -> str:
        """A value in the field's quanta as it is written."""
        return write(self.model.schema[quantity], steps, self.lang, signed=signed, short=short)

    def change_text(self, quantity: str, place: int, *, relative: bool = False) -> tuple[str, bool | None]:
        """The change since last turn as (text, good news?); `relative` in percent of what it was."""
        change = self.change(quantity, place)
        if change is None:
            return "", None
        if relative:
            before = self.steps(quantity, place) - change
            share = 10_000 * change / before if before > 0 else 0
            if abs(share) < 5:
                return "", None
            sign = "+" if share > 0 else MINUS
            return f"{sign}{abs(share) / 100:.1f}%", is_gain(quantity, round(share))
        text = self.write(quantity, change, signed=True, short=True)
        # without a sign it is nothing once rounded, and "0.0" is no news
        return (text, is_gain(quantity, change)) if text[:1] in ("+", MINUS) else ("", None)

    def points(self, share: float) -> str:
        """A change of a share in percentage points: `+1.3pt`."""
        return points(round(share * 10_000), self.lang)

    def history(self, quantity: str) -> Array:
        """Rows by turn and city (or seat) in the field's unit, up to the shown turn."""
        spec = self.model.schema[quantity]
        rows = self.model.series.get(quantity, [])[: self.model.moment.turn + 1]
        table: Array = np.array(rows, dtype=np.float64).reshape(len(rows), -1)
        return table if spec.whole else table * spec.quantum

    def money(self, wan: float, *, signed: bool = False, short: bool = False) -> str:
        return money(round(wan), self.lang, signed=signed, short=short)

    def number(self, value: float, *, signed: bool = False, short: bool = False) -> str:
        return number(round(value), self.lang, signed=signed, short=short)
