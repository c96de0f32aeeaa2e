"""What each method of the client sends, and what it makes of a good answer."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import responses

from releases_ui.sentry_api.client import CreateAnswer, ReleasesClient
from releases_ui.sentry_api.dialect import ReleaseFilters
from releases_ui.sentry_api.errors import (
    BrokenUpstreamError,
    NotFoundError,
    UnaddressableVersionError,
    UnsupportedError,
)
from releases_ui.sentry_api.organization_payloads import ApiRoot, Auth, Environment, Organization, Project
from releases_ui.sentry_api.pagination import Page
from releases_ui.sentry_api.payloads import (
    Commit,
    CommitFile,
    Deploy,
    Release,
    ReleaseFile,
    ReleaseMeta,
    Repository,
    UnreadableRow,
)

API = "https://releases.test/api/0"
RELEASES = f"{API}/organizations/acme/releases/"
NEXT = (
    '<http://inside.test/x>; rel="previous"; results="false"; cursor="20:-1:1", '
    '<http://inside.test/x>; rel="next"; results="true"; cursor="20:1:0"'
)


@pytest.fixture
def server() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock() as mock:
        yield mock


def client(*, dialect: str = "sentry", base_url: str = "https://releases.test/") -> ReleasesClient:
    return ReleasesClient(base_url, "token-of-the-team", user_agent="dashboard/1", dialect=dialect)


def sent(server: responses.RequestsMock) -> list[tuple[str, str, Any]]:
    """Return method, address and body of every call so far."""
    return [(call.request.method or "", call.request.url or "", call.request.body) for call in server.calls]


def test_list_releases_asks_for_a_page_and_reads_its_cursors(server: responses.RequestsMock) -> None:
    server.get(RELEASES, json=[{"version": "web@1"}, {"version": 2}], headers={"Link": NEXT})

    page = client().list_releases("acme", ReleaseFilters(query="web@"), per_page=20, cursor="20:0:0")

    assert page.rows[0] == Release(version="web@1")
    assert isinstance(page.rows[1], UnreadableRow)
    assert (page.next_cursor, page.previous_cursor) == ("20:1:0", None)
    assert sent(server) == [
        ("GET", f"{RELEASES}?project=-1&status=open&query=web%40&per_page=20&cursor=20%3A0%3A0", None)
    ]


def test_list_releases_of_glitchtip_sends_only_the_page(server: responses.RequestsMock) -> None:
    server.get(RELEASES, json=[], headers={"Link": '{\'<http://x/>; rel="next"; results="false"\'}'})

    page = client(dialect="glitchtip").list_releases("acme", ReleaseFilters(query="a"), per_page=500)

    assert page == Page([])
    assert sent(server) == [("GET", f"{RELEASES}?limit=100", None)]


def test_half_a_character_in_a_parameter_is_sent_as_a_question_mark(server: responses.RequestsMock) -> None:
    server.get(RELEASES, json=[])

    client().list_releases("acme", ReleaseFilters(environments=("\ud800",)), per_page=20)

    assert sent(server) == [("GET", f"{RELEASES}?project=-1&environment=%3F&status=open&per_page=20", None)]


@pytest.mark.parametrize(
    ("version", "segment"),
    [
        ("web@1.0+2", "web%401.0%2B2"),
        ("a b", "a%20b"),
        ("%2F", "%252F"),
        ("#?&", "%23%3F%26"),
        ("~'\"", "~%27%22"),
        ("日本", "%E6%97%A5%E6%9C%AC"),
        ("  x ", "%20%20x%20"),
        ("a\\b", "a%5Cb"),
        ("...", "..."),
        ("new", "new"),
    ],
)
def test_get_release_encodes_the_whole_version(server: responses.RequestsMock, version: str, segment: str) -> None:
    server.get(f"{RELEASES}{segment}/", json={"version": version})

    release = client().get_release("acme", version)

    assert release == Release(version=version)
    assert sent(server) == [("GET", f"{RELEASES}{segment}/", None)]


@pytest.mark.parametrize("version", ["", ".", "..", "a/b", "../../x", "a\0", "\udfff"])
@pytest.mark.parametrize("dialect", ["sentry", "glitchtip"])
def test_a_version_that_would_leave_its_place_is_refused_before_any_call(
    server: responses.RequestsMock, dialect: str, version: str
) -> None:
    ours = client(dialect=dialect)
    calls: list[Callable[[], object]] = [
        lambda: ours.get_release("acme", version),
        lambda: ours.get_release_raw("acme", version),
        lambda: ours.update_release("acme", version, {}),
        lambda: ours.delete_release("acme", version),
        lambda: ours.list_files("acme", version, per_page=10),
    ]

    for call in calls:
        with pytest.raises(UnaddressableVersionError):
            call()

    assert sent(server) == []


@pytest.mark.parametrize("org", ["", "..", ".", "a/b"])
def test_an_organization_that_would_leave_its_place_is_not_found(server: responses.RequestsMock, org: str) -> None:
    for call in (lambda: client().get_organization(org), lambda: client().delete_release(org, "1")):
        with pytest.raises(NotFoundError):
            call()

    assert sent(server) == []


def test_get_release_can_ask_for_health(server: responses.RequestsMock) -> None:
    server.get(f"{RELEASES}1/", json={"version": "1", "adoptionStages": {"web": {"stage": "adopted"}}})

    release = client().get_release("acme", "1", is_health_wanted=True)

    assert release == Release(version="1", adoption_stages={"web": {"stage": "adopted"}})
    assert sent(server) == [("GET", f"{RELEASES}1/?adoptionStages=1&health=1", None)]


def test_get_release_does_not_believe_another_release(server: responses.RequestsMock) -> None:
    server.get(f"{RELEASES}a%20/", json={"version": "a"})

    with pytest.raises(BrokenUpstreamError, match="another release"):
        client().get_release("acme", "a ")


def test_get_release_raw_returns_what_the_server_sent(server: responses.RequestsMock) -> None:
    text = '{"version" : "1",  "new": NaN}'
    server.get(f"{RELEASES}1/", body=text, content_type="application/json")

    assert client().get_release_raw("acme", "1") == text.encode()


@pytest.mark.parametrize(
    ("dialect", "status", "is_new"), [("sentry", 201, None), ("sentry", 208, False), ("glitchtip", 201, True)]
)
def test_create_release_tells_the_new_from_the_old_where_the_status_does(
    server: responses.RequestsMock, dialect: str, status: int, *, is_new: bool | None
) -> None:
    server.post(RELEASES, json={"version": "1"}, status=status)

    answer = client(dialect=dialect).create_release("acme", {"version": "1", "projects": ["web"]})

    assert answer == CreateAnswer(status, Release(version="1"), is_new)
    assert sent(server) == [("POST", RELEASES, b'{"version": "1", "projects": ["web"]}')]


def test_update_release_sends_the_body_and_reads_the_answer(server: responses.RequestsMock) -> None:
    server.put(f"{RELEASES}1/", json={"version": "1", "ref": "b"})

    release = client().update_release("acme", "1", {"ref": "b", "dateReleased": None})

    assert release == Release(version="1", ref="b")
    assert sent(server) == [("PUT", f"{RELEASES}1/", b'{"ref": "b", "dateReleased": null}')]


def test_a_write_whose_answer_cannot_be_read_was_still_done(server: responses.RequestsMock) -> None:
    server.put(f"{RELEASES}1/", body="[", content_type="application/json")
    server.post(RELEASES, json=[], status=201)
    server.post(f"{RELEASES}1/deploys/", json={}, status=201)

    answers = [
        client().update_release("acme", "1", {}),
        client().create_release("acme", {}).release,
        client().create_deploy("acme", "1", {"environment": "qa"}),
    ]

    assert answers == [None, None, None]


def test_delete_release_expects_no_body(server: responses.RequestsMock) -> None:
    server.delete(f"{RELEASES}1/", status=204)

    client().delete_release("acme", "1")

    assert sent(server) == [("DELETE", f"{RELEASES}1/", None)]


def test_the_parts_of_a_release_are_lists_of_their_own(server: responses.RequestsMock) -> None:
    for part, row in {
        "commits": {"id": "c0ffee"},
        "commitfiles": {"filename": "README.md", "type": "M", "repoName": "acme/web"},
        "files": {"id": "113", "name": "~/a.js", "size": 78},
        "deploys": {"id": "9", "environment": "qa", "dateFinished": "2026-01-02T03:04:05Z"},
    }.items():
        server.get(f"{RELEASES}1/{part}/", json=[row], headers={"Link": NEXT})

    ours = client()
    pages = [
        ours.list_commits("acme", "1", per_page=10),
        ours.list_commit_files("acme", "1", per_page=10, cursor="10:1:0"),
        ours.list_files("acme", "1", per_page=10, query="a.js"),
        ours.list_deploys("acme", "1", per_page=10),
    ]

    finished = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert pages == [
        Page([Commit(id="c0ffee")], "20:1:0"),
        Page([CommitFile(filename="README.md", type="M", repo_name="acme/web")], "20:1:0"),
        Page([ReleaseFile(id="113", name="~/a.js", size=78)], "20:1:0"),
        Page([Deploy(id="9", environment="qa", date_finished=finished)], "20:1:0"),
    ]
    assert [url.removeprefix(RELEASES) for _, url, _ in sent(server)] == [
        "1/commits/?per_page=10",
        "1/commitfiles/?per_page=10&cursor=10%3A1%3A0",
        "1/files/?per_page=10&query=a.js",
        "1/deploys/?per_page=10",
    ]


def test_create_deploy_returns_the_deploy(server: responses.RequestsMock) -> None:
    server.post(f"{RELEASES}1/deploys/", json={"id": "9", "environment": "qa"}, status=201)

    assert client().create_deploy("acme", "1", {"environment": "qa"}) == Deploy(id="9", environment="qa")


def test_get_meta_returns_the_counts(server: responses.RequestsMock) -> None:
    server.get(f"{RELEASES}1/meta/", json={"version": "1", "commitCount": 350, "releaseFileCount": 0})

    assert client().get_meta("acme", "1") == ReleaseMeta(version="1", commit_count=350, release_file_count=0)


def test_the_organization_has_projects_repositories_and_environments(server: responses.RequestsMock) -> None:
    organization = f"{API}/organizations/acme/"
    server.get(organization, json={"id": "1", "slug": "acme", "name": "Acme"})
    server.get(f"{organization}projects/", json=[{"id": "3", "slug": "web"}], headers={"Link": NEXT})
    server.get(f"{organization}repos/", json=[{"id": "4", "name": "acme/web"}])
    server.get(f"{organization}environments/", json=[{"id": "1", "name": "qa"}])

    ours = client()

    assert ours.get_organization("acme") == Organization(id="1", slug="acme", name="Acme")
    assert ours.list_projects("acme") == Page([Project(id="3", slug="web")], "20:1:0")
    assert ours.list_repos("acme") == Page([Repository(id="4", name="acme/web")])
    assert ours.list_environments("acme") == [Environment(id="1", name="qa")]


def test_the_root_and_the_organizations_need_no_dialect(server: responses.RequestsMock) -> None:
    server.get(f"{API}/", json={"version": "0", "auth": {"scopes": ["org:read"]}, "user": None})
    server.get(f"{API}/organizations/", json=[{"slug": "acme"}])

    ours = client(dialect="auto")

    assert ours.get_root() == ApiRoot(version="0", auth=Auth(scopes=("org:read",)))
    assert ours.list_organizations() == Page([Organization(slug="acme")])
    assert len(server.calls) == 2


def test_what_the_dialect_knows_to_be_missing_is_not_asked_for(server: responses.RequestsMock) -> None:
    ours = client(dialect="glitchtip")
    calls: dict[str, Callable[[], object]] = {
        "commits": lambda: ours.list_commits("acme", "1", per_page=10),
        "changed files": lambda: ours.list_commit_files("acme", "1", per_page=10),
        "deploys": lambda: ours.list_deploys("acme", "1", per_page=10),
        "counts": lambda: ours.get_meta("acme", "1"),
        "hand out": lambda: ours.open_file("acme", "1", 5),
        "search": lambda: ours.list_files("acme", "1", per_page=10, query="js"),
        "repositories": lambda: ours.list_repos("acme"),
        "environment": lambda: ours.list_environments("acme"),
    }

    for word, call in calls.items():
        with pytest.raises(UnsupportedError, match=word):
            call()

    assert sent(server) == []


def test_a_web_page_where_a_list_belongs_means_that_the_server_has_no_such_list(server: responses.RequestsMock) -> None:
    server.get(f"{RELEASES}1/deploys/", body="<!doctype html><title>App</title>", content_type="text/html")

    with pytest.raises(UnsupportedError) as caught:
        client().list_deploys("acme", "1", per_page=10)

    assert (caught.value.message, caught.value.detail) == ("Sentry has no deploys to ask for.", "App")


@pytest.mark.parametrize(
    ("rows", "headers", "name"),
    [
        ([{"id": 1, "version": "1"}], {"Link": NEXT}, "sentry"),
        ([], {"Link": NEXT}, "sentry"),
        ([], {}, "sentry"),
        ([], {"X-Max-Hits": "1000"}, "glitchtip"),
        ([], {"Link": '{\'<http://x/>; rel="next"; results="false"\'}'}, "glitchtip"),
        ([{"version": "1"}], {"Link": NEXT}, "glitchtip"),
    ],
)
def test_the_dialect_is_found_by_one_look_at_the_list(
    server: responses.RequestsMock, rows: list[dict[str, Any]], headers: dict[str, str], name: str
) -> None:
    server.get(RELEASES, json=rows, headers=headers)
    ours = client(dialect="auto")

    names = [ours.dialect_for("acme").name for _ in range(3)]

    assert names == [name] * 3
    assert sent(server) == [("GET", f"{RELEASES}?per_page=1&limit=1&project=-1&status=", None)]


def test_a_look_that_failed_is_taken_again(server: responses.RequestsMock) -> None:
    server.get(RELEASES, status=404, json={"detail": "The requested resource does not exist"})
    server.get(RELEASES, json=[], headers={"X-Max-Hits": "0"})
    ours = client(dialect="auto")

    with pytest.raises(NotFoundError):
        ours.dialect_for("acme")

    assert ours.dialect_for("acme").name == "glitchtip"


@pytest.mark.parametrize("base_url", ["https://sentry.io/", "https://de.sentry.io"])
def test_the_hosts_of_sentry_need_no_look(base_url: str) -> None:
    assert client(dialect="auto", base_url=base_url).dialect_for("acme").name == "sentry"


def test_an_unknown_dialect_is_refused() -> None:
    with pytest.raises(ValueError, match="bugsink"):
        client(dialect="bugsink")
