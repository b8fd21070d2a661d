"""A first bot: plays a whole match with websockets and msgpack alone, by what shared/README.md says. `position.py`
beside it keeps what it sees.

    pip install websockets msgpack
    python first_bot.py ws://127.0.0.1:8765             opens a match of its own against three bots
    python first_bot.py ws://127.0.0.1:8765 K7MW2QPD    joins somebody else's

Change `decide`. What the page tells and this leaves out: coming back after a break, forecasts, advice, reasons.
"""

import sys

import msgpack
from position import Position, opened
from websockets.sync.client import connect


def decide(own):
    """The orders of a turn; `own("city.trust")` is what our city has of a field of the view, in quanta."""
    revenue = own("city.revenue")  # of the last half-year, in wan (10,000 yuan)
    yield {"order": "SetWorks", "amount": revenue // 6}
    yield {"order": "SetBudget", "schools": revenue // 7, "health": revenue // 12, "housing": revenue // 12}
    if own("city.treasury") > revenue:  # idle money: let the investment company have some of it
        yield {"order": "CapitaliseVehicle", "vehicle": "industrial", "amount": revenue // 4}


class Bot:
    def __init__(self, socket):
        self.socket, self.cid, self.position = socket, 0, Position()

    def ask(self, kind, **more):
        self.cid += 1  # every request has a number, and gets one answer with the same number
        self.socket.send(msgpack.packb({"type": kind, "cid": self.cid, **more}))

    def play(self, code):
        self.socket.send(msgpack.packb({"type": "Hello", "protocol": 5, "name": "First Bot"}))
        self.ask("JoinMatch", code=code) if code else self.ask("CreateMatch", scenario="first-posting", seats=4)
        for frame in self.socket:
            message = opened(frame)
            match message["type"]:
                case "Seated" if not code:
                    self.ask("StartMatch")  # whoever has opened the lobby begins
                case "Snapshot" | "TurnResolved":  # a turn is to be planned
                    self.position.take(message)
                    for order in decide(self.position.own):
                        self.ask("EditDecree", turn=message["turn"], edit=order)
                    self.ask("SetReady", turn=message["turn"], ready=True)
                case "Accepted" if message.get("cost"):  # it is on disk: (key, money, attention, text)
                    print("ordered", message["cost"][0], message["cost"][1])
                case "Refused":
                    print("refused", message["reason"]["key"], message["reason"]["args"])
                    if message["cid"] == 1:
                        sys.exit("There is no seat for us.")
                case "MatchOver":
                    return [(line["rank"], line["city"], line["total"] / 100) for line in message["report"]["scores"]]


if __name__ == "__main__":
    with connect(sys.argv[1], compression=None) as socket:
        print("over", Bot(socket).play(sys.argv[2] if len(sys.argv) > 2 else ""))
