"""GlitchTip's root, organizations and projects."""

from releases_ui.demo_api.answers import Answer
from releases_ui.demo_api.glitchtip.call import EMPTY_PAGE, Call, answer, not_found
from releases_ui.demo_api.glitchtip.releases import answer_nothing
from releases_ui.demo_api.glitchtip.serialize import TEAM, organization_json, project_json
from releases_ui.demo_api.store import organization


def get_root(call: Call) -> Answer:
    """Answer anybody; a valid token is told its scopes, and itself."""
    if not call.token.value:
        return answer({"version": "0", "user": None, "auth": None})
    user = organization.users(call.connection, [1])[1]
    person = {"id": str(user.id), "name": user.name, "username": user.email, "email": user.email}
    return answer(
        {"version": "0", "user": person, "auth": {"scopes": list(call.token.scopes), "token": call.token.value}}
    )


def list_organizations(call: Call) -> Answer:
    """Answer the one organization there is, to its members."""
    row = organization.organization(call.connection)
    rows = [organization_json(row)] if call.token.is_member else []
    return answer(rows, headers=call.page_headers(EMPTY_PAGE, len(rows)))


def get_organization(call: Call) -> Answer:
    """Answer the organization with its projects."""
    if not call.is_inside:
        raise not_found()
    row = organization.organization(call.connection)
    projects = sorted(organization.projects(call.connection), key=lambda one: one.id)
    return answer(
        {
            **organization_json(row),
            "projects": [project_json(one) for one in projects],
            "teams": [{**TEAM, "isMember": True, "memberCount": 1}],
            "access": list(call.token.scopes),
            "openMembership": True,
        }
    )


def delete_organization(call: Call) -> Answer:
    """Answer that the organization is gone, as the server does; here it stays, and a test can see the call."""
    if not call.is_inside:
        raise not_found()
    return answer_nothing()


def list_projects(call: Call) -> Answer:
    """Answer every project by name, whatever was asked for; nothing for an unknown organization."""
    found = sorted(organization.projects(call.connection), key=lambda one: one.name) if call.is_inside else []
    return answer([project_json(one) for one in found], headers=call.page_headers(EMPTY_PAGE, len(found)))
