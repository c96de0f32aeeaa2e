"""Two releases side by side."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from releases_ui.forms.compare import CompareForm
from releases_ui.links import compare_href
from releases_ui.permissions import Right
from releases_ui.presentation.compare import prepare
from releases_ui.sentry_api.errors import NotFoundError, UnaddressableVersionError
from releases_ui.services import compare as service
from releases_ui.services import organizations
from releases_ui.services.compare import Side
from releases_ui.viewer import clock_for
from releases_ui.views.access import needs


@needs(Right.LOOK)
@require_safe
def compare(request: HttpRequest, org: str) -> HttpResponse:
    """Show two releases side by side, or the form that asks which; two ticked ones are put in their order first."""
    organizations.check_known(org)
    ticked = list(dict.fromkeys(request.GET.getlist("version")))
    if len(ticked) == 2:
        return HttpResponseRedirect(compare_href(org, *service.in_order(org, ticked[0], ticked[1])))
    form = CompareForm(request.GET)
    form.is_valid()
    context: dict[str, Any] = {"form": form, "ticked": ticked, "section": "compare"}
    if form.versions is None:
        return render(request, "compare/compare.html", context, status=422 if form.errors else 200)
    pair = service.read(org, *form.versions)
    if not _is_found(form, "from", pair.one) or not _is_found(form, "to", pair.other):
        return render(request, "compare/compare.html", context, status=404)
    clock, (one, other) = clock_for(request), form.versions
    context |= {
        "comparison": prepare(org, pair, clock),
        "is_same": one == other,
        "swap_href": compare_href(org, other, one),
        "as_of": clock.moment(pair.as_of),
        "dialect": pair.dialect,
    }
    return render(request, "compare/compare.html", context)


def _is_found(form: CompareForm, name: str, side: Side) -> bool:
    """Say whether a release could be read; where there is none, that stands beside its field.

    Raises:
        SentryError: it could not be read for another reason.
    """
    try:
        side.release.required()
    except UnaddressableVersionError as error:
        form.add_error(name, error.message)
    except NotFoundError:
        form.add_error(name, gettext("There is no such release, or the token does not reach it."))
    return name not in form.errors
