"""Units: `annotate_units` finds and resolves organisations; `canonical_unit` names one phrase."""

from extractor.mine.units.annotate import annotate_units, canonical_unit, resolved_units, scan

__all__ = ["annotate_units", "canonical_unit", "resolved_units", "scan"]
