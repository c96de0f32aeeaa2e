"""The organization's history: what a change shows, and the filters."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpResponseBase
from django.test import Client
from pytest_django import Settings

from releases_ui.demo_api.server import DemoServer
from tests.listing import htmx
from tests.pages import alerts, invalid_fields, soup, words
from tests.record import HISTORY, numbers, record

pytestmark = pytest.mark.django_db


def line_of(response: HttpResponseBase, number: int) -> str:
    """Return the words of one change."""
    found = soup(response).select_one(f"#change-{number}")
    assert found is not None
    return " ".join(found.get_text(" ").split())


def marks(response: HttpResponseBase, field: str) -> dict[str, list[str]]:
    """Return what is struck out and what is put in, in a field."""
    part = f'[data-field="{field}"]'
    return {tag: [mark.get_text().strip() for mark in soup(response).select(f"{part} {tag}")] for tag in ("del", "ins")}


def test_change_shows_who_when_why_and_what(viewer: Client, sentry: DemoServer) -> None:
    sentry.add(version="shop@1.0.1")
    made = datetime.now(UTC) - timedelta(hours=3)
    change = record(
        actor="Mira Lindqvist",
        note="Tag moved",
        created_at=made,
        before={"ref": "release/1.2.3", "url": None},
        after={"ref": "release/1.2.4", "url": "https://example.com/"},
    )

    page = viewer.get(HISTORY)

    text = line_of(page, change.pk)
    assert [part for part in ("Mira Lindqvist", "3 h ago", "“ Tag moved ”", "succeeded") if part not in text] == []
    assert marks(page, "ref") == {"del": ["3"], "ins": ["4"]}
    assert marks(page, "url") == {"del": [], "ins": ["https://example.com/"]}
    assert {
        str(field["data-field"]): str(field["data-outcome"]) for field in soup(page).select(".change [data-field]")
    } == {"ref": "applied", "url": "applied"}
    links = [str(anchor["href"]) for anchor in soup(page).select(f"#change-{change.pk} a")]
    assert links == [f"{HISTORY}{change.pk}/", "/acme/releases/shop%401.0.1/"]


def test_time_is_exact_on_hover_and_dates_are_dates(viewer: Client, sentry: DemoServer) -> None:
    viewer.cookies["time_zone"] = "Europe/Berlin"
    before, after = {"dateReleased": "2026-01-01T00:00:00.5Z"}, {"dateReleased": "2026-07-01T00:00:00Z"}
    record(before=before, after=after)

    times = soup(viewer.get(HISTORY)).select(".change time")

    assert [(time["datetime"], time.get_text()) for time in times[1:]] == [
        ("2026-01-01T00:00:00.500000Z", "1 Jan 2026, 01:00:00.500000 Berlin"),
        ("2026-07-01T00:00:00Z", "1 Jul 2026, 02:00:00 Berlin"),
    ]
    assert times[0]["title"] == "2 Jan 2026, 04:04:05 Berlin (UTC+1) = 2 Jan 2026, 03:04:05 UTC"


def test_field_that_was_ignored_says_so_and_what_stands_there(viewer: Client, sentry: DemoServer) -> None:
    change = record(
        result="partly_ignored",
        before={"url": "https://e.com"},
        after={"url": None},
        outcomes={"url": "ignored", "ref": "unchanged"},
        read_back={"url": "https://e.com", "ref": "a1"},
    )

    page = viewer.get(HISTORY)

    assert "url https://e.com not set ignored the server has https://e.com" in line_of(page, change.pk)
    assert [str(field["data-field"]) for field in soup(page).select(".change [data-field]")] == ["url"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"result": "refused", "detail": "The server said no"}, "refused The server said no"),
        ({"result": "unknown"}, "unknown, looking The next look at the release settles it."),
        ({"result": "not_done"}, "not done No answer came, and a later look found nothing of it."),
        ({"is_settled_later": True}, "succeeded No answer came; a later look found it out."),
        ({"action": "deploy", "after": {"deploy": {"environment": "production"}}}, "environment production"),
        ({"action": "commits", "before": {"commits": 3}, "after": {"commits": [{"id": "a"}]}}, "3 commits 1 commit"),
        ({"action": "delete", "after": {}}, "delete ref a1"),
    ],
)
def test_every_kind_of_change_is_told(
    viewer: Client, sentry: DemoServer, fields: dict[str, object], expected: str
) -> None:
    change = record(**fields)

    assert expected in line_of(viewer.get(HISTORY), change.pk)


def test_changes_are_grouped_by_the_viewers_day(viewer: Client, sentry: DemoServer) -> None:
    viewer.cookies["time_zone"] = "Pacific/Auckland"
    midnight = datetime(2025, 6, 10, 12, tzinfo=UTC)
    for minutes in (-1, 1):
        record(created_at=midnight + timedelta(minutes=minutes))

    page = soup(viewer.get(HISTORY))

    days = [(day["datetime"], day.get_text()) for day in page.select("h2 time")]
    assert days == [("2025-06-11", "Wed 11 Jun 2025"), ("2025-06-10", "Tue 10 Jun 2025")]


def test_today_and_yesterday_are_called_so(viewer: Client, sentry: DemoServer) -> None:
    now = datetime.now(UTC)
    record(created_at=now - timedelta(days=1))
    record(created_at=now)

    page = soup(viewer.get(HISTORY))

    assert [day.get_text() for day in page.select("h2 time")] == ["Today", "Yesterday"]


def test_undo_links_both_ways(viewer: Client, sentry: DemoServer) -> None:
    first = record()
    second = record(undoes=first.pk, before={"ref": "b2"}, after={"ref": "a1"})

    page = viewer.get(HISTORY)

    assert f"undone by {second.pk}" in line_of(page, first.pk)
    assert f"undoes {first.pk}" in line_of(page, second.pk)
    texts = {str(first.pk), str(second.pk)}
    links = [(anchor.text, anchor["href"]) for anchor in soup(page).select(".change a") if anchor.text in texts]
    assert links == [(str(number), f"{HISTORY}{number}/") for number in (first.pk, second.pk)]


@pytest.mark.parametrize(
    ("role", "fields", "is_offered"),
    [
        ("viewer", {}, False),
        ("editor", {}, True),
        ("editor", {"result": "refused"}, False),
        ("editor", {"result": "unknown"}, False),
        ("editor", {"action": "delete"}, False),
        ("editor", {"action": "archive", "after": {"status": "archived"}}, True),
        ("editor", {"action": "create"}, False),
        ("admin", {"action": "create", "outcomes": {"version": "applied"}}, True),
        ("admin", {"action": "create", "outcomes": {"version": "conflict"}}, False),
        ("admin", {"action": "create", "outcomes": {}, "is_settled_later": True}, True),
    ],
)
def test_undo_is_offered_to_those_who_may(
    request: pytest.FixtureRequest,
    sentry: DemoServer,
    settings: Settings,
    role: str,
    fields: dict[str, object],
    is_offered: bool,
) -> None:
    settings.ALLOW_DELETE = True
    browser: Client = request.getfixturevalue(role)
    change = record(**fields)

    for address in (HISTORY, f"{HISTORY}{change.pk}/"):
        found = soup(browser.get(address)).select(f'a[href="{HISTORY}{change.pk}/undo/"]')
        assert bool(found) is is_offered


def test_change_that_is_undone_is_not_offered_again(editor: Client, sentry: DemoServer) -> None:
    first = record()
    second = record(undoes=first.pk, before={"ref": "b2"}, after={"ref": "a1"})

    links = [str(anchor["href"]) for anchor in soup(editor.get(HISTORY)).select(".change .btn")]

    assert links == [f"{HISTORY}{second.pk}/undo/"]


def test_history_of_another_organization_is_not_shown(viewer: Client, sentry: DemoServer) -> None:
    record(organization="rival", version="theirs")

    assert numbers(viewer.get(HISTORY)) == []
    assert viewer.get("/rival/history/").status_code == 404


def test_nothing_yet_says_so(viewer: Client, sentry: DemoServer) -> None:
    assert "No changes yet. Nobody has changed a release of acme" in words(viewer.get(HISTORY))


def test_hostile_text_stays_text(viewer: Client, sentry: DemoServer) -> None:
    evil = '"><script>alert(1)</script>'
    record(version=evil, actor=evil, note=evil, detail=evil, before={evil: evil}, after={"ref": evil + "\u202e"})

    page = viewer.get(HISTORY)
    own = viewer.get(str(soup(page).select_one(".change a")["href"]))  # type: ignore[index]

    for answer in (page, own):
        assert b"<script>alert" not in answer.content
        assert "\u202e" not in answer.content.decode()
        assert evil in words(answer)


@pytest.mark.parametrize("odd", [[1, {"a": None}], "text", 7, {"ref": {"deep": [[]]}}, {"": ""}])
def test_any_json_in_the_record_is_shown(viewer: Client, sentry: DemoServer, odd: object) -> None:
    change = record(before=odd, after=odd, outcomes=odd, read_back=odd, last_state=odd)

    assert numbers(viewer.get(HISTORY)) == [change.pk]
    assert viewer.get(f"{HISTORY}{change.pk}/").status_code == 200


def test_history_is_shown_while_the_server_is_down(viewer: Client, settings: Settings) -> None:
    settings.SENTRY_URL = "http://127.0.0.1:9/"
    change = record()

    page, own = viewer.get(HISTORY), viewer.get(f"{HISTORY}{change.pk}/")

    assert (page.status_code, own.status_code) == (200, 200)
    assert [str(anchor["href"]) for anchor in soup(page).select(".change a")] == [f"{HISTORY}{change.pk}/"]


def test_version_without_an_address_is_not_linked(viewer: Client, sentry: DemoServer) -> None:
    record(version="feature/x")

    page = soup(viewer.get(HISTORY))

    assert [element.name for element in page.select(".change .version")] == ["span"]


def test_htmx_gets_the_list_alone_and_the_short_address(viewer: Client, sentry: DemoServer) -> None:
    change = record()

    answer = htmx(viewer, f"{HISTORY}?version=SHOP&person=&project=&field=&per_page=50")

    assert str(soup(answer).find()["id"]) == "changes"  # type: ignore[index]
    assert numbers(answer) == [change.pk]
    assert answer["HX-Replace-Url"] == f"{HISTORY}?version=SHOP"
    assert "HX-Request-Type" in answer["Vary"]


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("period", "2026-13", "The calendar has no 2026-13."),
        ("action", "boom", "Choose one of: create, edit"),
        ("outcome", "boom", "Choose one of: unknown, succeeded"),
        ("field", "boom", "Choose one of: version, projects, ref"),
        ("per_page", "0", "A page has 1 to 100 rows."),
        ("before", "x", "A place in the history is a change's number."),
        ("after", "9" * 40, "A place in the history is a change's number."),
        ("version", "v" * 256, "No version is longer than 255 characters."),
        ("project", "a b", "A slug has no blanks."),
        ("person", "p" * 151, "No name is longer than 150 characters."),
        ("version", "a\0b", "Null characters are not allowed."),
        ("format", "xml", "Choose one of: csv, json"),
    ],
)
def test_wrong_filter_is_told_and_kept(
    viewer: Client, sentry: DemoServer, field: str, value: str, expected: str
) -> None:
    record()

    page, fragment = viewer.get(HISTORY, {field: value}), htmx(viewer, f"{HISTORY}?{field}={value}")

    assert (page.status_code, fragment.status_code) == (422, 422)
    assert expected in alerts(page)
    assert expected in alerts(fragment)
    assert numbers(page) == []
    if field in {"period", "action", "outcome", "field", "version", "project", "person"}:
        assert invalid_fields(page) == [field]
        assert value in page.content.decode()
    assert "HX-Replace-Url" not in fragment


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_record_cannot_be_written_here(admin: Client, sentry: DemoServer, method: str) -> None:
    change = record()

    answers = [getattr(admin, method)(address).status_code for address in (HISTORY, f"{HISTORY}{change.pk}/")]

    assert answers == [405, 405]


def test_history_is_closed_to_strangers(sentry: DemoServer) -> None:
    change = record()

    for address in (HISTORY, f"{HISTORY}{change.pk}/", f"{HISTORY}?format=csv"):
        assert Client().get(address)["Location"].startswith("/accounts/login/")
