"""Sessions of an occasion (`phiên trù bị`): they are part of it."""

from __future__ import annotations

from dataclasses import replace

from corpus.mentions import Participant
from extractor.events.doing import Predicate
from extractor.events.draft import Draft
from extractor.events.view import View


def session_of(view: View, scene: Draft | None, predicate: Predicate) -> tuple[Predicate, Participant | None]:
    """The predicate with the occasion's type where it names a session of it, and then who holds the occasion."""
    if scene is None or predicate.hit is None or view.cue_after("session", predicate.hit.start) is None:
        return predicate, None
    host = next((p for p in scene.cast.participants if p.kind == "unit"), None)
    return replace(predicate, type=scene.predicate.type), host
