"""The lists of one release: commits, files changed, deploys; and reporting a deploy."""

from typing import Any

from releases_ui.demo_api.answers import Answer, internal_error
from releases_ui.demo_api.cursors import page_by_offset, page_by_position
from releases_ui.demo_api.dates import now_us
from releases_ui.demo_api.sentry import bodies
from releases_ui.demo_api.sentry.call import Call, answer, detail
from releases_ui.demo_api.serialize import commit_file_json, commits_json, deploy_json
from releases_ui.demo_api.store import commits, deploys, releases


def list_commits(call: Call) -> Answer:
    """Answer a page of commits, newest first."""
    row = call.visible_release()
    rows, turns = page_by_position(
        lambda start, count: commits.of_release(call.connection, row.id, start, count), call.limit(), call.cursor()
    )
    return answer(list(commits_json(call.connection, rows).values()), headers=call.link(turns))


def list_commit_files(call: Call) -> Answer:
    """Answer a page of the files that the commits change."""
    row = call.visible_release()
    rows, turns = page_by_offset(
        lambda offset, count: commits.files_changed(call.connection, row.id, offset, count), call.limit(), call.cursor()
    )
    return answer([commit_file_json(one) for one in rows], headers=call.link(turns))


def list_deploys(call: Call) -> Answer:
    """Answer a page of deploys, the one that finished last first."""
    row = call.visible_release()
    rows, turns = page_by_offset(
        lambda offset, count: deploys.of_release(call.connection, row.id, offset, count), call.limit(), call.cursor()
    )
    return answer([deploy_json(one) for one in rows], headers=call.link(turns))


def create_deploy(call: Call) -> Answer:
    """Report a deploy; the release's date stays as it is."""
    row = call.editable_release()
    body = call.fields(bodies.DEPLOY)
    projects = _deployed_projects(call, row, body.get("projects"))
    if body.get("dateFinished", 0) is None:
        raise internal_error()
    new = deploys.NewDeploy(
        environment=body["environment"],
        date_finished=body["dateFinished"] if "dateFinished" in body else now_us(),
        date_started=body.get("dateStarted"),
        name=body.get("name"),
        url=body.get("url"),
    )
    with call.site.database.write() as connection:
        deploy_id = deploys.insert(connection, row.id, new, [one.id for one in projects])
    return answer(deploy_json(deploys.by_ids(call.connection, [deploy_id])[deploy_id]), 201)


def _deployed_projects(call: Call, row: releases.Release, named: list[Any] | None) -> list[releases.ReleaseProject]:
    own = releases.projects_of(call.connection, [row.id])[row.id]
    if not named:
        return own
    foreign = [str(name) for name in named if name not in {one.slug for one in own}]
    if foreign:
        message = f"Invalid projects ({', '.join(foreign)}) for release {row.version}"
        raise detail(400, {"code": "parameter-validation-error", "message": message, "extra": {}})
    return [one for one in own if one.slug in named]
