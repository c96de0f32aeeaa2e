"""Filters of the list that people keep under a name."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from releases_ui.forms.filters import FilterForm
from releases_ui.forms.saved_view import NewSavedViewForm, SavedViewForm
from releases_ui.models import SavedView
from releases_ui.permissions import Right
from releases_ui.presentation import filter_words
from releases_ui.presentation.saved_views import prepare, view_href
from releases_ui.services import organizations, saved_views
from releases_ui.services.saved_views import NameTakenError, NotYoursError
from releases_ui.views.access import needs


@needs(Right.LOOK)
@require_http_methods(["GET", "HEAD", "POST"])
def view_list(request: HttpRequest, org: str) -> HttpResponse:
    """Show the views that the person sees, and with the parameters of a list a form to keep those; or keep them."""
    organizations.check_known(org)
    if request.method != "POST":
        filters = FilterForm(request.GET)
        filters.is_valid()
        form = NewSavedViewForm(initial={"address": filters.address()}) if request.GET else None
        return _show_all(request, org, form)
    form = NewSavedViewForm(request.POST)
    if not form.is_valid():
        return _show_all(request, org, form, status=422)
    try:
        view = saved_views.add(request.user, org, form.cleaned_data["address"], form.wanted)
    except NameTakenError as error:
        form.add_error("name", str(error))
        return _show_all(request, org, form, status=409)
    messages.success(request, gettext("Saved as %(name)s.") % {"name": view.name})
    return HttpResponseRedirect(view_href(view))


@needs(Right.LOOK)
@require_http_methods(["GET", "HEAD", "POST"])
def view_page(request: HttpRequest, org: str, number: int) -> HttpResponse:
    """Show one view, to change it for those who may; or change it."""
    view = _visible(request, org, number)
    if request.method != "POST":
        return _show(request, view)
    form = SavedViewForm(request.POST)
    if not form.is_valid():
        return _show(request, view, form, status=422)
    try:
        saved_views.change(request.user, view, form.wanted)
    except NotYoursError as refusal:
        return _show(request, view, refusal=str(refusal), status=409)
    except NameTakenError as error:
        form.add_error("name", str(error))
        return _show(request, view, form, status=409)
    messages.success(request, gettext("Saved as %(name)s.") % {"name": view.name})
    return HttpResponseRedirect(_all_href(org))


@needs(Right.LOOK)
@require_POST
def view_remove(request: HttpRequest, org: str, number: int) -> HttpResponse:
    """Remove a view."""
    view = _visible(request, org, number)
    try:
        saved_views.remove(request.user, view)
    except NotYoursError as refusal:
        return _show(request, view, refusal=str(refusal), status=409)
    messages.success(request, gettext("The view %(name)s is gone. The releases are untouched.") % {"name": view.name})
    return HttpResponseRedirect(_all_href(org))


@needs(Right.LOOK)
@require_POST
def view_start(request: HttpRequest, org: str, number: int) -> HttpResponse:
    """Make a view the person's start page, or with `stop` none."""
    view = _visible(request, org, number)
    if "stop" in request.POST:
        saved_views.start_on(request.user, None)
        messages.success(request, gettext("You start on the first list again."))
    else:
        saved_views.start_on(request.user, view)
        messages.success(request, gettext("You start on %(name)s from now on.") % {"name": view.name})
    return HttpResponseRedirect(_all_href(org))


def _visible(request: HttpRequest, org: str, number: int) -> SavedView:
    organizations.check_known(org)
    view = saved_views.visible_to(request.user, org).filter(pk=number).first()
    if view is None:
        # Whether somebody else has such a view is nobody's business.
        raise Http404
    return view


def _all_href(org: str) -> str:
    return reverse("releases:views", args=[org])


def _words(org: str, address: str) -> tuple[str, ...]:
    filters = FilterForm(QueryDict(address.removeprefix("?")))
    filters.is_valid()
    return filter_words.describe(filters.list_query(org), filters.data.get("period", ""))


def _show_all(request: HttpRequest, org: str, form: NewSavedViewForm | None, *, status: int = 200) -> HttpResponse:
    start = saved_views.start_of(request.user)
    views = saved_views.visible_to(request.user, org)
    context: dict[str, Any] = {
        "views": [prepare(view, _words(org, view.address), request.user, start) for view in views],
        "form": form,
        "words": _words(org, form["address"].value() or "") if form else (),
        "can_share": saved_views.can_share(request.user),
        "section": "releases",
    }
    return render(request, "views/list.html", context, status=status)


def _show(
    request: HttpRequest, view: SavedView, form: SavedViewForm | None = None, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    start = saved_views.start_of(request.user)
    context = {
        "form": form or SavedViewForm.of(view, is_start=start == view),
        "view": prepare(view, _words(view.organization, view.address), request.user, start),
        "number": view.pk,
        "refusal": refusal,
        "can_share": view.is_shared or saved_views.can_share(request.user),
        "section": "releases",
    }
    return render(request, "views/view.html", context, status=status)
