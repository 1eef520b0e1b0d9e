"""The error tree.

DiembaoError                 anything diembao raises on purpose; str(error) is one line for the user
├── UsageError               wrong use of a command or function; exit code 2
├── DataFileError            a rule file, gazetteer or site profile is faulty; names file and key; stops at start
├── WorkspaceError           the workspace cannot be opened: missing, locked, no permission, disk full
│   └── NewerVersionError    it was written by a newer diembao
└── InputError               one input cannot be used; the run goes on; counted in `status`
    ├── RejectedInput        read, but not an article for this corpus (not Vietnamese, empty, no body, forgotten …)
    ├── UnreadableInput      cannot be read at all (binary, broken record, over the size limit)
    └── FetchError           nothing came back over the network
"""

from __future__ import annotations


class DiembaoError(Exception):
    """Base of all errors raised on purpose. `str(error)` is one line that says what and where."""


class UsageError(DiembaoError):
    """The caller asked for something that cannot be done as asked."""


class DataFileError(DiembaoError):
    """A data file of ours or of the user's overlay is faulty: `path` and `key` say where."""

    def __init__(self, path: object, key: object, problem: str) -> None:
        super().__init__(f"{path}: {key}: {problem}")
        self.path = path
        self.key = key


class WorkspaceError(DiembaoError):
    """The workspace cannot be opened or written."""


class NewerVersionError(WorkspaceError):
    """Written by a newer diembao: nothing may be changed."""


class InputError(DiembaoError):
    """One input cannot be used. `reason` is a short stable word for counting, the text is for the reader."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


class RejectedInput(InputError):  # noqa: N818 - an outcome, not a fault
    """Read in full, but not an article of this corpus."""


class UnreadableInput(InputError):  # noqa: N818 - an outcome, not a fault
    """The bytes cannot be read as a page, a text or a record."""


class FetchError(InputError):
    """The network gave no usable answer."""
