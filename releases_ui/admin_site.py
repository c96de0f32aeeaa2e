"""Django's admin site, entered and left by the dashboard's own doors."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import urlencode

from releases_ui import permissions
from releases_ui.permissions import Right


class RecordsSite(AdminSite):
    """The admin site without ways in of its own: they would know neither of pauses nor of our guards."""

    site_header = "Releases: people and records"
    site_title = "Releases"
    index_title = "People and records"

    def has_permission(self, request: HttpRequest) -> bool:
        """Say whether somebody who is signed in may see the site.

        Raises:
            PermissionDenied: they may not; the page says which role it takes.
        """
        return request.user.is_authenticated and bool(permissions.check(request.user, Right.MANAGE))

    @login_not_required
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # noqa: ARG002
        """Lead to the dashboard's sign-in page, and back."""
        back = request.GET.get("next", resolve_url("admin:index"))
        return HttpResponseRedirect(f"{resolve_url('login')}?{urlencode({'next': back})}")

    def password_change(  # type: ignore[override]  # Django's own shows a page here
        self,
        request: HttpRequest,  # noqa: ARG002 - Django's signature
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002
    ) -> HttpResponse:
        """Lead to the page on which everybody changes their own password."""
        return HttpResponseRedirect(resolve_url("password"))
