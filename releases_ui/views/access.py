"""Which right a page needs, declared where the page is."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase

from releases_ui import permissions
from releases_ui.permissions import Right

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def needs(right: Right, *, is_background: bool = False) -> Callable[[View], View]:
    """Let only those see the page who have `right`; the outermost decorator of a view.

    The right stands on the view as `right`, from which the table of all pages is made; a page without one fails
    the tests. What a page asks for by itself is in the background: where the session has ended, it must not lead
    away from what is being typed.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            permissions.check(request.user, right)
            return view(request, *args, **kwargs)

        checked.right = right  # type: ignore[attr-defined]  # read by the table of all pages
        checked.is_background = is_background  # type: ignore[attr-defined]  # read by the sign-in middleware
        return cast("View", checked)

    return decorate


def open_to_all(view: View) -> View:
    """Let everybody see the page, signed in or not."""
    shown = login_not_required(view)
    shown.right = None  # type: ignore[attr-defined]  # read by the table of all pages
    return shown
