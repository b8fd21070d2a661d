"""Colour science of the city palette, and the search that found it.

Usage: python assets/build/palette.py      prints the best ten colours of a seeded search

A palette is as good as its closest pair, seen with normal vision or by people without one kind of cone. Distances
are CIEDE2000 (Sharma, Wu and Dalal 2005); colour blindness is simulated by Machado, Oliveira and Fernandes (2009),
severity 1.0; contrast is that of WCAG 2. `tests/client/test_palette.py` checks all of it on what is shipped.
"""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

PANEL = "#101A2A"
PAPER = "#FFFDF7"
HEFEI = "#CD9616"
KEEP_AWAY = {"#FFFFFF": 6.0, "#6FD6C0": 10.0, "#F0694F": 10.0, "#F5A65B": 10.0}
"""Colours that already mean something (focus, gain, act now, loss) -> smallest distance in normal vision."""
MAX_CHROMA = 64.0
MIN_CONTRAST = 4.5
PALE, TINGED, TINTED = 75.0, 10.0, 40.0
"""L* above which a colour is pale; between these chromas it is a tint of a hue, not a grey and not a colour."""
NORMAL_WEIGHT = 1.7
"""In the search normal vision must do better than the others by this factor: without it the best set is greys."""

VISIONS: dict[str, Array] = {
    "normal": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritan": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}

_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
_WHITE = np.array([0.95047, 1.0, 1.08883])


def linear(codes: list[str]) -> Array:
    """Hex codes -> linear light, shape (N, 3), 0-1."""
    values = np.array([[int(code[i : i + 2], 16) for i in (1, 3, 5)] for code in codes]) / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def luminance(code: str) -> float:
    return float(linear([code])[0] @ _TO_XYZ[1])


def contrast(first: str, second: str) -> float:
    """WCAG contrast ratio, 1 to 21."""
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def lab(light: Array) -> Array:
    """Linear light (N, 3) -> CIE L*a*b*, D65."""
    xyz = light @ _TO_XYZ.T / _WHITE
    root = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.stack([116 * root[:, 1] - 16, 500 * (root[:, 0] - root[:, 1]), 200 * (root[:, 1] - root[:, 2])], axis=1)


def unlab(colours: Array) -> Array:
    """CIE L*a*b* (N, 3) -> linear light, which may lie outside 0-1."""
    y = (colours[:, 0] + 16) / 116
    root = np.stack([y + colours[:, 1] / 500, y, y - colours[:, 2] / 200], axis=1)
    xyz = np.where(root > 6 / 29, root**3, 3 * (6 / 29) ** 2 * (root - 4 / 29)) * _WHITE
    return xyz @ np.linalg.inv(_TO_XYZ).T


def hex_codes(light: Array) -> list[str]:
    clipped = np.clip(light, 0, 1)
    values = np.where(clipped <= 0.0031308, clipped * 12.92, 1.055 * clipped ** (1 / 2.4) - 0.055)
    return ["#" + "".join(f"{round(float(v) * 255):02X}" for v in row) for row in values]


def ciede2000(first: Array, second: Array) -> Array:
    """Colour difference of L*a*b* arrays (..., 3), broadcast against each other."""
    l1, a1, b1 = np.moveaxis(first, -1, 0)
    l2, a2, b2 = np.moveaxis(second, -1, 0)
    mean_chroma = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    g = 0.5 * (1 - np.sqrt(mean_chroma**7 / (mean_chroma**7 + 25.0**7)))
    a1, a2 = a1 * (1 + g), a2 * (1 + g)
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = np.degrees(np.arctan2(b1, a1)) % 360, np.degrees(np.arctan2(b2, a2)) % 360
    grey = c1 * c2 == 0
    dh = np.where(grey, 0, (h2 - h1 + 180) % 360 - 180)
    dl, dc = l2 - l1, c2 - c1
    dh_big = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(dh) / 2)
    mean_l, mean_c = (l1 + l2) / 2, (c1 + c2) / 2
    mean_h = np.where(grey, h1 + h2, np.where(np.abs(h1 - h2) > 180, (h1 + h2 + 360) / 2 % 360, (h1 + h2) / 2))
    t = (
        1
        - 0.17 * np.cos(np.radians(mean_h - 30))
        + 0.24 * np.cos(np.radians(2 * mean_h))
        + 0.32 * np.cos(np.radians(3 * mean_h + 6))
        - 0.20 * np.cos(np.radians(4 * mean_h - 63))
    )
    sl = 1 + 0.015 * (mean_l - 50) ** 2 / np.sqrt(20 + (mean_l - 50) ** 2)
    sc, sh = 1 + 0.045 * mean_c, 1 + 0.015 * mean_c * t
    turn = np.radians(60 * np.exp(-(((mean_h - 275) / 25) ** 2)))
    rt = -2 * np.sqrt(mean_c**7 / (mean_c**7 + 25.0**7)) * np.sin(turn)
    pl, pc, ph = dl / sl, dc / sc, dh_big / sh
    return np.asarray(np.sqrt(np.maximum(pl**2 + pc**2 + ph**2 + rt * pc * ph, 0)))


def seen(codes: list[str], vision: str) -> Array:
    """Colours as L*a*b* (N, 3) as this kind of vision sees them."""
    return lab(np.clip(linear(codes) @ VISIONS[vision].T, 0, 1))


def closest_pair(codes: list[str], vision: str) -> float:
    """The smallest CIEDE2000 distance of any two of the colours."""
    colours = seen(codes, vision)
    return min(float(ciede2000(a, b)) for a, b in itertools.combinations(colours, 2))


def outline_for_paper(code: str) -> str:
    """The same hue, darkened until it reads on the light theme; what was only a pale tint is one of the greys there
    unless it gains the colour that it has no lightness for any more.
    """
    colour = lab(linear([code]))
    if colour[0, 0] > PALE and TINGED < np.hypot(*colour[0, 1:]) < TINTED:
        colour[0, 1:] *= 2
    while contrast(hex_codes(unlab(colour))[0], PAPER) < MIN_CONTRAST:
        colour[0, 0] -= 1.0
        colour[0, 1:] *= 0.995
    return hex_codes(unlab(colour))[0]


def candidates() -> list[str]:
    """A grid of calm colours that read on a panel and are not taken by a meaning."""
    grid = np.array(
        [
            (lightness, chroma * np.cos(hue), chroma * np.sin(hue))
            for lightness in range(54, 96, 2)
            for chroma in (6, 15, 24, 34, 44, 54, MAX_CHROMA)
            for hue in np.radians(np.arange(0, 360, 6 if chroma > 20 else 18))
        ]
    )
    light = unlab(grid)
    codes = hex_codes(light[((light >= 0) & (light <= 1)).all(axis=1)])
    codes = [code for code in codes if contrast(code, PANEL) >= MIN_CONTRAST + 0.1]
    for taken, distance in KEEP_AWAY.items():
        far = ciede2000(lab(linear(codes)), lab(linear([taken]))) >= distance
        codes = [code for code, good in zip(codes, far, strict=True) if good]
    return codes


def search(size: int = 10, starts: int = 1500, seed: int = 8) -> tuple[float, list[str]]:
    """The set with Hefei's gold whose closest pair, over all visions, is farthest apart."""
    codes = [HEFEI, *candidates()]
    worst = np.full((len(codes), len(codes)), np.inf)
    for vision in VISIONS:
        colours = seen(codes, vision)
        for i, colour in enumerate(colours):
            weight = NORMAL_WEIGHT if vision == "normal" else 1.0
            worst[i] = np.minimum(worst[i], ciede2000(colour[None], colours) / weight)
    rng = np.random.default_rng(seed)
    best: tuple[float, list[int]] = (0.0, [])
    for _ in range(starts):
        chosen = [0]
        nearest = worst[0].copy()
        while len(chosen) < size:
            ahead = np.argsort(nearest)[-rng.integers(1, 40) :]
            chosen.append(int(rng.choice(ahead)))
            nearest = np.minimum(nearest, worst[chosen[-1]])
        while True:
            among = worst[np.ix_(chosen, chosen)] + np.diag(np.full(size, np.inf))
            low = float(among.min())
            pair = [i for i in np.unravel_index(int(among.argmin()), among.shape) if chosen[i] != 0]
            moves = []
            for i in pair:
                rest = [c for j, c in enumerate(chosen) if j != i]
                distance = worst[rest].min(axis=0)
                moves.append((float(distance.max()), i, int(distance.argmax())))
            gain, i, new = max(moves)
            if gain <= low + 1e-9:
                break
            chosen[i] = new
        if low > best[0]:
            best = (low, list(chosen))
    return best[0], [codes[i] for i in best[1]]


def main() -> None:
    _, codes = search()
    print("closest pair")
    for vision in VISIONS:
        print(f"  {vision}: {closest_pair(codes, vision):.1f}")
    for code in codes:
        lightness, a, b = lab(linear([code]))[0]
        hue = np.degrees(np.arctan2(b, a)) % 360
        print(
            f"{code}  L {lightness:.0f}  chroma {np.hypot(a, b):.0f}  hue {hue:.0f}  "
            f"on panel {contrast(code, PANEL):.1f}  outline on paper {outline_for_paper(code)}"
        )


if __name__ == "__main__":
    main()
