"""Every widget and chart on one picture, to look at: `python -m boulevard_client.widgets.gallery --out FILE`."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

import pygame

from boulevard_client import display
from boulevard_client.look import Look
from boulevard_client.theme import (
    DARK,
    PAPER,
)
from boulevard_client.widgets.button import Button, ignore
from boulevard_client.widgets.dump import faults
from boulevard_client.widgets.gallery.dashboard import Say, dashboard
from boulevard_client.widgets.gallery.parts import parts
from boulevard_client.widgets.label import RichText
from boulevard_client.widgets.layout import Row, Spacer
from boulevard_client.widgets.overlays import Modal
from boulevard_client.widgets.stage import Stage


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--page", choices=("dashboard", "parts", "overlays"), default="dashboard")
    parser.add_argument("--size", default="1920x1080")
    parser.add_argument("--language", choices=("en", "zh"), default="en")
    parser.add_argument("--theme", choices=("dark", "paper"), default="dark")
    options = parser.parse_args(arguments)
    os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
    from boulevard_shared.content import assets_root

    width, height = (int(part) for part in options.size.split("x"))
    stage = Stage(Look(assets_root()), display.open_window((width, height)))
    stage.restyle(theme=DARK if options.theme == "dark" else PAPER, language=options.language)
    say = Say(options.language)
    stage.show(parts(say) if options.page == "parts" else dashboard(say, width))
    stage.set_focus(stage.find("parts.primary" if options.page == "parts" else "deals.send"))
    if options.page == "overlays":
        stage.open(
            Modal(
                say("End the phase?", "结束本阶段？"),
                RichText(say("You may still change **2** decisions.", "还有 **2** 项决定可以更改。")),
                Row(
                    Spacer(),
                    Button(say("End it", "结束"), ignore, "primary"),
                    Button(say("Go back", "返回"), ignore),
                    gap=10,
                ),
                icon="flag-3",
            )
        )
        stage.tips.hints = (say("keep", "固定"), say("open", "展开"), say("back", "返回"))
        stage.tips.explain(stage.find("top.treasury"))
    stage.frame()
    pygame.image.save(stage.surface, str(options.out))
    for fault in faults(stage.look, [layer.root for layer in stage.layers]):
        print(fault)


if __name__ == "__main__":
    main()
