"""What creating and updating share: owners, commits, refs."""

from collections.abc import Mapping
from typing import Any

from releases_ui.demo_api.answers import RefusalError
from releases_ui.demo_api.sentry import bodies
from releases_ui.demo_api.sentry.call import Call, detail
from releases_ui.demo_api.store import organization
from releases_ui.demo_api.store.commits import CommitWriter


def find_owner(call: Call, body: Mapping[str, Any]) -> int | None:
    """Return the id of the member who is to own the release.

    Raises:
        RefusalError: 400 for somebody unknown.
    """
    if "owner" not in body:
        return None
    found = organization.find_user(call.connection, body["owner"])
    if found is None:
        raise RefusalError(400, {"owner": ["Unable to find user"]})
    return found


def apply_commits(call: Call, release_id: int, values: list[dict[str, Any]]) -> None:
    """Replace a release's commits; whatever was stored before stays stored when this fails.

    Raises:
        RefusalError: 409 while another call does the same, 500 for times that cannot be sorted.
    """
    commits = bodies.new_commits(values)
    with call.site.commit_locks.hold(release_id) as is_held:
        if not is_held:
            raise detail(409, "Release commits are currently being processed")
        with call.site.database.write() as connection:
            CommitWriter(connection).replace(release_id, commits)


def apply_refs(call: Call, refs: list[dict[str, Any]]) -> None:
    """Check the repositories of head commits; nothing would fetch commits here.

    Raises:
        RefusalError: 400 when the organization lacks a repository.
    """
    names = dict.fromkeys(ref["repository"] for ref in refs)
    unknown = [name for name in names if organization.find_repository(call.connection, name) is None]
    if unknown:
        raise RefusalError(400, {"refs": [f"Invalid repository names: {','.join(unknown)}"]})
