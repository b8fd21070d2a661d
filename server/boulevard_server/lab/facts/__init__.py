"""Stylised facts as experiments, a module for each topic; a new module is named in `TOPICS`."""

from __future__ import annotations

from importlib import import_module

TOPICS = (
    "bets",
    "cadres",
    "chains",
    "cities",
    "firms",
    "funds",
    "integrity",
    "nation",
    "smart",
    "talent",
    "treasury",
)
"""Modules of this package that register facts when they are imported."""


def load() -> None:
    """Import all topics, so that their facts are registered."""
    for topic in TOPICS:
        import_module(f"boulevard_server.lab.facts.{topic}")
