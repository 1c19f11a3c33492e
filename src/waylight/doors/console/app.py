"""The console: pages over one desk, for this machine alone, with no request to anywhere else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from waylight.desk.desk import LANES, Desk
from waylight.doors.cli.listing import rows
from waylight.doors.console.pages import render
from waylight.doors.view import detail, queue
from waylight.stage import ContractError

HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cache-control": "no-store",
}
_STATIC = Path(__file__).parent / "static"


def console(desk: Desk, lanes: Sequence[str] = LANES) -> Starlette:
    """An ASGI application over a desk; a lane that is not in `lanes` does not exist for it."""
    return Starlette(
        routes=[
            Route("/", _Pages(desk, lanes).queue),
            Route("/lane/{lane}", _Pages(desk, lanes).queue),
            Route("/lead/{lead}", _Pages(desk, lanes).lead),
            Route("/quarantine", _Pages(desk, lanes).quarantine),
            Route("/catalog", _Pages(desk, lanes).catalog),
            Route("/health", _health),
            Mount("/static", StaticFiles(directory=_STATIC)),
        ],
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost", "[::1]"]),
            Middleware(_Sealed),
        ],
        exception_handlers={404: _missing},
    )


class _Sealed:
    """Puts the security headers on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [(k, v) for k, v in message["headers"] if k.decode().lower() not in HEADERS]
                message["headers"] = kept + [(k.encode(), v.encode()) for k, v in HEADERS.items()]
            await send(message)

        await self._app(scope, receive, sealed)


class _Pages:
    def __init__(self, desk: Desk, lanes: Sequence[str]) -> None:
        self._desk, self._lanes = desk, lanes

    def queue(self, request: Request) -> Response:
        lane = request.path_params.get("lane", self._lanes[0])
        if lane not in self._lanes:
            return self._page("missing", 404, what="There is no such lane here.")
        lines = queue(self._desk, lane)
        weighed = [line for line in lines if line["enough"]]
        return self._page("queue", lane=lane, lines=lines, weighed=len(weighed))

    def lead(self, request: Request) -> Response:
        try:
            found = detail(self._desk, request.path_params["lead"])
        except ContractError as error:
            return self._page("missing", 404, what=error.what)
        if found["lane"] not in self._lanes:
            return self._page("missing", 404, what="There is no such lead here.")
        names = [line["lead"] for line in queue(self._desk, found["lane"])]
        place = names.index(found["lead"])
        before = names[place - 1] if place else None
        after = names[place + 1] if place + 1 < len(names) else None
        return self._page("lead", lane=found["lane"], found=found, before=before, after=after)

    def quarantine(self, request: Request) -> Response:
        raw = self._desk.raw
        return self._page(
            "quarantine", lane="quarantine", quarantined=raw.quarantine(),
            set_aside=raw.others("set aside"), unmapped=raw.others("unmapped"),
        )  # fmt: skip

    def catalog(self, request: Request) -> Response:
        return self._page("catalog", lane="catalog", rows=rows())

    def _page(self, name: str, status: int = 200, **values: object) -> HTMLResponse:
        values.setdefault("lane", "")
        html = render(f"{name}.html", lanes=self._lanes, synthetic=self._desk.synthetic, **values)
        return HTMLResponse(html, status)


def _health(request: Request) -> Response:
    return JSONResponse({"status": "ok"})


def _missing(request: Request, error: Exception) -> Response:
    return HTMLResponse(
        render("missing.html", lanes=LANES, lane="", synthetic=False, what="No such page."), 404
    )
