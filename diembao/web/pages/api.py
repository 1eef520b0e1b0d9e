"""The interface for other programs: a page that lists it, and its description in OpenAPI 3.1, made from the pages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from diembao.web.parameters import LONGEST, MOST_VALUES, Parameter
from diembao.web.resources import Download, Form, Page, Resource, Visit
from diembao.web.settings import WebSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiView:
    """What can be asked; the limits are those of `settings`."""

    resources: tuple[Page | Download, ...]
    settings: WebSettings

    @property
    def longest(self) -> int:
        """Characters of a value."""
        return LONGEST

    @property
    def most(self) -> int:
        """Values of a parameter that may be repeated."""
        return MOST_VALUES


def view(visit: Visit) -> ApiView:
    """All pages and downloads."""
    listed = tuple(
        r for r in visit.site.resources.values() if not isinstance(r, Form) and r.name not in ("api", "help")
    )
    return ApiView(resources=listed, settings=visit.site.settings)


def as_json(shown: ApiView) -> dict[str, Any]:
    """The description in OpenAPI 3.1."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "diembao",
            "version": version("diembao"),
            "description": "A corpus of Vietnamese press: what its pages show, as JSON. An unknown parameter is refused"
            " (400), not passed over. Lists are complete: pages of hits say how many there are, downloads hold all.",
        },
        "paths": {f"/api{r.path}": {"get": _operation(r)} for r in shown.resources},
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Error": _ERROR},
        },
        **({"security": [{"token": []}]} if shown.settings.token else {}),
    }


_ERROR = {
    "type": "object",
    "properties": {
        "error": {
            "type": "object",
            "properties": {
                "status": {"type": "integer"},
                "message": {"type": "string"},
                "detail": {"type": ["string", "null"]},
            },
        }
    },
}
_FAULTS = {
    "400": "cannot be asked so; the message says why",
    "404": "there is no such thing",
    "503": "takes longer than is allowed, or the corpus cannot be read now",
}


def _operation(resource: Resource) -> dict[str, Any]:
    assert isinstance(resource, (Page, Download))
    kind = "application/json" if isinstance(resource, Page) else resource.type
    faults = {
        status: {
            "description": says,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
        }
        for status, says in _FAULTS.items()
    }
    return {
        "operationId": resource.name,
        "summary": resource.summary,
        "parameters": [
            *map(_path_parameter, re.findall(r"{(\w+)}", resource.path)),
            *map(_parameter, resource.parameters),
        ],
        "responses": {"200": {"description": "found", "content": {kind: {}}}, **faults},
    }


def _path_parameter(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    schema: dict[str, Any]
    if parameter.kind == "number":
        schema = {"type": "integer", "minimum": parameter.least, "maximum": parameter.most}
        schema |= {"default": int(parameter.default)} if parameter.default else {}
    else:
        schema = {"type": "string", "maxLength": parameter.longest}
        schema |= {"enum": list(parameter.choices)} if parameter.choices else {}
        schema |= {"default": parameter.default} if parameter.default else {}
    if parameter.repeated:
        schema = {"type": "array", "items": schema, "maxItems": MOST_VALUES}
    return {"name": parameter.name, "in": "query", "description": parameter.says, "schema": schema}


RESOURCES = (
    Page(
        name="help",
        path="/help",
        template="help.html",
        view=lambda _: None,
        as_json=lambda _: {"see": "docs/search.md"},
        summary="How to ask.",
    ),
    Page(
        name="api",
        path="/api",
        template="api.html",
        view=view,
        as_json=as_json,
        summary="What can be asked, in OpenAPI 3.1.",
    ),
)
