"""The page about the connection: what the server is, and what the token may do there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
import responses
from bs4 import Tag
from django.http import HttpResponseBase
from django.test import Client
from pytest_django import Settings

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.rate_limit import RateLimit
from releases_ui.demo_api.server import DemoServer
from tests.listing import htmx
from tests.pages import alerts, soup, words

pytestmark = pytest.mark.django_db

PAGE = "/connection/"
#: Only the look at the releases has a query right behind their address.
LOOK = "/releases/?"


def told(response: HttpResponseBase) -> dict[str, str]:
    """Return what stands beside each label; of several organizations, the last one's."""
    page = soup(response)
    facts = {_text(fact.dt): _text(fact.dd) for fact in page.select(".fact")}
    return facts | {_text(row.th): " ".join(_text(cell) for cell in row("td")) for row in page.select("tbody tr")}


def _text(element: Tag | None) -> str:
    return " ".join(element.get_text(" ").split()) if element else ""


def with_token(server: DemoServer, settings: Settings, *scopes: str) -> str:
    """Let the dashboard use a token of these scopes."""
    token = "planted-" + "-".join(scope.replace(":", "-") for scope in scopes)
    server.add_token(token, scopes)
    settings.SENTRY_AUTH_TOKEN = token
    return token


@pytest.fixture
def limited(settings: Settings) -> Iterator[DemoServer]:
    """A server that takes 100 calls an hour, and says so."""
    with DemoServer(rate_limit=RateLimit(limit=100, window_s=3600, concurrent=25)) as server:
        settings.SENTRY_URL, settings.SENTRY_AUTH_TOKEN = server.url, server.token
        yield server


def test_page_tells_all_that_a_strong_token_can_do_on_sentry(admin: Client, sentry: DemoServer) -> None:
    response = admin.get(PAGE)

    lines = told(response)
    assert lines.pop("Reachable").startswith("yes It answered in ")
    assert lines == {
        "Address": sentry.url,
        "Dialect": "Sentry, found out.",
        "API version": "0",
        "The token's scopes": "event:read , org:admin , org:ci , org:read , org:write , project:admin , project:read ,"
        " project:releases , project:write (a token of Admin)",
        "The server's clock": "Within a second of ours.",
        "Releases": "can be listed",
        "Rate limit": "The server does not tell.",
        "Projects that the token reaches": "backend , web",
        "Browse releases": "works Tried just now.",
        "Create and edit releases": "allowed By the scope project:releases; not tried.",
        "Archive and restore releases": "allowed By the scope project:releases; not tried.",
        "Replace commits and add refs": "allowed By the scope project:releases; not tried.",
        "Record deploys": "allowed By the scope project:releases; not tried.",
        "Delete releases": "switched off ALLOW_DELETE is off. The token may: it has the scope project:releases.",
        "Download files": "allowed By the scope project:write; not tried.",
        "Pick from projects": "works Tried just now.",
        "Pick from environments": "works Tried just now.",
        "Pick from repositories": "works Tried just now.",
    }
    assert alerts(response) == ""


def test_page_tells_what_glitchtip_lacks(admin: Client, glitchtip: DemoServer) -> None:
    lines = told(admin.get(PAGE))

    assert lines["Dialect"] == "GlitchTip, found out."
    assert {label: text for label, text in lines.items() if text.startswith("not there")} == {
        "Archive and restore releases": "not there GlitchTip does not know open and archived releases.",
        "Replace commits and add refs": "not there GlitchTip keeps no commits.",
        "Record deploys": "not there GlitchTip keeps no deploys.",
        "Download files": "not there GlitchTip does not hand out the files of a release.",
        "Pick from environments": "not there GlitchTip ties no release to an environment.",
        "Pick from repositories": "not there GlitchTip keeps no repositories.",
    }
    assert lines["Create and edit releases"] == "allowed By the scope project:releases; not tried."


def test_page_only_reads(admin: Client, either: DemoServer) -> None:
    admin.get(PAGE)

    assert {seen.method for seen in either.requests} == {"GET"}


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_page_cannot_be_written_to(admin: Client, sentry: DemoServer, method: str) -> None:
    assert getattr(admin, method)(PAGE).status_code == 405
    assert sentry.requests == []


@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_page_is_refused_to_who_may_not_manage(role: str, request: pytest.FixtureRequest, sentry: DemoServer) -> None:
    client = request.getfixturevalue(role)

    assert client.get(PAGE).status_code == 403
    assert sentry.requests == []
    assert soup(client.get("/acme/releases/")).select(f'nav a[href="{PAGE}"]') == []


def test_page_asks_to_sign_in(client: Client) -> None:
    assert client.get(PAGE).headers["Location"] == f"/accounts/login/?next={PAGE}"


def test_admins_find_the_page_from_every_other(admin: Client, sentry: DemoServer) -> None:
    (link,) = soup(admin.get("/acme/releases/")).select(f'nav a[href="{PAGE}"]')

    assert link.text == "Connection"


def test_check_again_asks_the_server_again(admin: Client, sentry: DemoServer) -> None:
    first = admin.get(PAGE)
    (link,) = [link for link in soup(first).select("main a") if link.text == "Check again"]
    asked = len(sentry.requests)

    second = admin.get(str(link["href"]))

    assert len(sentry.requests) == 2 * asked
    assert told(second)["Releases"] == "can be listed"


def test_htmx_gets_the_part_that_changes(admin: Client, sentry: DemoServer) -> None:
    response = htmx(admin, PAGE)

    part = soup(response)
    assert part.select("html, nav, main") == []
    assert [element["id"] for element in part.select("#connection")] == ["connection"]


# tokens


def test_token_that_may_only_read_is_told_what_it_lacks(admin: Client, sentry: DemoServer, settings: Settings) -> None:
    with_token(sentry, settings, "project:read")

    response = admin.get(PAGE)

    lines = told(response)
    writes = "It takes one of the scopes project:releases, project:write, project:admin, org:ci."
    assert lines["Browse releases"] == "works Tried just now."
    assert lines["Create and edit releases"] == f"not allowed {writes}"
    assert lines["Archive and restore releases"] == f"not allowed {writes}"
    assert lines["Replace commits and add refs"] == f"not allowed {writes}"
    assert lines["Record deploys"] == f"not allowed {writes}"
    assert lines["Download files"] == "not allowed It takes the scope project:write."
    assert lines["Delete releases"] == (
        "switched off ALLOW_DELETE is off. Nor may the token:"
        " it takes one of the scopes project:releases, project:admin."
    )
    assert lines["Pick from projects"].startswith("refused Sentry does not allow this token to list projects.")
    assert "It takes one of the scopes org:read, org:write, org:admin." in lines["Pick from projects"]
    assert lines["Projects that the token reaches"] == "The token may not list them."
    assert lines["Organization"] == "The token may not look it up."
    assert alerts(response) == ""


def test_token_that_glitchtip_lets_only_edit(admin: Client, glitchtip: DemoServer, settings: Settings) -> None:
    with_token(glitchtip, settings, "project:releases")

    lines = told(admin.get(PAGE))

    assert lines["Browse releases"] == "works Tried just now."
    assert lines["Create and edit releases"] == "allowed By the scope project:releases; not tried."
    assert lines["Organization"] == (
        "The token may not look it up. So check the slug: GlitchTip shows an unknown organization as an empty one."
    )


def test_token_that_may_not_list_releases_leaves_the_dialect_unknown(
    admin: Client, glitchtip: DemoServer, settings: Settings
) -> None:
    with_token(glitchtip, settings, "project:read")

    response = admin.get(PAGE)

    lines = told(response)
    assert response.status_code == 200
    assert lines["Dialect"].startswith("unknown A list of releases tells it")
    assert lines["Releases"].startswith("cannot be listed The server does not allow this token to list releases.")
    assert lines["The token's scopes"] == "project:read (a token of Admin)"
    assert lines["Projects that the token reaches"] == "unknown Not asked: the dialect is not known."


def test_dialect_that_is_set_is_known_whatever_the_token_may(
    admin: Client, glitchtip: DemoServer, settings: Settings
) -> None:
    settings.SENTRY_DIALECT = "glitchtip"
    with_token(glitchtip, settings, "project:read")

    lines = told(admin.get(PAGE))

    assert lines["Dialect"] == "GlitchTip, set by SENTRY_DIALECT."
    assert lines["Browse releases"].startswith("refused GlitchTip does not allow this token to list releases.")
    assert lines["Create and edit releases"] == "not allowed It takes the scope project:releases."
    assert lines["Projects that the token reaches"] == "backend , web"


def test_token_that_is_unknown_stops_everything(admin: Client, either: DemoServer, settings: Settings) -> None:
    settings.SENTRY_AUTH_TOKEN = "nobody-knows-this-token"

    response = admin.get(PAGE)

    assert response.status_code == 200
    assert alerts(response).startswith("The server refuses the token. The server does not accept the token.")
    assert told(response)["Reachable"].startswith("yes ")
    assert "nobody-knows-this-token" not in soup(response).decode()


def test_scopes_that_the_server_does_not_tell_are_unknown_and_what_was_tried_is_told(
    admin: Client, either: DemoServer
) -> None:
    either.plan(Fault("alter", path_contains="/api/0/", times=0, fields={"auth": None}))

    lines = told(admin.get(PAGE))

    assert lines["The token's scopes"] == "unknown The server does not tell. (a token of Admin)"
    assert lines["Browse releases"] == "works Tried just now."
    assert lines["Pick from projects"] == "works Tried just now."
    assert lines["Create and edit releases"].startswith("unknown The server does not tell the scopes. It takes ")


def test_delete_is_told_by_its_scope_where_the_dashboard_allows_it(
    admin: Client, either: DemoServer, settings: Settings
) -> None:
    settings.ALLOW_DELETE = True

    assert told(admin.get(PAGE))["Delete releases"] == "allowed By the scope project:releases; not tried."


def test_no_page_shows_the_token(admin: Client, either: DemoServer, settings: Settings) -> None:
    """GlitchTip sends it back in clear."""
    token = with_token(either, settings, "project:releases", "project:read", "org:read")

    pages = [admin.get(PAGE), htmx(admin, PAGE)]

    assert [token in soup(page).decode() for page in pages] == [False, False]
    assert all(told(page)["Browse releases"].startswith("works") for page in pages)


def test_no_page_shows_the_token_that_a_broken_answer_holds(admin: Client, glitchtip: DemoServer) -> None:
    glitchtip.plan(Fault("alter", path_contains="/api/0/", times=0, fields={"auth": [glitchtip.token], "slug": 1}))

    page = admin.get(PAGE)

    assert alerts(page) != ""
    assert glitchtip.token not in soup(page).decode()


def test_password_in_the_address_is_not_shown(admin: Client, sentry: DemoServer, settings: Settings) -> None:
    settings.SENTRY_URL = sentry.url.replace("http://", "http://somebody:sesame@") + "?key=sesame"

    page = admin.get(PAGE)

    assert told(page)["Address"] == sentry.url
    assert "sesame" not in soup(page).decode()


# organizations and projects


def test_organization_that_the_server_does_not_have(admin: Client, either: DemoServer, settings: Settings) -> None:
    settings.SENTRY_ORG = ("acme", "nowhere")

    response = admin.get(PAGE)

    page = soup(response)
    assert [" ".join(head.text.split()) for head in page.select("h2")] == [
        "Server",
        "Organization acme",
        "Organization nowhere",
    ]
    assert "has no such organization, or the token may not see it. Check SENTRY_ORG." in alerts(response)
    assert told(response)["Browse releases"] == "works Tried just now."


def test_without_a_configured_organization_the_token_s_first_is_checked(
    admin: Client, sentry: DemoServer, settings: Settings
) -> None:
    settings.SENTRY_ORG = ()

    assert "Organization acme Acme" in words(admin.get(PAGE))


def test_token_that_sees_no_organization(admin: Client, glitchtip: DemoServer, settings: Settings) -> None:
    settings.SENTRY_ORG = ()
    glitchtip.add_token("planted-outsider", ["org:read", "project:releases"], is_member=False)
    settings.SENTRY_AUTH_TOKEN = "planted-outsider"

    response = admin.get(PAGE)

    assert response.status_code == 200
    assert "Set SENTRY_ORG, or use another token." in alerts(response)
    assert told(response)["The token's scopes"] == "org:read , project:releases (a token of Admin)"


def test_many_projects_are_cut_and_counted(admin: Client, sentry: DemoServer) -> None:
    for number in range(28):
        sentry.add_project(f"app-{number:02d}")

    names = told(admin.get(PAGE))["Projects that the token reaches"]

    assert names.startswith("app-00 , app-01 , ")
    assert names.endswith("app-19 and 10 more")


def test_more_projects_than_a_page_holds_are_not_counted(admin: Client, sentry: DemoServer) -> None:
    for number in range(120):
        sentry.add_project(f"app-{number:03d}")

    assert told(admin.get(PAGE))["Projects that the token reaches"].endswith("app-019 and more")


def test_projects_that_the_token_does_not_reach_are_left_out(admin: Client, sentry: DemoServer) -> None:
    sentry.plan(Fault("alter", path_contains="/projects/", fields={"hasAccess": False}, row=0))

    assert told(admin.get(PAGE))["Projects that the token reaches"] == "web"


def test_names_that_the_server_makes_up_are_text(admin: Client, sentry: DemoServer) -> None:
    evil = "<script>alert(1)</script>"
    sentry.plan(Fault("alter", path_contains="/api/0/", times=0, fields={"name": evil, "slug": evil}))

    response = admin.get(PAGE)

    assert soup(response).select("main script") == []
    assert told(response)["Projects that the token reaches"] == f"{evil} , {evil}"


# the server


def test_server_that_is_down_is_told_with_what_is_known(admin: Client, settings: Settings) -> None:
    settings.SENTRY_DIALECT = "sentry"

    response = admin.get(PAGE)

    assert response.status_code == 200
    assert alerts(response).startswith("The server cannot be reached. ")
    assert told(response) == {
        "Address": "http://127.0.0.1:9/",
        "Reachable": "no Sentry cannot be reached.",
        "Dialect": "Sentry, set by SENTRY_DIALECT.",
        "The server's clock": "unknown No list of releases came that tells it.",
    }


def test_part_that_fails_leaves_the_others(admin: Client, sentry: DemoServer) -> None:
    sentry.plan(Fault("status", path_contains="/projects/", code=500, times=0, body={"detail": "<b>Ouch</b>"}))

    response = admin.get(PAGE)

    lines = told(response)
    assert lines["Projects that the token reaches"].startswith("failed Sentry answered 500. Try again in a moment.")
    assert lines["Pick from projects"].startswith("failed Sentry answered 500.")
    assert "<b>Ouch</b>" in alerts(response)
    assert lines["Pick from environments"] == "works Tried just now."
    assert lines["Releases"] == "can be listed"


def test_root_that_fails_leaves_the_scopes_unknown(admin: Client, sentry: DemoServer) -> None:
    sentry.plan(Fault("alter", path_contains="/api/0/", times=0, fields={"auth": "nonsense"}))

    lines = told(admin.get(PAGE))

    assert lines["The token's scopes"].startswith("failed The server's answer cannot be read.")
    assert lines["Record deploys"].startswith("unknown The token's scopes could not be asked for. It takes ")
    assert lines["Browse releases"] == "works Tried just now."


def test_releases_that_fail_are_told_beside_what_works(admin: Client, sentry: DemoServer, settings: Settings) -> None:
    settings.SENTRY_DIALECT = "sentry"
    sentry.plan(Fault("html200", path_contains=LOOK, times=0))

    response = admin.get(PAGE)

    lines = told(response)
    assert lines["Releases"].startswith("cannot be listed Sentry answered a web page instead of data.")
    assert lines["Browse releases"].startswith("failed Sentry answered a web page instead of data.")
    assert "Organization acme Acme" in words(response)
    assert lines["Pick from projects"] == "works Tried just now."


def test_rate_limit_that_is_left_is_told(admin: Client, limited: DemoServer) -> None:
    response = admin.get(PAGE)

    text = told(response)["Rate limit"]
    assert " of 100 calls left until " in text
    assert " of 25 calls free at once. For listing releases." in text
    reset = soup(response).select_one(".fact time[datetime]")
    assert reset is not None
    assert datetime.fromisoformat(str(reset["datetime"])).timestamp() % 3600 == 0


def test_rate_limit_that_is_used_up_is_told(admin: Client, settings: Settings) -> None:
    settings.SENTRY_DIALECT = "sentry"
    with DemoServer(rate_limit=RateLimit(limit=0, window_s=3600, concurrent=25)) as server:
        settings.SENTRY_URL, settings.SENTRY_AUTH_TOKEN = server.url, server.token

        response = admin.get(PAGE)

    lines = told(response)
    assert response.status_code == 200
    assert lines["Reachable"].startswith("yes It answered in ")
    assert lines["Releases"].startswith("cannot be listed Sentry receives too many requests and asks to wait ")
    assert lines["Rate limit"].startswith("used up 0 of 0 calls left until ")
    assert "An untold number of 25 calls free at once." in lines["Rate limit"]
    assert lines["Record deploys"].startswith("unknown The token's scopes could not be asked for.")


def away(server: DemoServer, **distance: int) -> None:
    """Let the server's clock be as far ahead as `distance`."""
    date = format_datetime(datetime.now(UTC) + timedelta(**distance), usegmt=True)
    server.plan(Fault("status", path_contains=LOOK, times=0, code=200, body=[], headers={"Date": date}))


@pytest.mark.parametrize(("minutes", "words_of_it"), [(4, "ahead of ours"), (-4, "behind ours")])
def test_clock_that_is_off_is_warned_about(admin: Client, sentry: DemoServer, minutes: int, words_of_it: str) -> None:
    away(sentry, minutes=minutes)

    response = admin.get(PAGE)

    clock = told(response)["The server's clock"]
    assert clock.startswith("clocks differ About ")
    assert clock.endswith(f"{words_of_it}.")
    assert "so dates picked as now are off by as much." in words(response)


def test_clock_that_is_a_little_off_is_told_without_a_warning(admin: Client, sentry: DemoServer) -> None:
    away(sentry, seconds=3)

    response = admin.get(PAGE)

    assert told(response)["The server's clock"] in {f"About {seconds} s ahead of ours." for seconds in (2, 3)}
    assert "dates picked as now" not in words(response)


def test_host_of_sentry_io_gives_the_dialect_away(admin: Client, settings: Settings) -> None:
    settings.SENTRY_URL = "https://de.sentry.io/"
    api = "https://de.sentry.io/api/0/"
    with responses.RequestsMock() as server:
        server.get(api, json={"version": "0", "auth": {"scopes": ["org:ci"]}, "user": None})
        server.get(f"{api}organizations/acme/releases/", json=[])
        server.get(f"{api}organizations/acme/", status=403, json={"detail": "No."})
        server.get(f"{api}organizations/acme/projects/", status=403, json={"detail": "No."})
        server.get(f"{api}organizations/acme/environments/", status=403, json={"detail": "No."})
        server.get(f"{api}organizations/acme/repos/", json=[])

        lines = told(admin.get(PAGE))

    assert lines["Dialect"] == "Sentry, known by the address."
    assert lines["The token's scopes"] == "org:ci"
    assert lines["The server's clock"] == "unknown The server does not tell."
    assert lines["Record deploys"] == "allowed By the scope org:ci; not tried."
    assert lines["Pick from repositories"] == "works Tried just now."
