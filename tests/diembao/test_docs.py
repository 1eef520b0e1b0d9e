"""The commands in README and docs are executed: a document that lies fails."""

import re
import shlex
from pathlib import Path

import pytest

from diembao.workspace import Workspace
from tests.diembao.conftest import Command

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def commands() -> list[str]:
    found = []
    for document in DOCUMENTS:
        for block in re.findall(r"```console\n(.*?)```", document.read_text("utf-8"), re.DOTALL):
            found += [line[2:] for line in block.splitlines() if line.startswith("$ ")]
    return sorted(set(found))


@pytest.mark.parametrize("line", commands())
def test_commands_of_the_documents_work(
    diembao: Command, own: Workspace, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.chdir(own.root)
    (own.root / "tests").symlink_to(ROOT / "tests")  # some commands name the gold files
    program, *arguments = shlex.split(line)
    assert program == "diembao"
    told = diembao(*arguments)
    assert told.code == 0, told.err
    assert told.out


def test_every_command_has_a_heading_in_the_reference() -> None:
    headings = set(re.findall(r"^## ([\w-]+)$", (ROOT / "docs/reference.md").read_text("utf-8"), re.MULTILINE))
    modules = {p.stem.replace("_", "-") for p in (ROOT / "diembao/commands").glob("*.py") if not p.stem.startswith("_")}
    assert modules <= headings


def test_links_between_documents_lead_somewhere() -> None:
    for document in DOCUMENTS:
        for target in re.findall(r"\]\((?!http)([^)#]+)\)", document.read_text("utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_readme_shows_the_two_commands_first() -> None:
    first = (ROOT / "README.md").read_text("utf-8").split("```sh\n")[1].split("```")[0]
    assert [line.split()[:2] for line in first.splitlines()] == [["make", "demo"], ["make", "test"]]
