"""One URL, two faces: a whole page, and for htmx the part of it that changes."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

HTMX_VARY = ("HX-Request", "HX-Request-Type", "HX-History-Restore-Request")


def is_partial(request: HttpRequest) -> bool:
    """Say whether htmx will swap the answer into a part of the page."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Request-Type") == "partial"


def place_of(request: HttpRequest, places: Collection[str]) -> str:
    """Return in which of the `places` on other pages a form stands; `page` where it is a page of its own."""
    place = request.POST.get("in") or request.GET.get("in", "")
    return place if place in places and is_partial(request) else "page"


def render_htmx(
    request: HttpRequest, page: str, partial: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render `partial` for an htmx swap and `page`, which includes it, for anything else."""
    response = render(request, partial if is_partial(request) else page, context, status=status)
    patch_vary_headers(response, HTMX_VARY)
    return response


def replacing_page(response: HttpResponse) -> HttpResponse:
    """Return a whole page that htmx shows in place of the one it came from, whatever part of it asked."""
    response["HX-Retarget"] = response["HX-Reselect"] = "#main"
    response["HX-Reswap"] = "outerHTML"
    return response
