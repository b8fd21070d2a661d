"""What the adviser suggests this turn: which suggestions are still open, where each belongs, and the card on which
one is read, weighed and taken."""

from __future__ import annotations

from boulevard_client.screens import answers
from boulevard_client.screens.desk import Desk
from boulevard_client.screens.icons import order_icon
from boulevard_client.screens.intents import Ask, Dismiss, GoTo, SendEdit
from boulevard_client.screens.origins import origin
from boulevard_client.theme import BODY, HEADING, LABEL
from boulevard_client.widgets.button import Button
from boulevard_client.widgets.label import Icon, Label
from boulevard_client.widgets.layout import Column, Row, Spacer
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.overlays import Modal
from boulevard_client.widgets.panel import Divider
from boulevard_shared.orders import (
    AnnounceFund,
    AnyOrder,
    AppointBoss,
    BidForProject,
    CapitaliseVehicle,
    ChooseNextCity,
    ConsultOnProject,
    DirectBoss,
    FollowOn,
    FoundLaboratory,
    GroomSuccessor,
    HireFundManagers,
    HostUniversity,
    LobbyForChain,
    NominateFirm,
    PlaceContract,
    RenegotiateFee,
    SecondOfficial,
    SellData,
    SellStake,
    SetCleanUp,
    SetDataPolicy,
    SetIncentive,
    SetScreening,
    SetSeedBudget,
    SignSmartPartner,
)
from boulevard_shared.orders_relations import (
    AnswerPact,
    AskExtension,
    AuditVehicles,
    BreakPact,
    CookBooks,
    FollowModel,
    HostDelegations,
    JoinBid,
    OfferPact,
    PoachFirm,
    PoachOfficial,
    PoachTalent,
    SendDelegation,
    SetTone,
    SpoilTalks,
    WriteHandover,
)
from boulevard_shared.parts import Forecast, Suggestion

HOME = {
    "BidForProject": "deals",
    "ConsultOnProject": "deals",
    "CapitaliseVehicle": "portfolio",
    "AnnounceFund": "portfolio",
    "SetSeedBudget": "portfolio",
    "HireFundManagers": "portfolio",
    "FollowOn": "portfolio",
    "SellStake": "portfolio",
    "AppointBoss": "chains",
    "DirectBoss": "chains",
    "SetIncentive": "chains",
    "LobbyForChain": "chains",
    "ChooseNextCity": "chains",
    "GroomSuccessor": "chains",
    "SecondOfficial": "chains",
    "SetScreening": "chains",
    "PlaceContract": "chains",
    "NominateFirm": "chains",
    "FoundLaboratory": "chains",
    "HostUniversity": "chains",
    "SetTalentProgramme": "talent",
    "ExpandUniversity": "talent",
    "SetBudget": "treasury",
    "SetWorks": "treasury",
    "SetLandRelease": "treasury",
    "IssueBonds": "treasury",
    "RepayDebt": "treasury",
    "OfferPact": "relations",
    "AnswerPact": "relations",
    "BreakPact": "relations",
    "JoinBid": "relations",
    "SpoilTalks": "relations",
    "SendDelegation": "relations",
    "HostDelegations": "relations",
    "FollowModel": "relations",
    "PoachFirm": "relations",
    "PoachOfficial": "relations",
    "PoachTalent": "relations",
    "AuditVehicles": "chains",
    "CookBooks": "chains",
    "AskExtension": "chains",
    "WriteHandover": "chains",
    "SetTone": "chains",
    "SignSmartPartner": "smart",
    "BuildModule": "smart",
    "SellData": "smart",
    "SetDataPolicy": "smart",
    "RenegotiateFee": "smart",
    "SetCleanUp": "smart",
    "SetSubstitution": "nation",
}
"""On which screen an order is made."""


CLOCKS = frozenset(("note.clocks",))
"""What a card says in a line of its own."""


def about(order: AnyOrder) -> str:
    """What `GoTo` should select on the order's screen."""
    match order:
        case AppointBoss(chain=chain) | DirectBoss(chain=chain):
            return f"chair:{chain}"
        case SetIncentive(chain=chain) | LobbyForChain(chain=chain):
            return f"policy:{chain}"
        case SetSeedBudget(chain=chain) | AnnounceFund(chain=chain):
            return f"seeds:{chain}"
        case SecondOfficial(official=official) | GroomSuccessor(official=official):
            return f"official:{official}"
        case BidForProject(project=project) | ConsultOnProject(project=project):
            return f"project:{project}"
        case FollowOn(firm=firm) | SellStake(firm=firm):
            return f"firm:{firm}"
        case CapitaliseVehicle(vehicle=vehicle) | HireFundManagers(vehicle=vehicle):
            return f"vehicle:{vehicle}"
        case PlaceContract(firm=firm) | NominateFirm(firm=firm):
            return f"young:{firm}"
        case FoundLaboratory(chain=chain):
            return f"young:{chain}"
        case SetScreening() | HostUniversity():
            return "young:"
        case SignSmartPartner() | RenegotiateFee():
            return "partner"
        case SellData() | SetDataPolicy():
            return "data"
        case SetCleanUp():
            return "air"
        case OfferPact(city=city) | AnswerPact(city=city) | BreakPact(city=city):
            return f"pacts:{city}"
        case JoinBid(city=city) | SpoilTalks(city=city):
            return f"talks:{city}"
        case PoachTalent(city=city):
            return f"poach:{city}"
        case PoachFirm() | PoachOfficial():
            return "poach:"
        case SendDelegation() | FollowModel() | HostDelegations():
            return "models:"
        case AuditVehicles() | CookBooks() | AskExtension() | WriteHandover() | SetTone():
            return "conduct:"
        case ChooseNextCity():
            return "wishes"
        case _:
            return ""


def suggestions(desk: Desk) -> list[Suggestion]:
    """What the adviser would add that the draft does not hold yet, most urgent first."""
    model = desk.model
    if not model.live:
        return []
    return [each for each in model.advice or () if not _settled(model.order(each.order.key), each.order)]


def _settled(now: AnyOrder | None, wanted: AnyOrder) -> bool:
    """An act that was taken up in any size is settled; a setting only when it is what was advised."""
    return now is not None and (now == wanted or not wanted.standing)


def card(desk: Desk, key: str) -> Node:
    """One suggestion in full: what, why, what it costs and should bring; Enter takes it."""
    found = next((each for each in suggestions(desk) if each.order.key == key), None)
    if found is None:  # taken, or the turn is over: nothing is left to ask
        close = Button(desk.say("ui.close"), desk.does(Dismiss()), "primary", "Esc").named("counsel.close")
        return Modal(desk.say("ui.counsel.title"), Label(desk.say("ui.counsel.gone"), BODY), close, icon="bulb")
    order = found.order

    def take() -> None:
        last = len(suggestions(desk)) == 1
        desk.emit(SendEdit(order))
        desk.emit(Dismiss())
        if last:
            desk.emit(Ask())

    known = answers.preview(desk, order)
    what = Row(
        Icon(order_icon(key), 30, "celadon"),
        Label(desk.tell(found.cost.text), HEADING, wrap=True).sized(grow=1),
        gap=14,
    )
    why = Row(
        Icon("bulb", 18, "celadon"),
        Label(desk.tell(found.reason), BODY, wrap=True).sized(grow=1),
        gap=10,
        align="start",
    )
    forecast = known.forecast if known is not None and known.order == order else None
    effect = answers.effect(desk, order, notes=3, told=CLOCKS)
    brings: list[Node] = [Label(desk.say("ui.counsel.brings"), LABEL), effect]
    if forecast is not None:
        if not forecast.note and not any(line.low or line.mid or line.high for line in forecast.lines):
            brings.append(Label(desk.say("ui.counsel.no_figure"), BODY, wrap=True))
        brings += _odds(desk, forecast)
    return Modal(
        desk.say("ui.counsel.title"),
        what,
        why,
        Divider(),
        Column(*brings, gap=6),
        Divider(),
        answers.cost(desk, known),
        Row(
            Button(desk.say("ui.counsel.take"), take, "primary", "T", "plus").named("counsel.take"),
            Button(desk.say("ui.counsel.look"), desk.does(_looking(order)), key="G").named("counsel.look"),
            Spacer(),
            Button(desk.say("ui.counsel.not_now"), desk.does(Dismiss()), "quiet", "Esc").named("counsel.not_now"),
            gap=10,
        ),
        width=660,
        icon="bulb",
    ).sourced(origin(desk, "forecast"))


def _looking(order: AnyOrder) -> GoTo:
    """To where an order is made, with what is advised laid out as far as that place has a draft."""
    where = HOME[order.key.partition(":")[0]]
    return GoTo(where, f"offer:{order.project}" if isinstance(order, BidForProject) else about(order))


def _odds(desk: Desk, forecast: Forecast) -> list[Node]:
    """The two clocks of an order that pays later; nothing for one that does not."""
    if forecast.pays_in < 0 or forecast.office_bp < 0:
        return []
    words = desk.say("ui.counsel.clocks", turn=desk.model.turn + forecast.pays_in, share=forecast.office_bp)
    said = Label(words, BODY.tinted("amber"), wrap=True).sized(grow=1)
    return [Row(Icon("hourglass", 18, "amber"), said, gap=10)]
