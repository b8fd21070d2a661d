"""What a seat sees, read from the wire by what shared/README.md says; for bots to import or to copy.

Imports nothing of the game: beside this file it needs only the dictionary that the server deflates with.
"""

import itertools
import math
import zlib
from pathlib import Path

import msgpack

DICTIONARY = (Path(__file__).parents[2] / "assets" / "protocol" / "dictionary.bin").read_bytes()


def opened(frame):
    """A message of the server. Large ones are deflated and begin with 0x78."""
    return msgpack.unpackb(_inflated(frame) if frame[0] == 0x78 else frame)


def _inflated(data):
    return zlib.decompressobj(zdict=DICTIONARY).decompress(data)


def columns(data, count):
    """So many numbers: a stretch with seven bits of each, then seven more of those that go on, until none does."""
    numbers, at, bits, going = [0] * count, 0, 0, range(count)
    while going:
        stretch, at = data[at : at + len(going)], at + len(going)
        for number, byte in zip(going, stretch, strict=True):
            numbers[number] |= (byte & 127) << bits
        going = [number for number, byte in zip(going, stretch, strict=True) if byte > 127]
        bits += 7
    return [number // 2 if number % 2 == 0 else -(number + 1) // 2 for number in numbers]


class Position:
    """The fields of the view, kept up to date; numbers are in quanta."""

    def take(self, message):
        """Take in a `Snapshot`, or what a `TurnResolved` has changed."""
        if message["type"] == "Snapshot":  # it adds to zeros
            self.specs = {spec[0]: spec for spec in message["schema"]}
            sizes = [(math.prod(spec[2]), spec[6]) for spec in self.specs.values()]
            self.halves = [[0] * sum(size for size, own in sizes if own == half) for half in (False, True)]
            self._add(message["common"], message["own"])
        else:
            self._pass()
            self._add(*(msgpack.unpackb(_inflated(message[part]))[0] for part in ("common", "own")))
        self.city = message["city"]

    def _pass(self):
        """What is told by turns ahead (last axis L) comes a turn nearer."""
        at = [0, 0]
        for _, axes, shape, _, _, _, own in self.specs.values():
            half, end = self.halves[own], at[own] + math.prod(shape)
            for start in range(at[own], end, shape[-1]) if axes.endswith("L") else ():
                half[start : start + shape[-1]] = [*half[start + 1 : start + shape[-1]], 0]
            at[own] = end

    def _add(self, *told):
        for half, (count, data) in zip(self.halves, told, strict=True):
            numbers = columns(data, 2 * count)
            places = itertools.accumulate(numbers[:count])
            for place, step in zip(sorted(places, key=lambda at: (abs(half[at]), at)), numbers[count:], strict=True):
                half[place] += step

    def field(self, name):
        """All numbers of a field, last axis fastest."""
        at = [0, 0]
        for spec in self.specs.values():
            size, own = math.prod(spec[2]), spec[6]
            if spec[0] == name:
                return self.halves[own][at[own] : at[own] + size]
            at[own] += size
        raise KeyError(name)

    def own(self, name):
        """What our own city has of a field with one number for each city, or of one that is ours alone."""
        return self.field(name)[self.city if self.specs[name][1] == "C" else 0]
