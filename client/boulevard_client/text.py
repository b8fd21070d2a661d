"""Fonts and set type: measuring, drawing, wrapping and shortening text; owns the font files and text caches."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pygame

from boulevard_client.cache import BoundedCache, Remembered, within
from boulevard_client.theme import Rgb, Scale, TextStyle, Weight

ELLIPSIS = "…"
TOFU = "□"
QUICK = (0xFF0000, 0xFF00, 0xFF, 0xFF000000)
"""Masks of a picture that needs no conversion before it is drawn."""
DRAWN_WINDOWS = 3
"""Strings that are kept as pictures may take as much memory as so many windows: four turns of a match."""
DRAWN_BYTES = (12 << 20, 48 << 20)
"""But never less nor more than this."""
_NO_LINE_START = frozenset("、。，．！？：；）」』》〉”’％…·,.!?:;)%]}")
_NO_LINE_END = frozenset("（「『《〈“‘([{¥￥")
_UNITS = frozenset("万亿元点个年月项分家条人倍座户级期")
"""Signs that stay on the line of the number before them."""
_COUNTED = ("half-year", "year", "turn", "people", "jobs", "points", "H1", "H2")
"""Words that do the same, in the singular and the plural, and the halves of a year."""
SHORT = 8
"""Letters of a word or a sum of money that does not stand on the last line alone."""
_TOGETHER = frozenset(("万元", "亿元", "万亿", "万人", "个半", "半年"))
"""Chinese pairs that a line never ends within: what is left of a unit alone is misread."""
_SYSTEM_CJK = ("notosanscjksc", "microsoftyahei", "pingfangsc", "hiraginosansgb", "simhei", "wenquanyimicrohei")


class MissingFont(RuntimeError):
    """A font file that the client cannot do without is not in the assets folder."""


@dataclass(frozen=True, slots=True)
class FontFiles:
    """Where the three shipped fonts are."""

    text: Path
    semibold: Path
    seal: Path

    @staticmethod
    def within(assets: Path) -> FontFiles:
        """The shipped fonts. Raises MissingFont naming the first file that is not there."""
        folder = assets / "fonts"
        files = FontFiles(folder / "QBSans-Text.ttf", folder / "QBSans-SemiBold.ttf", folder / "QBSeal.ttf")
        for path in (files.text, files.semibold, files.seal):
            if not path.is_file():
                raise MissingFont(f"font file missing: {path}; the assets folder is incomplete")
        return files

    def of(self, weight: Weight) -> Path:
        return {"text": self.text, "semibold": self.semibold, "seal": self.seal}[weight]


@lru_cache(maxsize=12)
def coverage(path: Path) -> frozenset[int]:
    """Code points a TrueType or OpenType file has a glyph for (its `cmap`, formats 4 and 12).

    SDL_ttf draws an empty box for a missing glyph without saying so, hence we read the table ourselves.
    """
    data = path.read_bytes()
    start = struct.unpack_from(">I", data, 12)[0] if data[:4] == b"ttcf" else 0
    count = struct.unpack_from(">H", data, start + 4)[0]
    for index in range(count):
        tag, _, offset, _ = struct.unpack_from(">4sIII", data, start + 12 + 16 * index)
        if tag == b"cmap":
            return _cmap(data, offset)
    raise MissingFont(f"no character map in {path}")


def _cmap(data: bytes, base: int) -> frozenset[int]:
    points: set[int] = set()
    for index in range(struct.unpack_from(">H", data, base + 2)[0]):
        at = base + struct.unpack_from(">HHI", data, base + 4 + 8 * index)[2]
        table = struct.unpack_from(">H", data, at)[0]
        if table == 4:
            segments = struct.unpack_from(">H", data, at + 6)[0] // 2
            ends = struct.unpack_from(f">{segments}H", data, at + 14)
            starts = struct.unpack_from(f">{segments}H", data, at + 16 + 2 * segments)
            for first, last in zip(starts, ends, strict=True):
                points.update(range(first, last + 1))
        elif table == 12:
            for group in range(struct.unpack_from(">I", data, at + 12)[0]):
                first, last, _ = struct.unpack_from(">III", data, at + 16 + 12 * group)
                points.update(range(first, last + 1))
    points.discard(0xFFFF)
    return frozenset(points)


@lru_cache(maxsize=4096)
def is_cjk(text: str) -> bool:
    """Whether any character needs the Chinese floor size and line height."""
    return max(text, default="") >= "\u2e80"


@lru_cache(maxsize=1)
def _system_fallback() -> Path | None:
    for name in _SYSTEM_CJK:
        found = pygame.font.match_font(name)
        if found:
            return Path(found)
    return None


class Typesetter:
    """Measures and draws text at one scale; keeps rendered strings until `clear`.

    `missing` collects every character that had to be drawn as □, for tests and the report of a bug.
    """

    def __init__(self, files: FontFiles, scale: Scale) -> None:
        if not pygame.font.get_init():
            pygame.font.init()
        self.files = files
        self.scale = scale
        self.missing: set[str] = set()
        self._fonts: BoundedCache[tuple[Path, int], pygame.font.Font] = BoundedCache(64)
        # these hold for one scale: what is asked for is known by its design size
        self._widths: Remembered[tuple[str, float, Weight], int] = Remembered(10_000)
        self._pixels: dict[tuple[float, bool], int] = {}
        self._lines: dict[tuple[float, bool], int] = {}
        self._drawn: BoundedCache[tuple[str, int, Weight, Rgb], pygame.Surface] = BoundedCache(DRAWN_BYTES[0])
        self._wrapped: Remembered[tuple[str, float, Weight, int], tuple[str, ...]] = Remembered(2_000)

    def fit(self, window: int) -> None:
        """Keep as much as a window of so many bytes needs."""
        self._drawn.bound(within(DRAWN_BYTES, DRAWN_WINDOWS * window))

    @property
    def cost(self) -> int:
        """Bytes of strings that are kept as pictures now."""
        return self._drawn.cost

    def clear(self) -> None:
        """Forget everything drawn; call after a change of scale, language or theme."""
        for cache in (self._fonts, self._widths, self._pixels, self._lines, self._drawn, self._wrapped):
            cache.clear()

    def pixels(self, text: str, style: TextStyle) -> int:
        """Type size in pixels for this text."""
        key = (style.size, is_cjk(text))
        known = self._pixels.get(key)
        if known is None:
            known = self._pixels[key] = self.scale.text_px(*key)
        return known

    def line_height(self, text: str, style: TextStyle) -> int:
        """1.5 times the type size for Chinese, 1.4 for Latin."""
        key = (style.size, is_cjk(text))
        known = self._lines.get(key)
        if known is None:
            known = self._lines[key] = round(self.scale.text_px(*key) * (1.5 if key[1] else 1.4))
        return known

    def ascent(self, text: str, style: TextStyle) -> int:
        """Pixels from the top of a line to the baseline."""
        font = self._font(self.files.of(style.weight), self.pixels(text, style))
        return (self.line_height(text, style) - font.get_height()) // 2 + font.get_ascent()

    def width(self, text: str, style: TextStyle) -> int:
        key = (text, style.size, style.weight)
        known = self._widths.get(key)
        if known is not None:
            return known
        size = self.pixels(text, style)
        total = sum(self._font(path, size).size(part)[0] for path, part in self._parts(text, style.weight))
        return self._widths.put(key, total)

    def learn(self, text: str, style: TextStyle) -> None:
        """Measure the words of a text that will be wrapped, at whatever width."""
        for piece in break_pieces(text):
            self.width(piece, style)
            self.width(piece.rstrip(), style)

    def draw(self, text: str, style: TextStyle, colour: Rgb) -> pygame.Surface:
        """One line of text as a surface with alpha, as high as the font (not the line)."""
        size = self.pixels(text, style)
        key = (text, size, style.weight, colour)
        known = self._drawn.get(key)
        if known is not None:
            return known
        parts = [self._font(path, size).render(part, True, colour) for path, part in self._parts(text, style.weight)]
        surface = parts[0] if len(parts) == 1 else _joined(parts)
        if pygame.display.get_surface() is not None and surface.get_masks() != QUICK:
            surface = surface.convert_alpha()
        return self._drawn.put(key, surface, surface.get_width() * surface.get_height() * 4 + 200)

    def draw_exact(self, letter: str, weight: Weight, size: int, colour: Rgb) -> pygame.Surface:
        """A letter at a size in pixels that ignores the readable floor: part of a picture, not of a text."""
        return self._font(self.files.of(weight), size).render(letter, True, colour)

    def missing_in(self, text: str, weight: Weight = "text") -> str:
        """Characters of `text` that the shipped font lacks."""
        covered = coverage(self.files.of(weight))
        return "".join(letter for letter in text if ord(letter) not in covered and letter != "\n")

    def elide(self, text: str, style: TextStyle, width: int) -> str:
        """The longest beginning of `text` that fits in `width` pixels with an ellipsis, or all of it."""
        if self.width(text, style) <= width:
            return text
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            if self.width(text[:middle].rstrip() + ELLIPSIS, style) <= width:
                low = middle
            else:
                high = middle - 1
        return text[:low].rstrip() + ELLIPSIS

    def wrap(self, text: str, style: TextStyle, width: int) -> tuple[str, ...]:
        """Lines no wider than `width` pixels. Breaks at spaces and between Chinese characters, never before
        a closing mark or after an opening one; a word longer than the line is broken inside.
        """
        key = (text, style.size, style.weight, width)
        known = self._wrapped.get(key)
        if known is not None:
            return known
        lines: list[str] = []
        for paragraph in text.split("\n"):
            if self.width(paragraph.rstrip(), style) <= width:
                lines.append(paragraph.rstrip())
                continue
            line, taken, before = "", 0, len(lines)
            for piece in break_pieces(paragraph):
                bare = piece.rstrip()
                wide = taken + self.width(bare, style)
                # words are measured once each; how they join is looked at only where it decides
                if abs(wide - width) * 32 <= width:
                    wide = self.width(line + bare, style)
                if wide <= width:
                    line += piece
                    taken += self.width(piece, style)
                    continue
                if line.strip():
                    lines.append(line.rstrip())
                line = self._break_long(piece.lstrip(), style, width, lines)
                taken = self.width(line, style)
            lines.append(line.rstrip())
            if len(lines) > before + 1 and is_lonely(lines[-1]):
                above, last = accompanied(lines[-2], lines[-1])
                if self.width(last, style) <= width:
                    lines[-2:] = [above, last]
        return self._wrapped.put(key, tuple(lines))

    def _break_long(self, piece: str, style: TextStyle, width: int, lines: list[str]) -> str:
        while len(piece) > 1 and self.width(piece.rstrip(), style) > width:
            cut = len(piece) - 1
            while cut > 1 and self.width(piece[:cut], style) > width:
                cut -= 1
            cut = piece.rfind(" ", 1, cut) + 1 or cut  # between a number and what it counts, if not in a word
            lines.append(piece[:cut].rstrip())
            piece = piece[cut:]
        return piece

    def _font(self, path: Path, size: int) -> pygame.font.Font:
        known = self._fonts.get((path, size))
        return known or self._fonts.put((path, size), pygame.font.Font(str(path), size))

    def _parts(self, text: str, weight: Weight) -> list[tuple[Path, str]]:
        """Split text by the font that has its characters: ours, else a system one, else □ in ours."""
        own = self.files.of(weight)
        covered = coverage(own)
        if covered.issuperset(map(ord, text)):
            return [(own, text)]
        fallback = _system_fallback()
        spare = coverage(fallback) if fallback else frozenset()
        parts: list[tuple[Path, str]] = []
        for letter in text:
            path = own
            if ord(letter) not in covered:
                if fallback and ord(letter) in spare:
                    path = fallback
                else:
                    self.missing.add(letter)
                    letter = TOFU if ord(TOFU) in covered else "?"
            if parts and parts[-1][0] == path:
                parts[-1] = (path, parts[-1][1] + letter)
            else:
                parts.append((path, letter))
        return parts


def _joined(parts: list[pygame.Surface]) -> pygame.Surface:
    height = max(part.get_height() for part in parts)
    whole = pygame.Surface((sum(part.get_width() for part in parts), height), pygame.SRCALPHA)
    left = 0
    for part in parts:
        whole.blit(part, (left, (height - part.get_height()) // 2))
        left += part.get_width()
    return whole


def break_pieces(text: str) -> list[str]:
    """Cut text where a line may end: after spaces and hyphens, around Chinese characters (kinsoku kept)."""
    pieces: list[str] = []
    current = ""
    for at, letter in enumerate(text):
        if current and _may_break(current[-1], letter) and not _is_counted(text, at):
            pieces.append(current)
            current = ""
        current += letter
    if current:
        pieces.append(current)
    return pieces


def _is_counted(text: str, at: int) -> bool:
    """Whether what begins here says what the number before it counts: `2 half-years`."""
    return at > 1 and text[at - 1] == " " and text[at - 2].isdigit() and text.startswith(_COUNTED, at)


def is_lonely(line: str) -> bool:
    """Whether a line is one Chinese sign or a very short word, with or without the marks that end it."""
    word = line.rstrip("".join(_NO_LINE_START))
    return len(word) == 1 or (0 < len(word) <= SHORT and not is_cjk(word) and " " not in word)


def accompanied(above: str, last: str) -> tuple[str, str]:
    """The last two lines of a text with one more piece on the second; as they are if the first is one piece."""
    *kept, moved = break_pieces(above)
    if not kept:
        return above, last
    apart = "" if moved[-1] == " " or is_cjk(moved[-1]) or is_cjk(last[:1]) else " "
    return "".join(kept).rstrip(), moved + apart + last


def _may_break(before: str, after: str) -> bool:
    if after == " " or after in _NO_LINE_START or before in _NO_LINE_END:
        return False
    if (before.isdigit() and after in _UNITS) or before + after in _TOGETHER:
        return False
    return before == " " or ord(before) >= 0x2E80 or ord(after) >= 0x2E80
