"""A page for every matter, the list of all of them, and what search engines are told."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from bot.policy.entrances import areas
from bot.policy.store import Store
from bot.policy.topics import Topic
from bot.web.api_error import ApiError
from bot.web.matter_view import matter_view
from bot.web.pages import apart, store_of
from bot.web.rendering import templates

router = APIRouter(default_response_class=HTMLResponse)


@router.get("/matters", include_in_schema=False)
async def matter_list(request: Request) -> HTMLResponse:
    """All matters by area and heading, each with its page."""
    return await apart(_matter_list, request)


@router.get("/matter/{slug}")
async def matter_page(request: Request, slug: str) -> HTMLResponse:
    """One matter: conclusion, who, how much, conditions, papers, steps, door, sources, related matters."""
    return await apart(_matter_page, request, slug)


@router.get("/matter", include_in_schema=False)
@router.get("/matter/", include_in_schema=False)
@router.get("/matters/", include_in_schema=False)
async def matter_list_address(request: Request) -> RedirectResponse:
    """The list under the addresses that people guess."""
    return RedirectResponse("/matters" + (f"?{request.url.query}" if request.url.query else ""), 308)


@router.get("/sitemap.xml", include_in_schema=False)
async def sitemap(request: Request) -> Response:
    """Every page that stands by itself, by whole addresses: there is none without BOT_PUBLIC_URL."""
    site = _site(request)
    if not site:
        raise ApiError(404, "no_public_url", "没有设置 BOT_PUBLIC_URL，所以没有站点地图。")
    store = store_of(request)
    paths = ["/", "/campus", "/startup", "/matters", "/policy/"]
    paths += [matter_url(topic) for topic in _shown(store)]
    paths += [f"/policy/{quote(document['number'])}" for document in store.documents()]
    rows = "".join(f"<url><loc>{site}{path}</loc></url>" for path in paths)
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    )
    return Response(f"{head}{rows}</urlset>", media_type="application/xml")


@router.get("/robots.txt", include_in_schema=False)
async def robots(request: Request) -> PlainTextResponse:
    """Everything may be found but conversations, the staff's pages and the interface."""
    closed = "".join(
        f"Disallow: {path}\n" for path in ("/api/", "/helpdesk", "/talk", "/embed", "/checklist")
    )
    site = _site(request)
    return PlainTextResponse(f"User-agent: *\n{closed}" + (f"Sitemap: {site}/sitemap.xml\n" if site else ""))


def matter_url(topic: Topic) -> str:
    """Address of a matter's page on the website."""
    return f"/matter/{topic.slug}"


def _matter_page(request: Request, slug: str) -> HTMLResponse:
    store = store_of(request)
    topic = store.topic(slug)
    if topic is None:
        return templates.TemplateResponse(request, "no_matter.html", {"near": _near(store, slug)}, 404)
    site = _site(request)
    context = {"m": matter_view(store, topic), "canonical": site + matter_url(topic), "site": site}
    return templates.TemplateResponse(request, "matter.html", context)


def _matter_list(request: Request) -> HTMLResponse:
    by_area: dict[str, dict[str, list[Topic]]] = {}
    for topic in _shown(store_of(request)):
        heading = "" if topic.theme == topic.area else topic.theme
        by_area.setdefault(topic.area, {}).setdefault(heading, []).append(topic)
    listed: list[dict[str, Any]] = [
        {"area": area, "name": name, "groups": sorted(by_area[area].items())}
        for area, name in areas().items()
        if area in by_area
    ]
    return templates.TemplateResponse(request, "matters.html", {"areas": listed})


def _shown(store: Store) -> list[Topic]:
    """The matters with a page of their own; what only tells of a document has the document's."""
    return [topic for topic in store.topics() if not topic.tells]


def _near(store: Store, slug: str) -> list[Topic]:
    """Matters whose address resembles a wrong one: it was cut off, or a word of it changed."""
    words = {word for word in slug.lower().replace("-", "_").split("_") if len(word) > 3}
    fitting = [(len(words & set(topic.slug.split("_"))), topic) for topic in _shown(store)]
    return [topic for hits, topic in sorted(fitting, key=lambda pair: -pair[0]) if hits][:5]


def _site(request: Request) -> str:
    # The host of a request is the client's word; without BOT_PUBLIC_URL addresses go without one.
    return str(request.app.state.settings.public_url).rstrip("/")
