"""The organization: itself, its projects, repositories and environments; and the root."""

from typing import Any

from releases_ui.demo_api.answers import Answer
from releases_ui.demo_api.cursors import Turns, page_by_offset
from releases_ui.demo_api.dates import sentry_text
from releases_ui.demo_api.folding import fold
from releases_ui.demo_api.sentry.call import Call, answer, detail
from releases_ui.demo_api.serialize import LETTER_AVATAR, repository_json, user_json
from releases_ui.demo_api.store import organization

FIRST_USER = 1
TEAM = {"id": "1", "slug": "everyone", "name": "Everyone"}
#: What a project may have sent, and none here has.
ABSENT = (
    "firstTransactionEvent",
    "hasSessions",
    "hasProfiles",
    "hasReplays",
    "hasMonitors",
    "hasMinifiedStackTrace",
)
ACTIVE = {"id": "active", "name": "active"}


def get_root(call: Call) -> Answer:
    """Answer what the token may do, and whose it is."""
    if not call.token.value:
        return answer({"version": "0", "auth": None, "user": None})
    user = organization.users(call.connection, [FIRST_USER])[FIRST_USER]
    return answer({"version": "0", "auth": {"scopes": list(call.token.scopes)}, "user": user_json(user)})


def list_organizations(call: Call) -> Answer:
    """Answer the one organization there is."""
    rows, turns = page_by_offset(
        lambda offset, count: [_summary(organization.organization(call.connection))][offset : offset + count],
        call.limit(),
        call.cursor(),
    )
    return answer(rows, headers=call.link(turns))


def get_organization(call: Call) -> Answer:
    """Answer the organization with its projects."""
    return answer(_organization(call))


def update_organization(call: Call) -> Answer:
    """Answer the organization; nothing of it is ever changed here."""
    return answer(_organization(call))


def delete_organization(_call: Call) -> Answer:
    """Refuse, as for the default organization of an installation; a test can see that it was asked."""
    raise detail(400, "You cannot remove the default organization.")


def _organization(call: Call) -> dict[str, Any]:
    projects = _project_objects(call, call.projects())
    return {
        **_summary(organization.organization(call.connection)),
        "isDefault": True,
        "defaultRole": "member",
        "openMembership": True,
        "access": list(call.token.scopes),
        "role": "owner",
        "orgRole": "owner",
        "teams": [{**TEAM, "isMember": True, "hasAccess": True, "memberCount": 1}],
        "projects": projects,
    }


def _summary(row: organization.Organization) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "slug": row.slug,
        "status": ACTIVE,
        "name": row.name,
        "dateCreated": sentry_text(row.date_created),
        "isEarlyAdopter": False,
        "require2FA": False,
        "requireEmailVerification": False,
        "avatar": LETTER_AVATAR,
        "features": ["releases"],
    }


def list_projects(call: Call) -> Answer:
    """Answer a page of projects by slug; all of them, without a Link, with `all_projects`."""
    wanted = fold(call.parameter("query") or "")
    found = [one for one in call.projects() if wanted in fold(one.slug) or wanted in fold(one.name)]
    if call.is_on("all_projects"):
        return answer(_project_objects(call, found))
    rows, turns = _page(call, found)
    return answer(_project_objects(call, rows), headers=call.link(turns))


def list_repositories(call: Call) -> Answer:
    """Answer a page of repositories by name."""
    wanted = fold(call.parameter("query") or "")
    rows, turns = _page(call, [one for one in organization.repositories(call.connection) if wanted in fold(one.name)])
    return answer([repository_json(one) for one in rows], headers=call.link(turns))


def list_environments(call: Call) -> Answer:
    """Answer every environment; this list has no pages."""
    rows = organization.environments(call.connection)
    return answer([{"id": str(environment_id), "name": name} for environment_id, name in rows])


def _page(call: Call, found: list[Any]) -> tuple[list[Any], Turns]:
    return page_by_offset(lambda offset, count: found[offset : offset + count], call.limit(), call.cursor())


def _project_objects(call: Call, rows: list[organization.Project]) -> list[dict[str, Any]]:
    activity = organization.project_activity(call.connection)
    return [_project(call, row, activity) for row in rows]


def _project(call: Call, row: organization.Project, activity: organization.ProjectActivity) -> dict[str, Any]:
    latest = activity.latest_release.get(row.id)
    deploys = activity.latest_deploys.get(row.id, {})
    member_of = call.token.member_of
    return {
        "team": TEAM,
        "teams": [TEAM],
        "id": str(row.id),
        "name": row.name,
        "slug": row.slug,
        "isBookmarked": False,
        "isMember": member_of is None or row.slug in member_of,
        "access": list(call.token.scopes),
        "hasAccess": True,
        "dateCreated": sentry_text(row.date_created),
        "environments": activity.environments.get(row.id, []),
        "eventProcessing": {"symbolicationDegraded": False},
        "features": ["releases"],
        "firstEvent": None,
        **dict.fromkeys(ABSENT, False),
        "platform": row.platform,
        "platforms": [],
        "latestRelease": {"version": latest} if latest is not None else None,
        "hasUserReports": False,
        "latestDeploys": {
            name: {"version": version, "dateFinished": sentry_text(finished)}
            for name, (version, finished) in deploys.items()
        },
    }
