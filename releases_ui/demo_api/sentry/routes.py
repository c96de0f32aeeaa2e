"""Which address is which resource."""

from releases_ui.demo_api.routing import build_map
from releases_ui.demo_api.sentry import files, organization, parts, release, releases
from releases_ui.demo_api.sentry.call import Handler, Resource

READ = frozenset({"project:read", "project:write", "project:admin", "project:releases", "org:ci"})
WRITE = frozenset({"project:write", "project:admin", "project:releases", "org:ci"})
REMOVE = frozenset({"project:admin", "project:releases"})
ORGANIZATION_READ = frozenset({"org:read", "org:write", "org:admin"})
REPOSITORY_READ = ORGANIZATION_READ | {"org:ci", "org:integrations"}
RELEASE_SCOPES = {"GET": READ, "POST": WRITE, "PUT": WRITE, "DELETE": REMOVE}
ORGANIZATION_SCOPES = {
    "GET": ORGANIZATION_READ,
    "POST": frozenset({"org:write", "org:admin"}),
    "PUT": frozenset({"org:write", "org:admin"}),
    "DELETE": frozenset({"org:admin"}),
}


def _of_release(**handlers: Handler) -> Resource:
    return Resource(_allow(handlers), RELEASE_SCOPES, handlers)


def _of_organization(**handlers: Handler) -> Resource:
    return Resource(_allow(handlers), ORGANIZATION_SCOPES, handlers)


def _allow(handlers: dict[str, Handler]) -> str:
    return ", ".join([*handlers, "HEAD", "OPTIONS"])


RELEASES = "organizations/<org>/releases/"
RELEASE = RELEASES + "<version>/"
PROJECT_RELEASES = "projects/<org>/<project>/releases/"
LIST = _of_release(GET=releases.list_releases, POST=releases.create_release)
DETAIL = _of_release(GET=release.get_release, PUT=release.update_release, DELETE=release.delete_release)

RESOURCES: dict[str, Resource] = {
    "": Resource("GET, HEAD, OPTIONS", {}, {"GET": organization.get_root}, is_open=True),
    "organizations/": Resource(
        "GET, POST, HEAD, OPTIONS", {"GET": frozenset()}, {"GET": organization.list_organizations}
    ),
    "organizations/<org>/": _of_organization(
        GET=organization.get_organization,
        PUT=organization.update_organization,
        DELETE=organization.delete_organization,
    ),
    "organizations/<org>/projects/": _of_organization(GET=organization.list_projects),
    "organizations/<org>/repos/": Resource(
        "GET, POST, HEAD, OPTIONS",
        {**ORGANIZATION_SCOPES, "GET": REPOSITORY_READ},
        {"GET": organization.list_repositories},
    ),
    "organizations/<org>/environments/": _of_organization(GET=organization.list_environments),
    RELEASES: LIST,
    RELEASES + "stats/": _of_release(GET=releases.list_stats),
    RELEASE: DETAIL,
    RELEASE + "commits/": _of_release(GET=parts.list_commits),
    RELEASE + "commitfiles/": _of_release(GET=parts.list_commit_files),
    RELEASE + "deploys/": _of_release(GET=parts.list_deploys, POST=parts.create_deploy),
    RELEASE + "meta/": _of_release(GET=release.get_meta),
    RELEASE + "previous-with-commits/": _of_release(GET=release.get_previous_with_commits),
    RELEASE + "files/": _of_release(GET=files.list_files, POST=files.upload_file),
    RELEASE + "files/<file_id>/": _of_release(GET=files.get_file, PUT=files.rename_file, DELETE=files.delete_file),
    PROJECT_RELEASES: _of_release(GET=releases.list_releases),
    PROJECT_RELEASES + "<version>/": DETAIL,
    PROJECT_RELEASES + "<version>/commits/": _of_release(GET=parts.list_commits),
    PROJECT_RELEASES + "<version>/files/": _of_release(GET=files.list_files),
}
MAP = build_map(RESOURCES)
