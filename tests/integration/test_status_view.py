"""Archiving and restoring a release: asked first, done in the server's way, reported by what it has then."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Change
from tests import colleague
from tests.pages import alerts, form_data, invalid_fields, outcomes, soup, versions, words

pytestmark = pytest.mark.django_db

RELEASE = "/acme/releases/shop@1.0.1/"
STATUS = f"{RELEASE}status/"
IN_PLACE = {"HX-Request": "true", "HX-Request-Type": "partial"}
OPEN = {"version": "shop@1.0.1", "ref": "a1", "dateReleased": "2026-01-02T03:04:05Z"}
ARCHIVED = OPEN | {"status": "archived"}
LONG = "v" * 220


def writes(server: DemoServer) -> list[tuple[str, object]]:
    """Return method and body of every write so far."""
    return [(seen.method, json.loads(seen.body)) for seen in server.requests if seen.method != "GET"]


def test_form_says_what_archiving_means_and_whom_it_concerns(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**OPEN, projects=["web", "backend"])

    page = words(editor.get(STATUS))

    assert "Archive this release?" in page
    assert "leaves the list of releases" in page
    assert "it can be restored" in page
    assert "This concerns the projects web, backend." in page


def test_form_names_five_projects_and_counts_the_others(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**OPEN, projects=[f"p{number}" for number in range(7)])

    assert "This concerns p0, p1, p2, p3, p4 and 2 more projects." in words(editor.get(STATUS))


def test_archive_is_a_put_that_is_read_again(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**OPEN)

    response = editor.post(STATUS, form_data(editor.get(STATUS)) | {"note": "a broken build"})

    assert response.status_code == 200
    assert outcomes(response) == {"status": "applied"}
    assert sentry.release("shop@1.0.1")["status"] == "archived"
    assert writes(sentry) == [("PUT", {"status": "archived"})]
    assert versions(editor.get("/acme/releases/")) == []
    assert versions(editor.get("/acme/releases/?status=archived")) == ["shop@1.0.1"]


def test_restore_is_a_post_that_is_read_again(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**ARCHIVED)

    response = editor.post(STATUS, form_data(editor.get(STATUS)))

    assert outcomes(response) == {"status": "applied"}
    assert "Restored." in words(response)
    assert sentry.release("shop@1.0.1")["status"] == "open"
    assert writes(sentry) == [("POST", {"version": "shop@1.0.1", "projects": [], "status": "open"})]


def test_archive_and_restore_leave_everything_else_as_it_was(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**OPEN, url="https://example.com/", projects=["web", "ios"])
    before = sentry.release("shop@1.0.1")

    editor.post(STATUS, form_data(editor.get(STATUS)))
    editor.post(STATUS, form_data(editor.get(STATUS)))

    assert sentry.release("shop@1.0.1") == before


@pytest.mark.parametrize(
    ("release", "action", "before", "after"),
    [(OPEN, "archive", "open", "archived"), (ARCHIVED, "restore", "archived", "open")],
)
def test_record_tells_who_why_before_and_after(
    editor: Client, sentry: DemoServer, release: dict[str, str], action: str, before: str, after: str
) -> None:
    sentry.add(**release)

    response = editor.post(STATUS, form_data(editor.get(STATUS)) | {"note": "a broken build"})

    change = Change.objects.get()
    assert (change.action, change.actor, change.note, change.result) == (
        action,
        "editor",
        "a broken build",
        "succeeded",
    )
    assert (change.before, change.after, change.read_back) == ({"status": before}, {"status": after}, {"status": after})
    assert (change.outcomes, change.projects) == ({"status": "applied"}, " web ")
    link = soup(response).select_one(f'a[href="/acme/history/{change.pk}/"]')
    assert link is not None


def test_release_that_is_archived_already_is_left_alone(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**OPEN)
    data = form_data(editor.get(STATUS))
    colleague.edit(sentry, "shop@1.0.1", status="archived")
    sentry.clear_requests()

    response = editor.post(STATUS, data)

    assert outcomes(response) == {"status": "unchanged"}
    assert "Changed since the form was opened" in words(response)
    assert writes(sentry) == []
    assert Change.objects.count() == 0


def test_status_that_moved_since_the_form_was_opened_is_a_conflict(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**OPEN)

    response = editor.post(STATUS, {"status": "archived", "opened_on": "archived", "note": "why"})

    assert response.status_code == 409
    assert outcomes(response) == {"status": "conflict"}
    assert "somebody else changed the status" in alerts(response)
    assert form_data(response)["note"] == "why"
    assert form_data(response)["opened_on"] == "open"
    assert writes(sentry) == []


def test_version_that_no_post_takes_cannot_be_restored_and_it_is_said_before(
    editor: Client, sentry: DemoServer
) -> None:
    sentry.add(version=LONG, status="archived")
    page = editor.get(f"/acme/releases/{LONG}/status/")
    button = soup(page).select_one("#status button[type=submit]")

    response = editor.post(f"/acme/releases/{LONG}/status/", form_data(page))

    assert button is not None
    assert button.has_attr("disabled")
    assert "no more than 200 characters" in words(page)
    assert outcomes(response) == {"status": "ignored"}
    assert writes(sentry) == []


def test_release_page_says_why_restoring_is_off(editor: Client, sentry: DemoServer) -> None:
    sentry.add(version=LONG, status="archived")

    page = editor.get(f"/acme/releases/{LONG}/")

    button = soup(page).select_one("button[aria-describedby=why-no-restore]")
    assert button is not None
    assert button.has_attr("disabled")
    assert "no more than 200 characters" in words(page)


def test_glitchtip_has_no_status_to_set(editor: Client, glitchtip: DemoServer) -> None:
    glitchtip.add(version="shop@1.0.1")

    asked = editor.get(STATUS)
    posted = editor.post(STATUS, {"status": "archived", "opened_on": "open"})

    assert (asked.status_code, posted.status_code) == (404, 404)
    assert "GlitchTip does not know open and archived releases" in alerts(asked)
    assert "Archive" not in words(editor.get(RELEASE))
    assert writes(glitchtip) == []


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({"status": "closed", "opened_on": "open"}, "The status is open or archived."),
        ({"opened_on": "open"}, "The status is open or archived."),
        ({"status": "archived"}, "Open the form again."),
        ({"status": "archived", "opened_on": "?"}, "Open the form again."),
    ],
)
def test_post_that_makes_no_sense_is_refused(
    editor: Client, sentry: DemoServer, data: dict[str, str], reason: str
) -> None:
    sentry.add(**OPEN)

    response = editor.post(STATUS, data | {"note": "kept"})

    assert response.status_code == 422
    assert reason in alerts(response)
    assert form_data(response)["note"] == "kept"
    assert sentry.release("shop@1.0.1")["status"] == "open"


def test_note_that_is_too_long_is_refused_beside_it(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**OPEN)

    response = editor.post(STATUS, form_data(editor.get(STATUS)) | {"note": "n" * 1001})

    assert response.status_code == 422
    assert invalid_fields(response) == ["note"]
    assert sentry.release("shop@1.0.1")["status"] == "open"


@pytest.mark.parametrize("method", ["get", "post"])
def test_viewer_may_not(viewer: Client, sentry: DemoServer, method: str) -> None:
    sentry.add(**OPEN)

    response = getattr(viewer, method)(STATUS, {"status": "archived", "opened_on": "open"})

    assert response.status_code == 403
    assert "takes the role editor or admin" in alerts(response)
    assert writes(sentry) == []


def test_viewer_sees_no_action(viewer: Client, sentry: DemoServer) -> None:
    sentry.add(version="shop@1.0.1")

    page = words(viewer.get(RELEASE))

    assert [word for word in ("Archive", "Mark as released", "Edit", "Delete") if word in page] == []


def test_undo_of_an_archive_asks_to_restore_and_links_both(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**OPEN)
    editor.post(STATUS, form_data(editor.get(STATUS)))
    first = Change.objects.get()

    page = editor.get(f"/acme/history/{first.pk}/undo/", follow=True)
    response = editor.post(STATUS, form_data(page))

    assert form_data(page) | {"csrfmiddlewaretoken": ""} == {
        "csrfmiddlewaretoken": "",
        "in": "page",
        "status": "open",
        "opened_on": "archived",
        "undoes": str(first.pk),
        "note": f"Takes back change {first.pk}.",
    }
    assert outcomes(response) == {"status": "applied"}
    assert Change.objects.latest("pk").undoes == first.pk


def test_undo_of_what_is_undone_already_has_nothing_to_do(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**OPEN)
    editor.post(STATUS, form_data(editor.get(STATUS)))
    editor.post(STATUS, form_data(editor.get(STATUS)))
    first = Change.objects.earliest("pk")

    page = editor.get(f"{STATUS}?undoes={first.pk}")

    assert "It is open already." in words(page)
    assert soup(page).select_one("#status button") is None


@pytest.mark.parametrize("number", ["0", "99", "x", "9" * 40, "-1", "²"])
def test_number_of_no_change_is_not_carried_along(editor: Client, sentry: DemoServer, number: str) -> None:
    sentry.add(**OPEN)

    page = editor.get(STATUS, {"undoes": number})

    assert page.status_code == 200
    assert "undoes" not in form_data(page)
    assert form_data(page)["status"] == "archived"


def test_address_may_name_the_status(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**OPEN)

    page = editor.get(f"{STATUS}?status=open")

    assert "It is open already." in words(page)
