"""The application: routes from resources, one request from its state to its answer, and what is told where none is."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import Any, Literal
from urllib.parse import parse_qsl, quote

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from corpus.errors import DiembaoError, UsageError, WorkspaceError
from diembao.engines import kept_open
from diembao.web.deadlines import Workers
from diembao.web.faults import fault_told
from diembao.web.guard import (
    FORM_COOKIE,
    LANGUAGE_COOKIE,
    Guard,
    cookie,
    form_token,
    new_session,
    same,
    with_token,
)
from diembao.web.messages import Language, language_of, told
from diembao.web.pages import all_resources
from diembao.web.parameters import read_state
from diembao.web.refusals import Refusal, msg, not_found
from diembao.web.rendering import page_html, refusal_html, static_files
from diembao.web.resources import Answer, Download, Form, Page, Resource, Site, Visit
from diembao.web.settings import WebSettings
from diembao.web.stores import ServedWorkspace, close_idle
from diembao.workspace import Workspace

Twin = Literal["html", "json"]
_log = logging.getLogger("diembao.web")
_SAID = ("lang", "token")  # in every address, of no page
_NOTHING = Page(
    name="refusal", path="/", template="refusal.html", view=lambda _: None, as_json=lambda _: None, summary=""
)


def make_app(workspace: Workspace, settings: WebSettings, resources: Iterable[Resource] | None = None) -> Starlette:
    """The application over a workspace. `resources` other than ours are for tests."""
    listed = tuple(resources if resources is not None else all_resources())
    by_name = {resource.name: resource for resource in listed}
    assert len(by_name) == len(listed), "two resources have one name"
    site = Site(ServedWorkspace.of(workspace), settings, by_name, secrets.token_bytes(32))
    desk = _Desk(site, Workers(settings.workers, settings.seconds, settings.streams, close_idle))

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        with kept_open():
            yield
            desk.workers.close()

    return Starlette(
        routes=[*desk.routes()], middleware=[Middleware(Guard, settings=settings)], lifespan=lifespan,
        exception_handlers={404: desk.nothing_here, 405: desk.nothing_here},
    )  # fmt: skip


class _Desk:
    """Answers requests."""

    def __init__(self, site: Site, workers: Workers) -> None:
        self._site = site
        self.workers = workers

    def routes(self) -> Iterable[Route]:
        """A page and its twins before any other page whose path could be taken for theirs."""
        yield Route("/", self._home)
        yield Route("/static/{name}", self._static)
        yield Route("/token", self._let_in, methods=["POST"])
        rest = []
        for resource in self._site.resources.values():
            if isinstance(resource, Form):
                yield self._route(resource.path, partial(self._act, resource), ["POST"])
                continue
            if isinstance(resource, Download):
                yield self._route(resource.path, partial(self._send, resource))
                yield self._route(f"/api{resource.path}", partial(self._send, resource))
                continue
            for path in (f"{resource.path}.json", f"/api{resource.path}"):
                yield self._route(path, partial(self._show, resource, "json"))
            rest.append(self._route(resource.path, partial(self._show, resource, "html")))
        yield from rest

    def _route(
        self, path: str, answer: Callable[[Request], Awaitable[Response]], methods: list[str] | None = None
    ) -> Route:
        async def endpoint(request: Request) -> Response:
            return await self._answered(request, answer)

        return Route(path, endpoint, methods=methods or ["GET"])

    async def _answered(self, request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
        try:
            if (refused := request.scope.get("diembao.refusal")) is not None:
                raise refused
            return await answer(request)
        except Refusal as refusal:
            return self._refused(request, refusal)
        except UsageError as error:
            fault = fault_told(error, self._language(request)[0])
            return self._refused(request, Refusal(400, msg("This cannot be asked so."), fault))
        except WorkspaceError as error:
            return self._refused(request, Refusal(503, msg("The corpus cannot be read now."), str(error)))
        except DiembaoError as error:
            return self._refused(request, Refusal(500, msg("This went wrong."), str(error)))
        except Exception:
            _log.exception("%s %s", request.method, request.url.path)
            return self._refused(request, Refusal(500, msg("This went wrong; the server's log says how.")))

    async def _show(self, page: Page, twin: Twin, request: Request) -> Response:
        visit, is_canonical = self._visit(request, page)
        visit = replace(visit, is_twin=twin == "json")
        if twin == "html" and not is_canonical:
            return self._with_cookies(request, visit, RedirectResponse(visit.at(visit.state), 302))

        def made() -> tuple[int, str]:
            view = page.view(visit)
            text = as_json(page.as_json(view)) if twin == "json" else page_html(visit, page, view)
            return getattr(view, "status", 200), text

        status, text = await self.workers.run(made)
        if twin == "json":
            return Response(text, status, media_type="application/json")
        return self._with_cookies(request, visit, HTMLResponse(text, status))

    async def _send(self, download: Download, request: Request) -> Response:
        visit, _ = self._visit(request, download)
        workers = self.workers
        run = workers.run_long if download.long else workers.run_drawing if download.drawn else workers.run
        answer: Answer = await run(lambda: download.answer(visit))
        headers = dict(answer.headers)
        if answer.name:
            headers["content-disposition"] = f"attachment; filename*=UTF-8''{quote(answer.name)}"
        if answer.policy:
            headers["content-security-policy"] = answer.policy
        if isinstance(answer.body, bytes):
            return Response(answer.body, media_type=answer.type, headers=headers)
        if request.method == "HEAD":
            return Response(b"", media_type=answer.type, headers=headers)
        return StreamingResponse(await self.workers.stream(answer.body), media_type=answer.type, headers=headers)

    async def _act(self, form: Form, request: Request) -> Response:
        pairs = await _form_pairs(request)
        session = cookie(request.headers, FORM_COOKIE)
        given = next((value for name, value in pairs if name == "form_token"), "")
        if not session or not same(given, form_token(self._site.secret, session)):
            raise Refusal(403, msg("This form is too old; go back, load the page again and send it once more."))
        state = read_state(form.fields, [pair for pair in pairs if pair[0] not in ("form_token", "lang")])
        language, carries = self._language(request)
        visit = Visit(
            site=self._site, resource=form, state=state, ids=_path_parts(request), language=language,
            carries_language=carries,
        )  # fmt: skip
        address = await self.workers.run(lambda: form.act(visit))
        assert address.startswith("/"), address
        assert not address.startswith("//"), address
        return RedirectResponse(address, 303)

    async def _home(self, request: Request) -> Response:
        async def home(request: Request) -> Response:
            visit, _ = self._visit(request, _NOTHING)
            first = next(r for r in self._site.resources.values() if isinstance(r, Page))
            return self._with_cookies(request, visit, RedirectResponse(visit.to(first.name), 302))

        return await self._answered(request, home)

    async def _static(self, request: Request) -> Response:
        found = static_files().get(request.path_params["name"])
        if found is None or request.scope.get("diembao.refusal"):
            return self._refused(request, request.scope.get("diembao.refusal") or not_found())
        return Response(found[0], media_type=found[1], headers={"cache-control": "public, max-age=31536000, immutable"})

    async def _let_in(self, request: Request) -> Response:
        async def let_in(request: Request) -> Response:
            pairs = dict(await _form_pairs(request))
            token = self._site.settings.token
            if token is None or not same(pairs.get("token", ""), token):
                raise Refusal(401, msg("That is not the token."))
            return with_token(RedirectResponse("/", 303), token)

        return await self._answered(request, let_in)

    async def nothing_here(self, request: Request, _error: Exception) -> Response:
        """What is told of an address that is none, or does not take what was sent."""
        return self._refused(request, request.scope.get("diembao.refusal") or not_found())

    def _visit(self, request: Request, resource: Resource) -> tuple[Visit, bool]:
        """The visit, and whether its address is written as we write it."""
        pairs = parse_qsl(request.scope["query_string"].decode("latin-1"), max_num_fields=300)
        asked = [pair for pair in pairs if pair[0] not in _SAID]
        state = read_state(resource.parameters, asked)
        language, carries = self._language(request)
        session = cookie(request.headers, FORM_COOKIE)
        if not session:
            session = request.scope.setdefault("diembao.session", new_session())
        visit = Visit(
            site=self._site,
            resource=resource,
            state=state,
            ids=_path_parts(request),
            language=language,
            carries_language=carries,
            form_token=form_token(self._site.secret, session),
        )
        return visit, asked == state.pairs()

    def _language(self, request: Request) -> tuple[Language, bool]:
        """That of the address, which links then carry on, or of the cookie; else Vietnamese."""
        asked = language_of(request.query_params.get("lang"))
        return asked or language_of(cookie(request.headers, LANGUAGE_COOKIE)) or "vi", asked is not None

    def _with_cookies(self, request: Request, visit: Visit, response: Response) -> Response:
        if visit.carries_language and cookie(request.headers, LANGUAGE_COOKIE) != visit.language:
            response.set_cookie(LANGUAGE_COOKIE, visit.language, max_age=31536000, samesite="lax", httponly=True)
        if (session := request.scope.get("diembao.session")) is not None:
            response.set_cookie(FORM_COOKIE, session, samesite="strict", httponly=True)
        return response

    def _refused(self, request: Request, refusal: Refusal) -> Response:
        language, carries = self._language(request)
        message = told(refusal, language)
        path = request.url.path
        if path.endswith(".json") or path.startswith("/api/"):
            error = {"status": refusal.status, "message": message, "detail": refusal.detail or None}
            return Response(as_json({"error": error}), refusal.status, media_type="application/json")
        visit = Visit(
            site=self._site, resource=_NOTHING, state=read_state((), ()), language=language, carries_language=carries
        )
        headers = {"www-authenticate": "Bearer"} if refusal.status == 401 else None
        return HTMLResponse(refusal_html(visit, refusal, message), refusal.status, headers=headers)


def as_json(value: Any) -> str:
    """JSON for other programs: readable, and with nothing that could end a script element where somebody embeds it."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _path_parts(request: Request) -> dict[str, str]:
    return {name: str(value) for name, value in request.path_params.items()}


async def _form_pairs(request: Request) -> list[tuple[str, str]]:
    if request.headers.get("content-type", "").split(";")[0].strip() != "application/x-www-form-urlencoded":
        raise Refusal(415, msg("This form was not sent from a page of ours."))
    body = await request.body()
    try:
        return parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=300)
    except ValueError:
        raise Refusal(400, msg("This form was not sent from a page of ours.")) from None
