"""Makes QB Sans (two weights) and QB Seal: subset, renamed, with sane line metrics.

Usage: python assets/build/fonts.py PACKAGES NOTO_SERIF_CJK_BOLD.ttc

QB Sans is IBM Plex Sans SC cut down to GB2312 and Latin. The Chinese family has few accented letters, so those
come from IBM Plex Sans, scaled by 1.05: the Chinese family's Latin is the same drawing at that size. A handful of
marks that neither family has are drawn here. "Plex" is a reserved name of the OFL, so a changed font may not bear it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.misc.transform import Transform
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

OUT = Path(__file__).resolve().parents[1] / "fonts"
WEIGHTS = {"Text": ("Regular", 400, 84), "SemiBold": ("Bold", 600, 118)}
"""Weight of Plex -> style-linking name, OS/2 weight class, stroke of the marks drawn here in font units."""
LATIN_SCALE = 1.05
ASCENT, DESCENT = 1025, -275
"""Line metrics of both families; Plex Sans SC has a line gap of a full em, which sets every label too high."""

LATIN_WINS = "‘’“”…–·×÷±≥≤≠≈∞°"
"""Marks that the Chinese family sets a full em wide, which tears holes in English (it’s); the Latin ones serve both."""

SYMBOLS = (
    "▲▼△▽◆◇○●◎■□★☆▶◀▸◂▾▴←→↑↓↔↗↘✓✗⟦⟧−–—‘’“”…•·×÷±≥≤≠≈∞√∑∆‰°†¥€£$§©®™²³½µ№①②③④⑤⑥⑦⑧⑨⑩"
    "、。，；：？！（）《》〈〉「」『』【】〔〕～￥％＋－＝／　"
)
SEALS = (
    "庐株银蓉杭沈筑鹏深瓯秦湘汉渝豫宁沪京津穗甬闽赣皖苏鲁晋冀辽吉黑琼桂滇黔川藏陕甘青疆蒙港澳合肥成都贵阳"
    "西安温州圳量子大道印国市府官商科工金木水火土城链基才"
)


def gb2312() -> str:
    """Every character of GB2312, from Python's own codec."""
    found = []
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                found.append(bytes((row, cell)).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    return "".join(found)


def wanted() -> set[int]:
    latin = {*range(0x20, 0x7F), *range(0xA0, 0x180)}
    return latin | {ord(letter) for letter in SYMBOLS + gb2312()}


def subset(font: TTFont, points: set[int]) -> None:
    options = Options()
    options.layout_features = ["kern", "mark", "ccmp"]
    options.drop_tables += ["DSIG", "BASE", "vhea", "vmtx", "meta", "VORG"]
    options.hinting = False  # ttfautohint's programs double the size and do not show at our sizes
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.ignore_missing_unicodes = True
    cutter = Subsetter(options)
    cutter.populate(unicodes=points)
    cutter.subset(font)


def add_glyph(font: TTFont, point: int, glyph: object, advance: int) -> None:
    name = f"qb{point:04X}"
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    font["glyf"][name] = glyph
    font["glyf"][name].recalcBounds(font["glyf"])
    font["hmtx"][name] = (advance, getattr(font["glyf"][name], "xMin", 0))
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[point] = name


def graft_latin(font: TTFont, latin: TTFont, points: set[int]) -> None:
    """Copy what the Chinese family lacks, or sets too wide, from the Latin one."""
    glyphs, other = latin.getGlyphSet(), latin.getBestCmap()
    lacking = points - font.getBestCmap().keys()
    for point in sorted((lacking | set(map(ord, LATIN_WINS))) & other.keys()):
        record = DecomposingRecordingPen(glyphs)
        glyphs[other[point]].draw(record)
        pen = TTGlyphPen(None)
        record.replay(TransformPen(pen, Transform(LATIN_SCALE, 0, 0, LATIN_SCALE, 0, 0)))
        add_glyph(font, point, pen.glyph(), round(glyphs[other[point]].width * LATIN_SCALE))


def drawn_marks(stroke: int) -> dict[str, tuple[int, list[list[tuple[int, int]]]]]:
    """Our own marks: character -> advance width and polygons (clockwise fills)."""
    s = stroke
    small = {"▸": "right", "◂": "left", "▾": "down", "▴": "up"}
    marks: dict[str, tuple[int, list[list[tuple[int, int]]]]] = {
        "⟦": (
            430,
            [
                [
                    (90, -160),
                    (90, 800),
                    (380, 800),
                    (380, 800 - s),
                    (90 + s, 800 - s),
                    (90 + s, -160 + s),
                    (380, -160 + s),
                    (380, -160),
                ],
                [(230, -160), (230, 800), (230 + s * 2 // 3, 800), (230 + s * 2 // 3, -160)],
            ],
        ),
        "⟧": (
            430,
            [
                [
                    (340, -160),
                    (50, -160),
                    (50, -160 + s),
                    (340 - s, -160 + s),
                    (340 - s, 800 - s),
                    (50, 800 - s),
                    (50, 800),
                    (340, 800),
                ],
                [(200, -160), (200 - s * 2 // 3, -160), (200 - s * 2 // 3, 800), (200, 800)],
            ],
        ),
        "▶": (1000, [[(120, -60), (120, 740), (900, 340)]]),
        "◀": (1000, [[(880, -60), (100, 340), (880, 740)]]),
        "✗": (
            760,
            [
                [
                    (90, 90),
                    (330, 345),
                    (90, 600),
                    (90 + s, 600 + s // 2),
                    (380, 345 + s),
                    (670 - s, 600 + s // 2),
                    (670, 600),
                    (430, 345),
                    (670, 90),
                    (670 - s, 90 - s // 2),
                    (380, 345 - s),
                    (90 + s, 90 - s // 2),
                ]
            ],
        ),
    }
    for mark, way in small.items():
        tip = {
            "right": [(90, 110), (90, 570), (470, 340)],
            "left": [(450, 110), (70, 340), (450, 570)],
            "down": [(60, 510), (520, 510), (290, 160)],
            "up": [(60, 170), (290, 520), (520, 170)],
        }[way]
        marks[mark] = (580 if way in ("down", "up") else 540, [tip])
    return marks


def draw_missing(font: TTFont, stroke: int) -> None:
    have = font.getBestCmap()
    for mark, (advance, polygons) in drawn_marks(stroke).items():
        if ord(mark) in have:
            continue
        pen = TTGlyphPen(None)
        for polygon in polygons:
            pen.moveTo(polygon[0])
            for point in polygon[1:]:
                pen.lineTo(point)
            pen.closePath()
        add_glyph(font, ord(mark), pen.glyph(), advance)


def set_metrics(font: TTFont) -> None:
    hhea, os2 = font["hhea"], font["OS/2"]
    hhea.ascent, hhea.descent, hhea.lineGap = ASCENT, DESCENT, 0
    os2.sTypoAscender, os2.sTypoDescender, os2.sTypoLineGap = ASCENT, DESCENT, 0
    os2.usWinAscent, os2.usWinDescent = ASCENT, -DESCENT
    os2.fsSelection |= 1 << 7  # USE_TYPO_METRICS: all three say the same


def rename(font: TTFont, family: str, style: str, copyright_line: str) -> None:
    names = font["name"]
    names.names = []
    full = family if style == "Regular" else f"{family} {style}"
    post_script = full.replace(" ", "") if style == "Regular" else f"{family.replace(' ', '')}-{style}"
    licence = "This Font Software is licensed under the SIL Open Font License, Version 1.1."
    for identity, text in {
        0: copyright_line,
        1: full,
        2: "Regular",
        3: f"1.000;{post_script}",
        4: full,
        5: "Version 1.000",
        6: post_script,
        13: licence,
        14: "https://openfontlicense.org",
    }.items():
        names.setName(text, identity, 3, 1, 0x409)
        names.setName(text, identity, 1, 0, 0)


def save(font: TTFont, path: Path) -> None:
    font["head"].created = font["head"].modified = 3_786_912_000  # 2024-01-01, so that builds are alike
    font.recalcTimestamp = False
    font.save(path)
    print(f"{path.name}: {len(font.getBestCmap())} characters, {path.stat().st_size / 1e6:.2f} MB")


def sans(packages: Path, weight: str) -> None:
    _, weight_class, stroke = WEIGHTS[weight]
    font = TTFont(packages / f"plex-sans-sc/fonts/complete/woff/hinted/IBMPlexSansSC-{weight}.woff")
    latin = TTFont(packages / f"plex-sans/fonts/complete/woff/IBMPlexSans-{weight}.woff")
    points = wanted()
    subset(font, points - set(map(ord, LATIN_WINS)))
    graft_latin(font, latin, points)
    draw_missing(font, stroke)
    set_metrics(font)
    font["OS/2"].usWeightClass = weight_class
    rename(
        font,
        "QB Sans",
        "Regular" if weight == "Text" else "SemiBold",
        "Copyright 2017 IBM Corp. Subset and changed for Quantum Boulevard.",
    )
    font.flavor = None
    missing = sorted(points - font.getBestCmap().keys())
    print(f"QB Sans {weight} lacks: {''.join(map(chr, missing)) or 'nothing'}")
    save(font, OUT / f"QBSans-{weight}.ttf")


def seal(collection: Path) -> None:
    font = next(
        f for f in (TTFont(collection, fontNumber=i) for i in range(5)) if "CJK SC" in f["name"].getDebugName(1)
    )
    options = Options()
    options.layout_features = []
    options.hinting = False
    options.drop_tables += ["DSIG", "BASE", "vhea", "vmtx", "VORG", "GPOS", "GSUB"]
    options.notdef_outline = True
    options.ignore_missing_unicodes = False
    cutter = Subsetter(options)
    cutter.populate(text=SEALS)
    cutter.subset(font)
    cff = font["CFF "].cff
    cff.fontNames[0] = "QBSeal"
    top = cff.topDictIndex[0]
    for key, value in {"FullName": "QB Seal", "FamilyName": "QB Seal", "Weight": "Bold"}.items():
        setattr(top, key, value)
    for part in getattr(top, "FDArray", []):
        part.FontName = "QBSeal"
    rename(font, "QB Seal", "Regular", font["name"].getDebugName(0) + " Subset and renamed for Quantum Boulevard.")
    font.flavor = None
    save(font, OUT / "QBSeal.ttf")


def main() -> None:
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    OUT.mkdir(exist_ok=True)
    for weight in WEIGHTS:
        sans(Path(sys.argv[1]), weight)
    seal(Path(sys.argv[2]))


if __name__ == "__main__":
    main()
