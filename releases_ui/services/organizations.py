"""Which organizations the dashboard shows."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404

from releases_ui.sentry_api.errors import NotFoundError
from releases_ui.sentry_api.organization_payloads import Organization
from releases_ui.sentry_api.sentences import say
from releases_ui.services import upstream


def first() -> str:
    """Return the slug of the first organization: of `SENTRY_ORG`, else the first that the token sees.

    Raises:
        SentryError: any subclass; `NotFoundError` where the token sees no organization.
    """
    if settings.SENTRY_ORG:
        return str(settings.SENTRY_ORG[0])
    page = upstream.client().list_organizations()
    for row in page.rows:
        if isinstance(row, Organization):
            return row.slug
    raise NotFoundError(say("The token sees no organization. Set SENTRY_ORG, or use another token."))


def is_known(org: str) -> bool:
    """Say whether the dashboard shows an organization: every one, where `SENTRY_ORG` names none."""
    return not settings.SENTRY_ORG or org in settings.SENTRY_ORG


def check_known(org: str) -> None:
    """Refuse an organization that `SENTRY_ORG` does not name, where it names any.

    Raises:
        Http404: before anything is asked of upstream.
    """
    if not is_known(org):
        raise Http404
