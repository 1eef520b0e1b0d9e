"""What stands at an address: pages, downloads and forms; and the visit of a reader to one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from urllib.parse import quote, urlencode

from corpus.errors import DiembaoError
from corpus.store import Store
from diembao.export.labels import Labels, labels
from diembao.web.faults import fault_told
from diembao.web.messages import Language, catalogue
from diembao.web.parameters import Parameter, State, Value
from diembao.web.settings import WebSettings
from diembao.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Site:
    """What all pages share. `resources` by name; `secret` makes the tokens of forms."""

    workspace: Workspace
    settings: WebSettings
    resources: Mapping[str, Resource]
    secret: bytes

    def address(self, name: str, state: State | None = None, /, **values: Value) -> str:
        """The address of a resource: `{…}` of its path from `values`, all else is its state.

        Raises KeyError for a resource that there is not.
        """
        return self.address_of(self.resources[name], state, **values)

    def address_of(self, resource: Resource, state: State | None = None, /, **values: Value) -> str:
        """The same for a resource at hand."""
        path, asked = resource.path, dict(values)
        for key in [key for key in asked if f"{{{key}}}" in path]:
            path = path.replace(f"{{{key}}}", quote(str(asked.pop(key)), safe=""))
        query = (state or State(resource.parameters)).but(**asked).query()
        return f"{path}?{query}" if query else path


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request: what was asked of which page, in which language. `ids` are the parts of the path.

    `carries_language` says that links have to name the language; `form_token` goes into every form that writes. A visit
    to the twin needs nothing that is only for the page.
    """

    site: Site
    resource: Resource
    state: State
    ids: Mapping[str, str] = field(default_factory=dict)
    language: Language = "vi"
    carries_language: bool = False
    form_token: str = ""
    is_twin: bool = False

    @property
    def workspace(self) -> Workspace:
        """The corpus."""
        return self.site.workspace

    def store(self) -> Store:
        """A connection to the corpus database, to be used in a `with`. Raises WorkspaceError."""
        return self.site.workspace.store()

    @property
    def full_text(self) -> bool:
        """Whether texts are shown whole."""
        return self.site.settings.full_text

    @property
    def labels(self) -> Labels:
        """The words of event types, roles, filters and the like."""
        return labels(self.language)

    def _(self, text: str, **values: object) -> str:
        """A message of the catalogue, for the rare text that a view makes."""
        told = catalogue(self.language).gettext(text)
        return told % values if values else told

    def fault(self, error: DiembaoError) -> str:
        """What is wrong with a question."""
        return fault_told(error, self.language)

    def to(self, name: str, /, **values: Value) -> str:
        """The address of another resource, in the same language."""
        return self._spoken(self.site.address(name, **values))

    def here(self, /, **changes: Value) -> str:
        """The address of this page with another state; what is changed begins at its first page again."""
        if "page" not in changes and any(p.name == "page" for p in self.resource.parameters):
            changes["page"] = None
        return self.at(self.state.but(**changes))

    def at(self, state: State, name: str | None = None, /, **changes: Value) -> str:
        """The address of this resource, or of another, with this state as far as that one takes it, and changes."""
        resource = self.site.resources[name] if name else self.resource
        shared = state.shared_with(resource.parameters).but(**changes)
        ids = {key: value for key, value in self.ids.items() if f"{{{key}}}" in resource.path}
        return self._spoken(self.site.address_of(resource, shared, **ids))

    def json(self) -> str:
        """The address of the twin of this page in JSON."""
        path, mark, query = self.site.address_of(self.resource, self.state, **self.ids).partition("?")
        return f"{path}.json{mark}{query}"

    def article_address(self, article: str) -> str:
        """The address of an article; it marks there the words that are looked for here."""
        if "article" not in self.site.resources:
            return ""
        asks = any(p.name == "q" for p in self.resource.parameters) and self.state.has("q")
        return self.to("article", id=article, **({"q": self.state.text("q")} if asks else {}))

    def in_language(self, language: Language) -> str:
        """The address of this very page in another language."""
        is_ours = self.site.resources.get(self.resource.name) is self.resource
        address = self.site.address_of(self.resource, self.state, **self.ids) if is_ours else "/"
        return f"{address}{'&' if '?' in address else '?'}{urlencode({'lang': language})}"

    def _spoken(self, address: str) -> str:
        if not self.carries_language:
            return address
        return f"{address}{'&' if '?' in address else '?'}{urlencode({'lang': self.language})}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page and its twin: `path` is HTML from `template`, `path` + `.json` and `/api` + `path` are `as_json`.

    `view` makes what is shown (the template has it as `view`); `nav` is its name in the navigation. `summary` explains
    it to users of the API, in English. The view raises DiembaoError or Refusal where nothing can be shown.
    """

    name: str
    path: str
    template: str
    view: Callable[[Visit], Any]
    as_json: Callable[[Any], Any]
    summary: str
    parameters: tuple[Parameter, ...] = ()
    nav: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A file: its bytes, or chunks of them made one by one while it is sent; `name` offers it to be kept.

    `policy` takes the place of the Content-Security-Policy of pages.
    """

    body: bytes | Iterator[bytes]
    type: str
    name: str | None = None
    policy: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """What is no page: a picture, a table, a list of citations; under /api as well.

    A `long` one has no time limit, but only as many are made at once as exports may run;
    one that is `drawn` waits for its turn among the pictures, so that pages need not wait for it.
    """

    name: str
    path: str
    answer: Callable[[Visit], Answer]
    summary: str
    type: str
    parameters: tuple[Parameter, ...] = ()
    long: bool = False
    drawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Something that is written, by POST with the token of the form; `act` gives the address where to go on.

    `fields` are read as parameters are. Not in the API.
    """

    name: str
    path: str
    act: Callable[[Visit], str]
    fields: tuple[Parameter, ...] = ()

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """The fields."""
        return self.fields


Resource: TypeAlias = Page | Download | Form
