"""What the dashboard would send, as commands for a shell; nothing is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from releases_ui.sentry_api import shell
from releases_ui.sentry_api.addressing import release_path
from releases_ui.sentry_api.dialect import Dialect, ReleaseField
from releases_ui.sentry_api.errors import UnsupportedError
from releases_ui.sentry_api.payloads import Release
from releases_ui.sentry_api.sentences import say
from releases_ui.services import changes, releases
from releases_ui.services.outcomes import FieldOutcome
from releases_ui.services.upstream import ReleaseKey
from releases_ui.services.values import Value, Values


@dataclass(frozen=True)
class EditCommands:
    """An edit that is about to be made."""

    #: What would become of each field.
    planned: tuple[FieldOutcome, ...]
    #: Empty where nothing would be sent.
    curl: str = ""
    cli: str = ""
    #: Why there is no command of `sentry-cli`, in a sentence.
    why_no_cli: str = ""


def of_edit(key: ReleaseKey, opened_on: Values, wanted: Mapping[ReleaseField, Value]) -> EditCommands:
    """Return the commands for what a save would send now.

    Args:
        key: which release.
        opened_on: what the form showed when it was opened.
        wanted: the fields that the person changed; `None` clears.

    Raises:
        SentryError: the release could not be read.
    """
    release, dialect = releases.get(key), releases.dialect_of(key.org)
    proposal = changes.propose(dialect, opened_on, release, wanted)
    if proposal.body is None:
        return EditCommands(proposal.planned)
    path = release_path(key.org, key.version, dialect)
    cli, why_no_cli = _of_sentry_cli(key, dialect, release, proposal.sending)
    return EditCommands(proposal.planned, shell.curl(_server(), path, proposal.body, "PUT"), cli, why_no_cli)


def of_reading(key: ReleaseKey, dialect: Dialect) -> str:
    """Return the command that reads a release."""
    return shell.curl(_server(), release_path(key.org, key.version, dialect))


def _of_sentry_cli(
    key: ReleaseKey, dialect: Dialect, release: Release, sending: Mapping[ReleaseField, Value]
) -> tuple[str, str]:
    """Return the command, or why there is none."""
    try:
        options = dialect.finalize_options(release, sending)
    except UnsupportedError as error:
        return "", error.message
    if not key.version.isprintable():
        return "", say("The version holds characters that cannot be seen, so it is safer to send by its address.")
    return shell.finalize(_server(), key.org, key.version, options), ""


def _server() -> str:
    """Return the server's address without a name and a password, which are nobody's to copy."""
    address: str = settings.SENTRY_URL
    parts = urlsplit(address)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
