"""Events from sentences. Which question: what happened or is planned, when, and who took part?"""

from extractor.events.find import find_events

__all__ = ["find_events"]
