"""Says what stands behind the settings: which kind of server, and what the token may do there."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from releases_ui.sentry_api.abilities import ABILITIES
from releases_ui.sentry_api.client import ReleasesClient
from releases_ui.sentry_api.dialect import Dialect, Feature, ReleaseFilters
from releases_ui.sentry_api.errors import SentryError
from releases_ui.services import upstream


class Command(BaseCommand):
    help = "Say whether the releases API answers, which dialect it speaks, and what the token can and cannot do."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.SENTRY_ORG:
            raise CommandError("SENTRY_ORG is missing: set it to the organization's slug.")
        client = upstream.client()
        self._row("server", settings.SENTRY_URL)
        try:
            failed = [org for org in settings.SENTRY_ORG if not self._is_usable(client, org)]
            self._tell_scopes(client, client.dialect_for(settings.SENTRY_ORG[0]))
        except SentryError as error:
            raise CommandError(_words(error)) from error
        finally:
            upstream.forget_client()
        if failed:
            raise CommandError(f"The releases of {', '.join(failed)} cannot be listed.")

    def _is_usable(self, client: ReleasesClient, org: str) -> bool:
        """Try every kind of reading; return whether the releases at least can be listed."""
        started = time.perf_counter()
        dialect = client.dialect_for(org)
        how = "found out" if settings.SENTRY_DIALECT == "auto" else "set"
        self._row("dialect", f"{dialect.label} ({how}; it answered in {(time.perf_counter() - started) * 1000:.0f} ms)")
        self.stdout.write(f"\norganization {org}")
        self._try("organization", lambda: client.get_organization(org))
        is_usable = self._try("releases", lambda: client.list_releases(org, ReleaseFilters(status="all"), per_page=1))
        self._try("projects", lambda: client.list_projects(org, per_page=1))
        self._try_feature("environments", dialect, Feature.ENVIRONMENTS, lambda: client.list_environments(org))
        self._try_feature("repositories", dialect, Feature.REPOS, lambda: client.list_repos(org, per_page=1))
        return is_usable

    def _try_feature(self, name: str, dialect: Dialect, feature: Feature, call: Callable[[], object]) -> None:
        reason = dialect.supports(feature)
        if reason:
            self._row(name, reason)
        else:
            self._try(name, call)

    def _try(self, name: str, call: Callable[[], object]) -> bool:
        try:
            call()
        except SentryError as error:
            self._row(name, f"no: {_words(error)}")
            return False
        self._row(name, "can be read")
        return True

    def _tell_scopes(self, client: ReleasesClient, dialect: Dialect) -> None:
        self.stdout.write("\nthe token's scopes")
        try:
            scopes = client.get_root().scopes
        except SentryError as error:
            self._row("unknown", _words(error))
            return
        if not scopes:
            self._row("unknown", "the server does not tell them")
            return
        self._row("scopes", ", ".join(sorted(scopes)))
        for ability in ABILITIES[dialect.name]:
            answer = "yes" if ability.is_in(scopes) else f"no: takes one of {', '.join(ability.scopes)}"
            self._row(ability.name, answer)

    def _row(self, name: str, text: str) -> None:
        self.stdout.write(f"  {name:<36} {text}")


def _words(error: SentryError) -> str:
    return f"{error.message} {f'({error.detail})' if error.detail else ''}".strip()
