"""What came before, told where one decides: news of past half-years about a place or a matter, the latest first."""

from __future__ import annotations

from collections.abc import Callable

from boulevard_client.screens.desk import Desk
from boulevard_client.screens.news import event_rows
from boulevard_client.theme import STRONG
from boulevard_client.widgets.label import Label
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Divider
from boulevard_shared.events import Event, EventKind

MOST = 12
"""So many events are told beside a decision."""
BETWEEN = frozenset(
    (
        EventKind.PACT_MADE,
        EventKind.PACT_REFUSED,
        EventKind.PACT_BROKEN,
        EventKind.PACT_ENDED,
        EventKind.SYNDICATE_JOINED,
        EventKind.DELEGATION_RECEIVED,
        EventKind.DELEGATION_TURNED_AWAY,
        EventKind.TALENT_POACHED,
        EventKind.FIRM_POACHED,
        EventKind.OFFICIAL_POACHED,
        EventKind.POACHING_FAILED,
    )
)
"""What one city does to another or agrees with it."""
BIDDING = frozenset(
    (
        EventKind.PROJECT_WON,
        EventKind.PROJECT_REFUSED,
        EventKind.BID_LOST,
        EventKind.SYNDICATE_JOINED,
        EventKind.SPOILER_EXPOSED,
    )
)
MODELS = frozenset(
    (
        EventKind.MODEL_MADE,
        EventKind.MODEL_SPREAD,
        EventKind.DELEGATION_RECEIVED,
        EventKind.DELEGATION_TURNED_AWAY,
    )
)
CONDUCT = frozenset(
    (
        EventKind.CAMPAIGN_BEGUN,
        EventKind.CITY_INSPECTED,
        EventKind.CITY_PURGED,
        EventKind.WINNER_STRUCK,
        EventKind.AUDIT_REPORTED,
        EventKind.COOKED_BOOKS_FOUND,
        EventKind.INQUIRY_OPENED,
        EventKind.TERM_EVALUATED,
        EventKind.TERM_EXTENDED,
        EventKind.HANDOVER_READ,
    )
)
CAREERS = frozenset(
    (
        EventKind.TERM_EVALUATED,
        EventKind.TERM_EXTENDED,
        EventKind.CITY_INHERITED,
        EventKind.WINNER_STRUCK,
    )
)
"""How terms ended and began."""
YOUNG = frozenset(
    (
        EventKind.REGISTRATIONS_SURGED,
        EventKind.WANNABES_VANISHED,
        EventKind.HYPE_BURST,
        EventKind.SEEDS_SETTLED,
        EventKind.FIRM_SPUN_OUT,
        EventKind.CONTRACT_PLACED,
        EventKind.BADGE_AWARDED,
        EventKind.BADGE_REFUSED,
        EventKind.BADGE_EXPIRED,
        EventKind.LABORATORY_OPENED,
        EventKind.HUB_OPENED,
        EventKind.HUB_LEFT,
        EventKind.UNIVERSITY_HOSTED,
    )
)

PROGRAMME = frozenset(
    (
        EventKind.SMART_PARTNER_SIGNED,
        EventKind.PARTNERSHIP_STRUCK_OFF,
        EventKind.FEE_RENEGOTIATED,
        EventKind.FEE_DEFAULTED,
        EventKind.MODULE_OPENED,
        EventKind.PLATFORM_REINED_IN,
    )
)
"""What becomes of a smart city and of the firm that builds it."""
DATA = frozenset((EventKind.DATA_LEAKED, EventKind.DATA_LAW_PASSED, EventKind.DATA_FINED))
AIR = frozenset(
    (
        EventKind.INSPECTORS_CAME,
        EventKind.POLLUTERS_CLOSED,
        EventKind.CLEAN_UP_FINISHED,
        EventKind.LAND_RECLAIMED,
    )
)


def past(desk: Desk, told: Callable[[Event], bool], most: int = MOST) -> list[Event]:
    """What happened up to the shown turn and was told here, the latest half-year first."""
    moments = desk.model.moments
    turns = sorted((turn for turn in moments if turn <= desk.model.moment.turn), reverse=True)
    return [event for turn in turns for event in moments[turn].events if told(event)][:most]


def concerns(event: Event, city: str) -> bool:
    """Whether an event is a city's, or its sentence names the city."""
    return city == event.city or city in event.sentence.args.values()


def ours(desk: Desk, kinds: frozenset[EventKind], where: str) -> list[Node]:
    """What of some kinds happened to our city or to the whole country, to end a column with."""
    return before(desk, lambda event: event.kind in kinds and event.city in ("", desk.read.city_id), where)


def before(desk: Desk, told: Callable[[Event], bool], where: str) -> list[Node]:
    """Such rows below a title, to end a column with; nothing while nothing has happened."""
    events = past(desk, told)
    if not events:
        return []
    return [Divider(), Label(desk.say("ui.news.before"), STRONG), *event_rows(desk, events, where)]
