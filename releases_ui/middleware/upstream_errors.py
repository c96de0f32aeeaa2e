"""Turns a failed read of upstream into a page, or for htmx into a fragment, that says what to do."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from releases_ui.sentry_api.errors import SentryError
from releases_ui.views.errors import upstream_error


class UpstreamErrorMiddleware:
    """Answers every `SentryError` that a view did not handle itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on; failures arrive in `process_exception`."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Return the error page for a `SentryError`; everything else is a fault of ours."""
        return upstream_error(request, exception) if isinstance(exception, SentryError) else None
