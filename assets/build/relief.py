"""Makes `art/relief.png`: heights of inland China, sketched from ranges, basins and noise. No map data is used.

Usage: python assets/build/relief.py

Red and green hold the height (256 * red + green, 0 to 65,535 for 0 to 6,000 m), blue the distance from the coast
(128 at the coast, one step is 4 km, land above). Rows run north to south over the frame of `art/map.toml`.
"""

from __future__ import annotations

import itertools
import tomllib
from pathlib import Path

import numpy as np
import pygame
from numpy.typing import NDArray

Array = NDArray[np.float64]
Line = list[list[float]]

ART = Path(__file__).resolve().parents[1] / "art"
SIZE = (1024, 600)
TOP_M = 6000.0
KM_PER_DEGREE = 111.0
KM_PER_STEP = 4.0
SKETCH = tomllib.loads((Path(__file__).with_name("sketch.toml")).read_text(encoding="utf-8"))


def noise(x: Array, y: Array, seed: int) -> Array:
    """Smooth gradient noise, about -1 to 1, at points in lattice units."""
    column, row = np.floor(x).astype(np.int64), np.floor(y).astype(np.int64)
    fx, fy = x - column, y - row
    ux, uy = fx**3 * (fx * (fx * 6 - 15) + 10), fy**3 * (fy * (fy * 6 - 15) + 10)

    def corner(dx: int, dy: int) -> Array:
        key = (column + dx) * 374_761_393 + (row + dy) * 668_265_263 + seed * 1_274_126_177
        key = (key ^ (key >> 13)) * 1_103_515_245 & 0x7FFFFFFF
        angle = (key ^ (key >> 16)) % 65_536 * (2 * np.pi / 65_536)
        return np.cos(angle) * (fx - dx) + np.sin(angle) * (fy - dy)

    upper = corner(0, 0) * (1 - ux) + corner(1, 0) * ux
    lower = corner(0, 1) * (1 - ux) + corner(1, 1) * ux
    return (upper * (1 - uy) + lower * uy) * 1.5


def ridges(x: Array, y: Array, seed: int, octaves: int = 6) -> Array:
    """Mountain noise, 0 to 1: sharp crests that branch, smoother in the valleys."""
    total, weight, size, most = np.zeros_like(x), np.ones_like(x), 1.0, 0.0
    for octave in range(octaves):
        crest = (1 - np.abs(noise(x, y, seed + octave))) ** 2 * weight
        weight = np.clip(crest * 1.6, 0, 1)
        total += crest * size
        most += size
        x, y, size = x * 2.03 + 17.3, y * 2.03 - 9.1, size * 0.5
    return total / most


def distance(lon: Array, lat: Array, line: Line) -> tuple[Array, Array]:
    """Degrees (of latitude) to a polyline, and how far along it the nearest point is, 0 to 1."""
    squeeze = 0.85
    best, along = np.full(lon.shape, np.inf), np.zeros(lon.shape)
    count = len(line) - 1
    for i, ((x0, y0), (x1, y1)) in enumerate(itertools.pairwise(line)):
        dx, dy = (x1 - x0) * squeeze, y1 - y0
        px, py = (lon - x0) * squeeze, lat - y0
        t = np.clip((px * dx + py * dy) / (dx * dx + dy * dy), 0, 1)
        gap = np.hypot(px - t * dx, py - t * dy)
        along = np.where(gap < best, (i + t) / count, along)
        best = np.minimum(best, gap)
    return best, along


def inside(lon: Array, lat: Array, ring: Line) -> NDArray[np.bool_]:
    odd = np.zeros(lon.shape, bool)
    for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], ring[0]], strict=True):
        crosses = (y0 > lat) != (y1 > lat)
        with np.errstate(divide="ignore", invalid="ignore"):
            odd ^= crosses & (lon < (x1 - x0) * (lat - y0) / (y1 - y0) + x0)
    return odd


def step(value: Array) -> Array:
    t = np.clip(value, 0, 1)
    return t * t * (3 - 2 * t)


def heights(lon: Array, lat: Array) -> Array:
    """Metres above the sea, before the coast is cut."""
    wander = noise(lon * 0.5, lat * 0.6, 90) * 0.55 + noise(lon * 1.3, lat * 1.5, 91) * 0.25
    drift = noise(lon * 0.5 + 40, lat * 0.6, 92) * 0.45 + noise(lon * 1.3, lat * 1.5 + 40, 93) * 0.2
    east, north = lon + wander, lat + drift
    rim = SKETCH["plateau"]
    edge = np.interp(north, [lat for _, lat in rim[::-1]], [lon for lon, _ in rim[::-1]])
    high = step((edge - east + 1.0) / 2.6)
    land = 40 + 3900 * high
    land += 1250 * step((115.2 - east) / 5.0) * step((north - 33.6) / 1.8) * (1 - high)
    land += 1450 * step((109.8 - east) / 5.0) * step((29.0 - north) / 1.8) * (1 - high)
    land += 260 * step((29.6 - north) / 1.6) * step((118.5 - east) / 3.0)
    land += 550 * step((north - 40.4) / 1.6) * step((121.0 - east) / 2.5)
    for ridge in SKETCH["ranges"]:
        gap, along = distance(east, north, ridge["crest"])
        taper = 0.55 + 0.45 * np.sin(np.pi * np.clip(along, 0.08, 0.92))
        land += ridge["height"] * taper * np.exp(-((gap / ridge["width"]) ** 2)) * (1 - 0.75 * high)
    for basin in SKETCH["basins"]:
        (x, y), (rx, ry) = basin["at"], basin["radii"]
        depth = np.exp(-((((east - x) / rx) ** 2 + ((north - y) / ry) ** 2) ** 2))
        land += (basin["floor"] - land) * depth * 0.92
    relief = np.clip((land - 60) / 900, 0.03, 1.0)
    # the map is stretched: noise that is round on screen has fewer waves to a degree of latitude
    crests = ridges(east * 0.80, north * 0.52, 11)
    grain = ridges(east * 2.7, north * 1.75, 31, octaves=5)
    swing = 0.60 - 0.42 * high
    land = land * (1.0 + swing * (crests - 0.6)) + relief * (560 * (crests - 0.45) + 300 * (grain - 0.45))
    return np.maximum(land, 2.0)


def main() -> None:
    frame = tomllib.loads((ART / "map.toml").read_text(encoding="utf-8"))["frame"]
    rivers = tomllib.loads((ART / "rivers.toml").read_text(encoding="utf-8"))
    width, height = SIZE
    lon, lat = np.meshgrid(
        frame["west"] + (np.arange(width) + 0.5) / width * (frame["east"] - frame["west"]),
        frame["north"] - (np.arange(height) + 0.5) / height * (frame["north"] - frame["south"]),
    )
    land = heights(lon, lat)
    for river in rivers.values():
        gap, along = distance(lon, lat, river["course"])
        reach = 0.10 + 0.16 * along * river["width"] / 3.4
        land *= 1 - (0.30 + 0.25 * along) * np.exp(-((gap / reach) ** 2))
    ragged_lon = lon + noise(lon * 3, lat * 3, 70) * 0.10 + noise(lon * 8, lat * 8, 71) * 0.05
    ragged_lat = lat + noise(lon * 3, lat * 3, 72) * 0.10 + noise(lon * 8, lat * 8, 73) * 0.05
    shore, dry = np.full(lon.shape, np.inf), np.zeros(lon.shape, bool)
    for ring in (SKETCH["coast"], *SKETCH["islands"]):
        shore = np.minimum(shore, distance(ragged_lon, ragged_lat, [*ring, ring[0]])[0])
        dry |= inside(ragged_lon, ragged_lat, ring)
    land = np.where(dry, land * step(shore / 0.5 + 0.15), 0.0)
    # twelve bits are enough for a picture and pack far better
    level = (np.clip(land / TOP_M, 0, 1) * 4095).round().astype(np.int64) * 16
    coast = np.clip(128 + np.where(dry, 1, -1) * shore * KM_PER_DEGREE / KM_PER_STEP, 0, 255).round()
    picture = np.stack([level >> 8, level & 255, coast.astype(np.int64)], axis=2).astype(np.uint8)
    pygame.image.save(pygame.surfarray.make_surface(picture.swapaxes(0, 1)), ART / "relief.png")
    print(f"relief.png: {(ART / 'relief.png').stat().st_size / 1e6:.2f} MB, highest {land.max():.0f} m")


if __name__ == "__main__":
    main()
