"""Which screens there are; owns their order on the rail and their keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from boulevard_client.screens.bulletin import BulletinScreen
from boulevard_client.screens.chains import ChainsScreen
from boulevard_client.screens.deals import DealsScreen
from boulevard_client.screens.decree import DecreeScreen
from boulevard_client.screens.desk import Screen
from boulevard_client.screens.final import FinalScreen
from boulevard_client.screens.join import JoinScreen
from boulevard_client.screens.lobby import LobbyScreen
from boulevard_client.screens.menu import MenuScreen
from boulevard_client.screens.nation import NationScreen
from boulevard_client.screens.newmatch import NewMatchScreen
from boulevard_client.screens.options import OptionsScreen
from boulevard_client.screens.overview import OverviewScreen
from boulevard_client.screens.portfolio import PortfolioScreen
from boulevard_client.screens.region import RegionScreen
from boulevard_client.screens.relations import RelationsScreen
from boulevard_client.screens.replay import ReplayScreen
from boulevard_client.screens.replays import ReplaysScreen
from boulevard_client.screens.scoreboard import ScoreboardScreen
from boulevard_client.screens.smartcity import SmartCityScreen
from boulevard_client.screens.talent import TalentScreen
from boulevard_client.screens.treasury import TreasuryScreen


@dataclass(frozen=True, slots=True)
class Place:
    """A screen inside a match. With `key` it stands on the rail under `ui.screen.<name>`."""

    name: str
    icon: str
    key: str
    make: Callable[[], Screen]


PLACES: tuple[Place, ...] = (
    Place("region", "map-2", "1", RegionScreen),
    Place("city", "building-community", "2", OverviewScreen),
    Place("deals", "gavel", "3", DealsScreen),
    Place("portfolio", "briefcase", "4", PortfolioScreen),
    Place("chains", "affiliate", "5", ChainsScreen),
    Place("talent", "school", "6", TalentScreen),
    Place("treasury", "building-bank", "7", TreasuryScreen),
    Place("smart", "building-skyscraper", "=", SmartCityScreen),
    Place("relations", "heart-handshake", ";", RelationsScreen),
    Place("decree", "writing-sign", "0", DecreeScreen),
    Place("standings", "trophy", "8", ScoreboardScreen),
    Place("bulletin", "news", "9", BulletinScreen),
    Place("nation", "flag-3", "-", NationScreen),
    Place("replay", "movie", "", ReplayScreen),
    Place("final", "certificate", "", FinalScreen),
)
"""Screens of a match in rail order; `final` is reached at the end, `replay` from there and from the menu."""

_OUTSIDE: dict[str, Callable[[], Screen]] = {
    "menu": MenuScreen,
    "new": NewMatchScreen,
    "join": JoinScreen,
    "replays": ReplaysScreen,
    "settings": OptionsScreen,
    "lobby": LobbyScreen,
}
_INSIDE = {place.name: place for place in PLACES}


def factory(name: str) -> Callable[[], Screen]:
    """How to make a screen. Raises KeyError for an unknown name."""
    return _INSIDE[name].make if name in _INSIDE else _OUTSIDE[name]


def in_match(name: str) -> bool:
    """Whether the shell frames this screen."""
    return name in _INSIDE


def on_rail() -> tuple[str, ...]:
    """The screens of a match that a key leads to, in their order."""
    return tuple(place.name for place in PLACES if place.key)


def names() -> tuple[str, ...]:
    """All screens."""
    return (*_OUTSIDE, *_INSIDE)
