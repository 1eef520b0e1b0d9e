"""Edit distance for mistyped words and names of fields.

Our own, for words of some seven letters and distances of one and two: RapidFuzz has it, but as a compiled package of
12 MB whose import takes longer than all of ours together.
"""

from __future__ import annotations


def within(left: str, right: str, most: int) -> int | None:
    """The optimal string alignment distance of two strings, None where it is more than `most`.

    Counted are letters put in, left out, changed, and neighbours that changed places (Damerau 1964), none of them
    touched twice.

    >>> within("giam", "gaim", 2), within("lài", "lai", 1), within("công", "tỉnh", 2)
    (1, 1, None)
    """
    if left == right:
        return 0
    if abs(len(left) - len(right)) > most or len(set(left).difference(right)) > most:
        return None
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, letter in enumerate(left):
        above, before, row = before, row, [i + 1]
        for j, other in enumerate(right):
            cost = min(before[j] + (letter != other), before[j + 1] + 1, row[j] + 1)
            if above and j and letter == right[j - 1] and left[i - 1] == other:
                cost = min(cost, above[j - 1] + 1)
            row.append(cost)
        if min(row) > most and min(before) >= most:  # a swap may still reach back over one row
            return None
    return row[-1] if row[-1] <= most else None
