"""Whether the game is fair and open: who wins, how often the lead changes, how much is luck, and a fair handicap.

All seats are equal bots here, in twins: matches with the same seats and other luck. How much chance weighs among
players who differ in skill is measured with the ratings.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from boulevard_server.lab.estimates import Estimate, Samples, bootstrap, mean_of, median_of, wilson
from boulevard_server.lab.findings import Line, Section
from boulevard_server.lab.play import Settings
from boulevard_server.lab.table import Row, Task
from boulevard_shared.content import Content
from boulevard_shared.ids import BotLevel, History, Persona, SeatMode

SCENARIO = "display-decade"
TWINS = 2
"""Matches with the same seats and different luck; what differs between them is chance."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How many matches, from which seed on, at which level of the bots, and whether seats keep their cities.

    `histories` are taken in turn, from pair to pair.
    """

    matches: int
    seed: int = 1
    level: BotLevel = BotLevel.NORMAL
    mode: SeatMode = SeatMode.ANCHORED
    histories: tuple[History, ...] = (History.JITTERED,)


def plan(content: Content, asked: Asked) -> list[Task]:
    """Ten-seat matches of equal bots in twins, personas turned on from pair to pair."""
    cities = tuple(content.scenarios[SCENARIO].cities)
    personas = tuple(Persona)
    out = []
    for number in range(asked.matches):
        pair = number // TWINS
        seated = tuple(personas[(seat + pair) % len(personas)] for seat in range(len(cities)))
        # Moved on by one whenever the personas have been round, so that each sits everywhere in every history.
        history = asked.histories[(pair + pair // len(personas)) % len(asked.histories)]
        settings = Settings(SCENARIO, cities, asked.mode, asked.level, history=history)
        out.append(Task(settings, seated, asked.seed + number))
    return out


def sections(rows: Sequence[Row]) -> list[Section]:
    """The demands on a good game, each with its interval and band."""
    played = [row for row in rows if not row.fault]
    many = len(played)
    by_city = Counter(row.cities[row.winner] for row in played)
    by_persona = Counter(row.personas[row.winner] for row in played)
    cities = played[0].cities if played else ()
    course = [
        Line("winner led at half-time", wilson(sum(row.half_time_held for row in played), many), 0.0, 0.55),
        Line("changes of lead, median", _of(played, lambda row: [row.lead_changes], "median"), 3, 99),
        Line("chance's share of the variance, equal bots", chance_share(played)),
        Line("score of a seat, mean", _of(played, lambda row: row.scores, "mean")),
        Line("best less worst score", _of(played, lambda row: [max(row.scores) - min(row.scores)], "mean")),
    ]
    career = any(row.career for row in played)
    # Who rotates wins by what was done in several cities: where a seat began says little.
    fair = (-math.inf, math.inf) if career else (0.05, 0.2)
    return [
        Section(
            "Wins by first city" if career else "Wins by city",
            tuple(Line(city, wilson(by_city[city], many), *fair) for city in cities),
        ),
        Section(
            "Wins by persona",
            tuple(Line(who.value, wilson(by_persona[who], many), 0.05, 0.3) for who in Persona),
        ),
        Section("The course of a match", tuple(course)),
        Section(
            "Mean score by persona",
            tuple(Line(who.value, _of(played, lambda row, who=who: _of_persona(row, who), "mean")) for who in Persona),  # type: ignore[misc]
        ),
        Section(
            "Mean score by city",
            tuple(
                Line(city, _of(played, lambda row, at=place: [row.scores[at]], "mean"))  # type: ignore[misc]
                for place, city in enumerate(cities)
            ),
        ),
    ]


def _of_persona(row: Row, who: Persona) -> list[float]:
    return [score for score, persona in zip(row.scores, row.personas, strict=True) if persona is who]


def _of(rows: Sequence[Row], values: Callable[[Row], Sequence[float]], how: str) -> Estimate:
    blocks: list[Samples] = [{"x": np.asarray(values(row), np.float64)} for row in rows]
    return bootstrap(blocks, median_of("x") if how == "median" else mean_of("x"))


def chance_share(rows: Sequence[Row]) -> Estimate:
    """What share of the variance of scores between seats with the same start is chance, not decisions.

    Seats are equal that begin in the same city. Their scores differ because other people decide, and because of luck.
    Luck alone makes the same seat's score differ between twins: the same players in the same seats, other dice. So the
    share is the variance within twins over the variance of all scores about their city's mean.
    """
    pairs = [(a, b) for a, b in zip(rows[::TWINS], rows[1::TWINS], strict=False) if _twins(a, b)]
    names = sorted({city for a, _ in pairs for city in a.cities})
    blocks: list[Samples] = [
        {
            "one": np.asarray(a.scores, np.float64),
            "other": np.asarray(b.scores, np.float64),
            "city": np.array([names.index(city) for city in a.cities], np.float64),
        }
        for a, b in pairs
    ]

    def share(seen: Samples) -> float:
        within = float(((seen["one"] - seen["other"]) ** 2).mean()) / 2.0
        scores, city = np.concatenate([seen["one"], seen["other"]]), np.tile(seen["city"], TWINS).astype(np.int64)
        many = np.bincount(city)
        own = (np.bincount(city, scores) / np.maximum(many, 1))[city]
        free = len(scores) - int((many > 0).sum())
        return within * free / float(((scores - own) ** 2).sum())

    return bootstrap(blocks, share)


def _twins(one: Row, other: Row) -> bool:
    return (one.cities, one.personas, one.levels, one.history) == (
        other.cities,
        other.personas,
        other.levels,
        other.history,
    )


def handicap_of(content: Content, rows: Sequence[Row]) -> list[float]:
    """What a gain should count in each city, in the order of the content, so that equal bots score alike.

    From scores under the handicap in force: the mean of all cities over the city's own, within sober limits.
    """
    played = [row for row in rows if not row.fault]
    now = content.parameters["score.handicap"].value
    assert isinstance(now, list)
    out = [float(value) for value in now]
    names, cities = list(content.cities), played[0].cities
    scores = np.array([row.scores for row in played]).mean(axis=0)
    for place, city in enumerate(cities):
        wish = out[names.index(city)] * float(scores.mean()) / max(float(scores[place]), 1.0)
        out[names.index(city)] = round(min(2.2, max(0.6, wish)), 2)
    return out
