"""What pyproject.toml declares is what is there: every dependency, those of extras too, can be imported."""

from __future__ import annotations

import importlib
from importlib.metadata import packages_distributions, requires

import pytest
from packaging.requirements import Requirement

# Installed where PyICU can be built; tests of its own say where it must be.
OPTIONAL = {"followthemoney"}


def _declared() -> list[str]:
    """Names of the distributions that this Python needs, with those of all extras."""
    names = set()
    for line in requires("diembao") or ():
        requirement = Requirement(line)
        extras = ("", "web", "fast", "parquet", "charts", "dev", "validate")
        if requirement.marker is None or any(requirement.marker.evaluate({"extra": extra}) for extra in extras):
            names.add(requirement.name)
    return sorted(names - OPTIONAL)


# Stubs for the type checker, and tools that are commands: nothing to import.
NO_MODULE = {"types-requests", "types-beautifulsoup4", "ruff"}
# Modules within a namespace, which the metadata of the distribution does not name.
NAMESPACED = {"backports-zstd": ["backports.zstd"]}


@pytest.mark.parametrize("name", [name for name in _declared() if name not in NO_MODULE])
@pytest.mark.filterwarnings("ignore")
def test_a_declared_dependency_can_be_imported(name: str) -> None:
    plain = name.lower().replace("_", "-").replace(".", "-")
    modules = NAMESPACED.get(plain) or [
        module
        for module, owners in packages_distributions().items()
        if plain in {owner.lower().replace("_", "-") for owner in owners} and not module.startswith("_")
    ]
    assert modules, f"{name} brings no module"
    importlib.import_module(modules[0])


def test_nothing_else_is_asked_for_than_what_extras_are_named() -> None:
    extras = {
        marker.split("extra ==")[1].strip().strip("\"'")
        for line in requires("diembao") or ()
        if "extra ==" in (marker := line.partition(";")[2])
    }
    assert extras == {"web", "fast", "parquet", "charts", "dev", "validate"}
