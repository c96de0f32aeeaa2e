"""What a date moves, said beside the edit form and at an address of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_safe

from releases_ui import error_text
from releases_ui.forms.edit import THEIRS, ReleasedFields, ReleaseForm, choice_name
from releases_ui.links import release_href
from releases_ui.permissions import Right
from releases_ui.presentation import rows
from releases_ui.presentation.impact import ImpactText, prepare
from releases_ui.sentry_api.dialect import Feature, as_json_value
from releases_ui.sentry_api.errors import SentryError
from releases_ui.sentry_api.payloads import Release, UnreadableRow
from releases_ui.services import impact, organizations, releases
from releases_ui.services.impact import Wish
from releases_ui.services.upstream import ReleaseKey
from releases_ui.viewer import clock_for
from releases_ui.views.access import needs
from releases_ui.views.htmx import is_partial, render_htmx


@needs(Right.EDIT, is_background=True)
@require_safe
def release_impact(request: HttpRequest, org: str, version: str) -> HttpResponse:
    """Say what a date moves; without one, or with one that cannot be read, what stands now."""
    organizations.check_known(org)
    key = ReleaseKey(org, version)
    context: dict[str, Any] = {"section": "releases"}
    status = 200
    try:
        release = releases.get(key)
        context["dialect"] = releases.dialect_of(org)
        context["row"] = rows.prepare(org, release, context["dialect"], clock_for(request))
        context["impact"] = _told(request, key, release, _wish(request.GET, _opened_on(request.GET)))
    except SentryError as error:
        if not is_partial(request):
            raise
        # Beside a form it is a detail, and no reason to cover what was typed with an alert.
        failure = error_text.describe(error)
        context["impact"], status = ImpactText(failure=failure.what), failure.status
    return render_htmx(request, "releases/impact.html", "releases/_impact_lines.html", context, status=status)


def beside(
    request: HttpRequest, key: ReleaseKey, release: Release | UnreadableRow, form: ReleaseForm
) -> Mapping[str, Any]:
    """Return what the form says of its date: at once on a whole page, else where htmx asks for it.

    So a form that opens in its place costs no call more.
    """
    if reason := form.dialect.supports(Feature.DATE_ORDER):
        return {"impact": ImpactText(reason=reason)}
    opened = form.opened.date_released
    href = release_href(key.org, key.version, form.dialect, "edit/impact")
    context = {"impact_href": f"{href}?{urlencode({'opened': as_json_value(opened) or ''})}"}
    if is_partial(request) or not isinstance(release, Release):
        return context
    try:
        return context | {"impact": _told(request, key, release, _wish(form.data, opened))}
    except SentryError:
        # The form comes first; a browser with scripts asks again.
        return context


def _told(request: HttpRequest, key: ReleaseKey, release: Release, wish: Wish | None) -> ImpactText:
    dialect = releases.dialect_of(key.org)
    return prepare(key.org, impact.look(key.org, release, wish), dialect, clock_for(request))


def _wish(data: Mapping[str, Any], opened: datetime | None) -> Wish | None:
    """Return the date that a save would send: none that cannot be read, nobody touched, or was set aside."""
    text = data.get("dateReleased")
    form = ReleasedFields(data)
    if text is None or data.get(choice_name("dateReleased")) == THEIRS or not form.is_valid():
        return None
    date = form.read_date(text)
    return None if form.errors or date == opened else Wish(date)


def _opened_on(data: QueryDict) -> datetime | None:
    """Return the date that the form was opened on."""
    try:
        opened = datetime.fromisoformat(data.get("opened", ""))
    except ValueError:
        return None
    return opened if opened.tzinfo else opened.replace(tzinfo=UTC)
