"""Query trees in few letters, for tables of what queries mean."""

from __future__ import annotations

from datetime import date

from index.nodes import And, Everything, Keyword, Mentioned, Near, Node, Not, Or, Published, Slot, Value, Words


def said(node: Node) -> str:
    """A tree in few letters: loose syllables with ~ before them, fuzzy ones with it behind, phrases joined by _."""
    match node:
        case Words():
            field = "" if len(node.fields) > 1 else f"{node.fields[0]}:"
            return field + "_".join(map(_slot, node.slots))
        case Near():
            operands = ("|".join(map(said, each)) for each in node.alternatives)
            return f"<{f' {node.distance} '.join(operands)}>"
        case And(parts):
            return f"({' & '.join(map(said, parts))})"
        case Or(parts):
            return f"({' | '.join(map(said, parts))})"
        case Not(part):
            return f"!{said(part)}"
        case Keyword():
            return f"{node.field}={node.value}{'*' if node.prefix else ''}"
        case Value():
            return f"{node.kind}={'~' if node.loose else ''}[{'; '.join(node.values)}]"
        case Published():
            return _span(node.first, node.last)
        case Mentioned():
            return f"@{_span(node.first, node.last)}"
        case Everything():
            return "all"


def _slot(slot: Slot) -> str:
    behind = "*" if slot.prefix else "~" * slot.fuzzy
    return f"{'~' if slot.loose else ''}{slot.form}{behind}"


def _span(first: date | None, last: date | None) -> str:
    return f"{first or ''}..{last or ''}"
