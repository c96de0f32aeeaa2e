"""What Sentry takes in the bodies of requests."""

from typing import Any

from releases_ui.demo_api.answers import internal_error
from releases_ui.demo_api.store.commits import NewCommit
from releases_ui.demo_api.validation import Field, FieldError, date_time, list_of, nested, text, url

LONGEST_VERSION = 200
LONGEST_REF = 200
#: The column's length; validation lets longer ones pass, the database does not.
LONGEST_STORED_URL = 200
LONGEST_COMMIT_ID = 64
FORBIDDEN_IN_VERSIONS = frozenset("/\\\n\r\t\f")
STATUSES = ("open", "archived")


def version(value: Any) -> str:
    """Return a version, not trimmed."""
    name = str(text(LONGEST_VERSION, is_blank_allowed=False, is_trimmed=False)(value))
    is_reserved = name.strip() in {"", ".", ".."} or name.strip().lower() == "latest"
    if is_reserved or not FORBIDDEN_IN_VERSIONS.isdisjoint(name):
        raise FieldError(f"Release with name {name} is not allowed")
    return name


def status(value: Any) -> str:
    """Return "open" or "archived"."""
    name = str(text(is_blank_allowed=False)(value))
    if name not in STATUSES:
        raise FieldError(f"Invalid status {name}")
    return name


def _patch_type(value: Any) -> str:
    kind = str(text(1, is_blank_allowed=False)(value))
    if kind not in {"A", "M", "D"}:
        raise FieldError(f"Commit patch_set type {kind} is not supported.")
    return kind


def _commit_range(value: Any) -> str:
    words = str(text(is_blank_allowed=False)(value))
    ends = words.split("..")
    if len(ends) > 2:
        raise internal_error()
    if not all(ends):
        raise FieldError("Commit cannot begin or end with ..")
    if max(len(end) for end in ends) > LONGEST_COMMIT_ID:
        many = f"Start or end commit too long - max is {LONGEST_COMMIT_ID} chars each"
        raise FieldError(many if len(ends) > 1 else f"Commit too long - max is {LONGEST_COMMIT_ID} chars")
    return words


def _environment(value: Any) -> str:
    name = str(text(64, is_blank_allowed=False)(value))
    if any(character in "\n\r\f/" for character in name):
        raise FieldError("Invalid value for environment")
    return name


PATCH = (
    Field("path", text(510, is_blank_allowed=False), is_required=True, is_nullable=False),
    Field("type", _patch_type, is_required=True, is_nullable=False),
)
COMMIT = (
    Field("id", text(LONGEST_COMMIT_ID, is_blank_allowed=False), is_required=True, is_nullable=False),
    Field("repository", text(64)),
    Field("message", text()),
    Field("author_name", text(128)),
    Field("author_email", text(75)),
    Field("timestamp", date_time),
    Field("patch_set", list_of(nested(PATCH))),
)
REF = (
    Field("commit", _commit_range, is_required=True, is_nullable=False),
    Field("repository", text(200, is_blank_allowed=False), is_required=True, is_nullable=False),
    Field("previousCommit", text(LONGEST_COMMIT_ID)),
)
METADATA = (
    Field("ref", text(LONGEST_REF)),
    Field("url", url),
    Field("dateReleased", date_time),
    Field("commits", list_of(nested(COMMIT)), is_nullable=False),
    Field("status", status, is_nullable=False),
)
HEADS = (
    Field("headCommits", list_of(), is_nullable=False),
    Field("refs", list_of(nested(REF)), is_nullable=False),
)
UPDATE = (*METADATA, *HEADS)
CREATE = (
    *METADATA,
    Field("version", version, is_required=True, is_nullable=False),
    Field("owner", text(is_blank_allowed=False), is_nullable=False),
    Field("projects", list_of(), is_required=True, is_nullable=False),
    *HEADS,
)
DEPLOY = (
    Field("name", text(64)),
    Field("environment", _environment, is_required=True, is_nullable=False),
    Field("url", url),
    Field("dateStarted", date_time),
    Field("dateFinished", date_time),
    Field("projects", list_of(), is_nullable=False),
)
FILE_NAME = (Field("name", text(200, is_blank_allowed=False), is_required=True, is_nullable=False),)


def new_commits(values: list[dict[str, Any]]) -> list[NewCommit]:
    """Return the commits of a body, newest first.

    Commits that ask to be left out are. Times on some and not on others, or null, and a message of null
    break the server.

    Raises:
        RefusalError: 500.
    """
    if any("message" in value and value["message"] is None for value in values):
        raise internal_error()
    kept = [value for value in values if "#skipsentry" not in value.get("message", "")]
    times = [value.get("timestamp") for value in kept if "timestamp" in value]
    if None in times or len(times) not in {0, len(kept)}:
        raise internal_error()
    kept.sort(key=lambda value: value.get("timestamp", 0), reverse=True)
    return [_new_commit(value) for value in kept]


def _new_commit(value: dict[str, Any]) -> NewCommit:
    return NewCommit(
        sha=value["id"],
        repository=value.get("repository"),
        message=value.get("message"),
        author_name=value.get("author_name"),
        author_email=value.get("author_email"),
        date_created=value.get("timestamp"),
        patch_set=[(patch["path"], patch["type"]) for patch in value.get("patch_set") or ()],
    )
