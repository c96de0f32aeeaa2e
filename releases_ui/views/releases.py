"""One release: its overview, and its parts, each a page of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from releases_ui import error_text
from releases_ui.links import Page as Tab
from releases_ui.links import release_href
from releases_ui.permissions import Right
from releases_ui.presentation import actions, change_lines, issues, parts, rows
from releases_ui.sentry_api.dialect import Feature
from releases_ui.sentry_api.downloads import FileDownload
from releases_ui.sentry_api.errors import UnsupportedError
from releases_ui.sentry_api.payloads import Deploy, ReleaseFile
from releases_ui.sentry_api.sentences import say
from releases_ui.services import history, organizations, releases
from releases_ui.services.pool import Part
from releases_ui.services.releases import ReleasePage
from releases_ui.services.upstream import ReleaseKey
from releases_ui.viewer import Clock, clock_for
from releases_ui.views.access import needs

_TABS: tuple[tuple[Tab, str], ...] = (
    ("", say("Overview")),
    ("commits", say("Commits")),
    ("files", say("Files")),
    ("deploys", say("Deploys")),
    ("history", say("History")),
    ("raw", say("Raw")),
)


@needs(Right.LOOK)
@require_safe
def overview(request: HttpRequest, org: str, version: str) -> HttpResponse:
    """Show what matters about a release, with the first rows of its parts."""
    return show_overview(request, known_key(org, version))


def show_overview(request: HttpRequest, key: ReleaseKey, more: dict[str, Any] | None = None) -> HttpResponse:
    """Show the release as it is now; `more` is what a form that was just closed leaves behind."""
    page, clock = releases.overview(key), clock_for(request)
    context = {
        "commits": _shown(page.parts["commits"], lambda row: parts.commit_line(row, clock)),
        "deploys": _shown(page.parts["deploys"], lambda row: parts.deploy_line(row, clock), Deploy),
        "meta": page.parts["meta"].value,
        "changes": [change_lines.prepare(change, clock) for change in history.newest_of(key, 3)],
        "is_overview": True,
        **(more or {}),
        "issues": issues.prepare(page.release),
        "why_no_health": page.dialect.supports(Feature.HEALTH),
    }
    return render_tab(request, key, page, "", context)


@needs(Right.LOOK)
@require_safe
def commits(request: HttpRequest, org: str, version: str) -> HttpResponse:
    """Show the release's commits and the files that they changed, page by page."""
    key = known_key(org, version)
    cursor, files_cursor = request.GET.get("cursor"), request.GET.get("files_cursor")
    page = releases.page(
        key,
        commits=lambda: releases.commits(key, cursor=cursor),
        files=lambda: releases.commit_files(key, files_cursor),
    )
    clock = clock_for(request)
    context = {
        "commits": _shown(page.parts["commits"], lambda row: parts.commit_line(row, clock)),
        "files": _shown(page.parts["files"], parts.changed_file_line),
        "commit_pager": _pager(request, page.parts["commits"], "cursor"),
        "file_pager": _pager(request, page.parts["files"], "files_cursor"),
    }
    return render_tab(request, key, page, "commits", context)


@needs(Right.LOOK)
@require_safe
def files(request: HttpRequest, org: str, version: str) -> HttpResponse:
    """Show the release's files, those whose name contains what was typed."""
    key = known_key(org, version)
    query, cursor = request.GET.get("query", "")[:200], request.GET.get("cursor")
    page = releases.page(key, files=lambda: releases.files(key, cursor=cursor, query=query))
    clock = clock_for(request)
    context = {
        "files": _shown(page.parts["files"], lambda row: parts.file_line(row, clock), ReleaseFile),
        "file_pager": _pager(request, page.parts["files"], "cursor"),
        "query": query,
        "why_no_search": page.dialect.supports(Feature.FILE_SEARCH) or "",
        "why_no_download": page.dialect.supports(Feature.FILE_DOWNLOAD) or "",
    }
    return render_tab(request, key, page, "files", context)


@needs(Right.LOOK)
@require_safe
def deploys(request: HttpRequest, org: str, version: str) -> HttpResponse:
    """Show the release's deploys, newest first."""
    key = known_key(org, version)
    cursor = request.GET.get("cursor")
    page = releases.page(key, deploys=lambda: releases.deploys(key, cursor=cursor))
    clock = clock_for(request)
    context = {
        "deploys": _shown(page.parts["deploys"], lambda row: parts.deploy_line(row, clock), Deploy),
        "deploy_pager": _pager(request, page.parts["deploys"], "cursor"),
    }
    return render_tab(request, key, page, "deploys", context)


@needs(Right.LOOK)
@require_safe
def raw(request: HttpRequest, org: str, version: str) -> HttpResponse:
    """Show the release as the server's JSON, indented."""
    key = known_key(org, version)
    page = releases.page(key, raw=lambda: releases.raw(key))
    text = page.parts["raw"].value
    context = {"raw": _indented(text) if text else "", "failed": {**_failure(page.parts["raw"]), "rows": True}}
    return render_tab(request, key, page, "raw", context)


@needs(Right.LOOK)
@require_safe
def download(request: HttpRequest, org: str, version: str, file_id: str) -> HttpResponseBase:  # noqa: ARG001 - Django's signature
    """Pass a file on as an attachment, which no browser renders."""
    opened = releases.open_file(known_key(org, version), file_id)
    response = StreamingHttpResponse(_closing(opened), content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(opened.name, safe='')}"
    # Passed on byte for byte, with its length.
    response["Content-Encoding"] = "identity"
    if opened.size is not None:
        response["Content-Length"] = str(opened.size)
    return response


def _indented(text: bytes) -> str:
    """Return JSON with line breaks; half characters, which no page can carry, as escapes."""
    shown = json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    return shown.encode("utf-8", "backslashreplace").decode()


def _closing(opened: FileDownload) -> Iterator[bytes]:
    with opened:
        yield from opened.chunks()


def known_key(org: str, version: str) -> ReleaseKey:
    """Return what names the release.

    Raises:
        Http404: the dashboard does not show this organization.
    """
    organizations.check_known(org)
    return ReleaseKey(org, version)


def _shown(part: Part[Any], prepare: Any, kind: type | None = None) -> dict[str, Any]:
    """Return a part's rows ready to print; or why they are not there, and whether that is a failure at all."""
    page_rows = part.value.rows if part.value else []
    readable = [row for row in page_rows if kind is None or isinstance(row, kind)]
    return {
        "rows": [prepare(row) for row in readable],
        "unreadable": len(page_rows) - len(readable),
        "has_more": bool(part.value and part.value.next_cursor),
        **_failure(part),
    }


def _failure(part: Part[Any]) -> dict[str, Any]:
    if part.error is None:
        return {"missing": "", "error": None}
    if isinstance(part.error, UnsupportedError):
        return {"missing": part.error.message, "error": None}
    return {"missing": "", "error": error_text.describe(part.error)}


def _pager(request: HttpRequest, part: Part[Any], name: str) -> dict[str, str | None]:
    """Return the addresses of the part's next and previous page."""

    def href(cursor: str | None) -> str | None:
        if cursor is None:
            return None
        kept = [(key, value) for key, value in request.GET.items() if key != name]
        return "?" + urlencode([*kept, (name, cursor)])

    page = part.value
    return {"next": href(page.next_cursor), "previous": href(page.previous_cursor)} if page else {}


def render_tab(
    request: HttpRequest, key: ReleaseKey, page: ReleasePage, tab: Tab, context: dict[str, Any]
) -> HttpResponse:
    """Show one of the release's tabs, with the head that all of them have."""
    clock = clock_for(request)
    context |= head(key, page, clock)
    context["neighbours_href"] = _neighbours_href(request, key, page)
    context["tabs"] = [
        (release_href(key.org, key.version, page.dialect, name), name == tab, label) for name, label in _TABS
    ]
    return render(request, f"releases/{tab or 'overview'}.html", context)


def _neighbours_href(request: HttpRequest, key: ReleaseKey, page: ReleasePage) -> str:
    """Return where the releases around this one are looked up, in the project in which somebody came here."""
    project = request.GET.get("project", "")
    query = f"?{urlencode({'project': project})}" if project in page.release.project_slugs else ""
    return f"{release_href(key.org, key.version, page.dialect, 'neighbours')}{query}"


def head(key: ReleaseKey, page: ReleasePage, clock: Clock) -> dict[str, Any]:
    """Return what every page of a release prints at its top."""
    return {
        "row": rows.prepare(key.org, page.release, page.dialect, clock),
        "release": page.release,
        "actions": actions.prepare(key.org, page.release, page.dialect),
        "facts": parts.facts(page.release, clock),
        "as_of": clock.moment(page.as_of),
        "dialect": page.dialect,
        "section": "releases",
        "place": "release",
    }
