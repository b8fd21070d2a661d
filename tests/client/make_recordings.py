"""Makes the recordings that the golden pictures are drawn from: `python tests/client/make_recordings.py`.

Two matches are played by the real rules with fixed seeds, and what the server would have sent to the person on the
first seat is kept, with its answers to the questions that the screens then ask, and a theatre's (`make_stage.py`) about
stored matches. The pictures depend on these files
only, so a change of the rules does not change a picture; run this again when the protocol or the schema of views has
changed, then look at the pictures and accept them.
"""

from __future__ import annotations

import gzip
import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
sys.path.insert(0, str(Path(__file__).parents[1]))

import shown
from boulevard_client import recording
from boulevard_server import rulings
from boulevard_server.board import Board
from boulevard_server.rules_game import ShippedRules
from boulevard_shared.content import shipped
from boulevard_shared.messages import Refused
from client import make_stage
from recorder import Plan, Recorder
from shown import Answer, Line, Question

GOLDEN = Path(__file__).parent / "golden"

PLANS = (
    Plan(
        "lobby", "display-decade", 7, -1,
        ("hefei", "chengdu", "hangzhou", "xian", "shenzhen", "guiyang", "shenyang", "wenzhou"),
    ),
    Plan(
        "middle", "display-decade", 7, 9,
        ("hefei", "chengdu", "hangzhou", "xian", "shenzhen", "guiyang", "shenyang", "wenzhou"),
    ),
    Plan("end", "one-term", 11, None, ("hefei", "chengdu", "guiyang", "shenzhen")),
)  # fmt: skip


def play(plan: Plan, rules: ShippedRules) -> Recorder:
    """Play a match and keep its recording."""
    recorder = Recorder(rules, plan)
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / plan.name
        recording.write(plain, recorder.messages())
        # a fixed time stamp keeps the file the same when nothing has changed
        (GOLDEN / f"{plan.name}.rec.gz").write_bytes(gzip.compress(plain.read_bytes(), 9, mtime=0))
    return recorder


def ask(plan: Plan, board: Board) -> None:
    """Keep what the server answers to the questions that the screens ask after the recording."""
    given: dict[bytes, tuple[Question, Answer]] = {}

    def judge(question: Question) -> Answer:
        verdict = rulings.consider(board, 0, question)
        answer = verdict.answer if isinstance(verdict, rulings.Plan) else Refused(question.cid, verdict)
        given[shown.key_of(question)] = (question, answer)
        return answer

    shown.messages.cache_clear()
    told = shown.messages(plan.name)
    with shown.dummy_display():
        for screen in shown.every_screen():
            if shown.recording_for(screen) == plan.name:
                for manner in (shown.MANNERS[0], shown.MANNERS[2]):
                    shown.show(screen, manner, line=Line(told, judge))
    if given:
        shown.write_answers(plan.name, given)


def main() -> None:
    rules = ShippedRules(shipped())
    for plan in PLANS:
        recorder = play(plan, rules)
        if recorder.board.status == "playing":
            ask(plan, recorder.board)
    make_stage.make(rules)
    for path in sorted(GOLDEN.glob("*.gz")):
        print(f"{path.name}: {path.stat().st_size / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
