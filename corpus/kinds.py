"""The closed sets of words that JSON, options and types share: apart from the types, since commands need only these."""

from __future__ import annotations

from typing import Literal

Mod = Literal["START", "MID", "END", "APPROX", "BEFORE", "AFTER"]
UnitType = Literal["party", "state", "police", "army", "mass", "other"]
EventType = Literal[
    "congress",
    "conference",
    "appointment",
    "transfer",
    "retirement",
    "promotion",
    "election",
    "award",
    "decision",
    "inspection",
    "ceremony",
    "crime",
    "other",
]
EventStatus = Literal["reported", "planned"]
Role = Literal["organiser", "chair", "speaker", "subject", "predecessor", "successor", "host", "other"]
Branch = Literal["police", "army", "navy"]
Change = Literal["begins", "ends", "holds", "planned"]
"""What a statement says of a post or rank: taken up, given up, held then; or only to be taken up, or said not to be."""
SiteKind = Literal["national", "sector", "provincial", "agency", "broadcaster", "portal", "police"]
