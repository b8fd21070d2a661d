"""What the player set and which seat to come back to; owns the two files in the user's configuration folder."""

from __future__ import annotations

import contextlib
import locale
import os
from pathlib import Path
from typing import Literal, TypeVar

import msgspec
import platformdirs

from boulevard_client.guide import Kept
from boulevard_shared.sentence import Sentence

APP = "quantum-boulevard"

T = TypeVar("T")


class Settings(msgspec.Struct, frozen=True):
    """How this player likes the game. `ui_scale` 0.8 to 1.5, `text_size` (of type alone) 1 to 1.3; an empty `language`
    means the system's.
    """

    language: Literal["", "en", "zh"] = ""
    theme: Literal["dark", "paper"] = "dark"
    ui_scale: float = 1.0
    text_size: float = 1.0
    reduce_motion: bool = False
    sound: bool = True
    describe: bool = False
    """Tell in the terminal, as lines of text, what happens on the screen."""
    volume: int = 60
    """0 to 100."""
    sound_in_class: bool = False
    """Whether cues are heard with five or more people at the table, as in a classroom."""
    keys: dict[str, str] = {}
    """What is pressed instead of keys of the game (`keymap`)."""
    name: str = ""
    server: str = ""
    """Address of the last server joined by hand."""

    @property
    def spoken(self) -> Literal["en", "zh"]:
        """The language to show now."""
        return self.language or system_language()


class HeldSeat(msgspec.Struct, frozen=True):
    """A seat that can be taken back. `local` seats are on a server that this client starts itself."""

    url: str
    token: str
    code: str
    city: str
    scenario: str
    local: bool
    shared: bool = False
    """Whether that server of our own lets others on the network in."""


def system_language() -> Literal["en", "zh"]:
    """Chinese on a Chinese system, else English."""
    spoken = os.environ.get("LANGUAGE") or os.environ.get("LANG") or locale.getlocale()[0] or ""
    return "zh" if spoken.lower().startswith(("zh", "chinese")) else "en"


class Store:
    """The user's configuration and data folders; unreadable files count as absent.

    Attributes:
        complaint: what the player should know about the settings that were read last.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.config = folder or Path(platformdirs.user_config_dir(APP, appauthor=False))
        self.data = folder or Path(platformdirs.user_data_dir(APP, appauthor=False))
        self.complaint: Sentence | None = None

    def settings(self) -> Settings:
        """The kept settings. A file that cannot be read is put aside, and the usual settings are used instead."""
        path = self.config / "settings.json"
        self.complaint = None
        kept = _read(path, Settings)
        if kept is None and path.is_file():
            aside = path.with_suffix(".broken.json")
            with contextlib.suppress(OSError):
                path.replace(aside)
            self.complaint = Sentence("ui.settings.broken", {"file": str(aside)})
        return kept or Settings()

    def keep_settings(self, settings: Settings) -> None:
        _write(self.config / "settings.json", msgspec.json.encode(settings))

    def seat(self) -> HeldSeat | None:
        return _read(self.data / "seat.json", HeldSeat)

    def keep_seat(self, seat: HeldSeat | None) -> None:
        """Remember a seat; None forgets it."""
        path = self.data / "seat.json"
        if seat is None:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
            return
        _write(path, msgspec.json.encode(seat))

    def guide(self) -> Kept | None:
        return _read(self.data / "guide.json", Kept)

    def keep_guide(self, kept: Kept) -> None:
        """Remember how far the guide has come."""
        _write(self.data / "guide.json", msgspec.json.encode(kept))

    @property
    def matches(self) -> Path:
        """Where the server that this client starts keeps its matches."""
        return self.data / "matches"


def _read(path: Path, kind: type[T]) -> T | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.DecodeError):
        return None


def _write(path: Path, data: bytes) -> None:
    """Replace the file whole; a full disk or a read-only home must not end the game."""
    spare = path.with_suffix(".new")
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        spare.touch(mode=0o600, exist_ok=True)  # it may hold the token of a seat
        with spare.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())  # or a power cut leaves the new name with nothing in it
        spare.replace(path)
