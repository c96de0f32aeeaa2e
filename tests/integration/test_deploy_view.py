"""Recording a deploy of a release."""

from __future__ import annotations

import pytest
from django.test import Client

from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Change
from tests.creation import HTMX
from tests.deploys import FINISHED, SHOP, STARTED, URL, deploy_count, typed
from tests.pages import alerts, form_data, invalid_fields, outcomes, soup, words
from tests.writes import bodies

pytestmark = pytest.mark.django_db

TAB = "/acme/releases/shop@1.0.1/deploys/"


def test_viewer_may_neither_see_the_form_nor_send_it(viewer: Client, mall: DemoServer) -> None:
    data = {"environment": "production", "projects": "web", "submission": "0" * 32}

    answers = [viewer.get(URL), viewer.post(URL, data)]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert bodies(mall) == []


def test_deploys_tab_leads_editors_to_the_form_and_nobody_else(
    editor: Client, viewer: Client, mall: DemoServer
) -> None:
    address = f"{TAB.replace('@', '%40')}new/"
    links = [soup(client.get(TAB)).select_one(f'a[href="{address}"]') for client in (editor, viewer)]

    assert [link is not None for link in links] == [True, False]


def test_form_of_a_release_that_does_not_exist_is_not_found(editor: Client, sentry: DemoServer) -> None:
    assert editor.get(URL).status_code == 404


def test_form_says_that_mails_are_sent_and_that_nothing_can_be_taken_back(editor: Client, mall: DemoServer) -> None:
    page = words(editor.get(URL))

    assert "Sentry sends mails about it" in page
    assert "No API takes a deploy back." in page
    assert "Empty: now, by the server's clock." in page


def test_form_suggests_environments_and_ticks_every_project(editor: Client, mall: DemoServer) -> None:
    mall.add_environment("production")
    mall.add_environment("qa")

    page = soup(editor.get(URL))

    assert [option["value"] for option in page.select("#environments option")] == ["production", "qa"]
    assert [box["value"] for box in page.select('[name="projects"][checked]')] == ["web", "backend"]


def test_address_fills_the_form_in(editor: Client, mall: DemoServer) -> None:
    response = editor.get(URL, {"environment": "qa", "name": "42", "dateStarted": STARTED, "projects": "web"})

    form = form_data(response, "#deploy-form")
    assert (form["environment"], form["name"], form["dateStarted"], form["projects"]) == ("qa", "42", STARTED, "web")


def test_deploy_is_recorded_and_read_again(editor: Client, mall: DemoServer) -> None:
    told = {"name": "42", "url": "https://ci.test/42", "dateStarted": STARTED, "dateFinished": FINISHED}
    data = typed(editor, **told, note="by hand")

    response = editor.post(URL, data)

    assert bodies(mall) == [{"environment": "production", **told}]
    assert outcomes(response) == {"deploy": "applied"}
    assert "Recorded." in words(response)
    change = Change.objects.get()
    assert (change.action, change.result, change.note, change.before) == ("deploy", "succeeded", "by hand", {})
    assert change.after["deploy"]["environment"] == "production"
    assert change.read_back["deploy"] == {"id": "1", **change.after["deploy"]}
    assert change.last_state == {"deploys": [], "deployCount": 0}


def test_what_is_left_empty_is_not_sent_and_the_server_takes_its_own_time(editor: Client, mall: DemoServer) -> None:
    response = editor.post(URL, typed(editor))

    assert bodies(mall) == [{"environment": "production"}]
    assert outcomes(response) == {"deploy": "applied"}
    assert "Finished" in words(response)
    assert Change.objects.get().read_back["deploy"]["dateFinished"]


def test_projects_are_sent_only_where_they_are_not_all(editor: Client, mall: DemoServer) -> None:
    editor.post(URL, typed(editor, projects=["web"]))

    assert bodies(mall) == [{"environment": "production", "projects": ["web"]}]


def test_dates_are_read_in_the_zone_of_the_form(editor: Client, mall: DemoServer) -> None:
    editor.cookies["time_zone"] = "Europe/Berlin"
    data = typed(editor, dateStarted="2025-08-25 10:00", dateFinished="2025-08-25 10:05")

    editor.post(URL, data)

    assert data["time_zone"] == "Europe/Berlin"
    assert (bodies(mall)[0]["dateStarted"], bodies(mall)[0]["dateFinished"]) == (
        "2025-08-25T08:00:00Z",
        "2025-08-25T08:05:00Z",
    )


def test_time_that_happens_twice_is_asked_about_for_each_date(editor: Client, mall: DemoServer) -> None:
    data = typed(editor, dateStarted="2025-10-26 02:30", dateFinished="2025-10-26 02:40", time_zone="Europe/Berlin")

    asked = editor.post(URL, data)
    choices = {
        name: [str(radio["value"]) for radio in soup(asked).select(f'input[name="instant-{name}"]')]
        for name in ("dateStarted", "dateFinished")
    }
    chosen = {f"instant-{name}": values[index] for index, (name, values) in enumerate(choices.items())}
    response = editor.post(URL, data | chosen)

    assert invalid_fields(asked) == ["dateStarted", "dateFinished"]
    assert choices["dateStarted"] == ["2025-10-26T00:30:00Z", "2025-10-26T01:30:00Z"]
    assert outcomes(response) == {"deploy": "applied"}
    assert (bodies(mall)[0]["dateStarted"], bodies(mall)[0]["dateFinished"]) == (
        "2025-10-26T00:30:00Z",
        "2025-10-26T01:40:00Z",
    )


@pytest.mark.parametrize(
    ("fields", "invalid", "told"),
    [
        ({"environment": ""}, ["environment"], "This field may not be blank."),
        ({"environment": "a/b"}, ["environment"], "Invalid value for environment"),
        ({"environment": "a\nb"}, ["environment"], "Invalid value for environment"),
        ({"environment": "x" * 65}, ["environment"], "Ensure this field has no more than 64 characters."),
        ({"name": "x" * 65}, ["name"], "Ensure this field has no more than 64 characters."),
        ({"url": "ci.test/42"}, ["url"], "Enter a valid URL."),
        ({"url": "javascript:alert(1)"}, ["url"], "Enter a valid URL."),
        ({"url": f"https://ci.test/{'x' * 200}"}, ["url"], "Ensure this field has no more than 200 characters."),
        ({"dateStarted": "soon"}, ["dateStarted"], "This is not a date with a time."),
        ({"dateFinished": "2026-01-02"}, ["dateFinished"], "The time is missing."),
        ({"dateStarted": FINISHED, "dateFinished": STARTED}, ["dateStarted"], "It starts after it finishes."),
        ({"dateStarted": "2999-01-01T00:00:00Z"}, ["dateStarted"], "It starts later than now, when it finishes."),
        ({"projects": []}, ["projects", "projects"], "Choose at least one."),
        ({"projects": ["other"]}, ["projects", "projects"], "Invalid projects (other)"),
    ],
)
def test_what_the_server_would_refuse_is_told_beside_its_field(
    editor: Client, mall: DemoServer, fields: dict[str, object], invalid: list[str], told: str
) -> None:
    data = typed(editor, **fields)

    response = editor.post(URL, data)

    assert response.status_code == 422
    assert invalid_fields(response) == invalid
    assert told in alerts(response)
    assert form_data(response, "#deploy-form")["submission"] == data["submission"]
    assert bodies(mall) == []


def test_release_without_a_date_can_be_given_that_of_the_deploy(editor: Client, mall: DemoServer) -> None:
    response = editor.post(URL, typed(editor, dateFinished=FINISHED))

    link = soup(response).select_one('a:-soup-contains("Mark as released")')
    assert link is not None
    assert form_data(editor.get(str(link["href"])))["dateReleased"] == FINISHED
    assert mall.release("shop@1.0.1")["dateReleased"] is None


def test_release_with_a_date_keeps_it_and_nobody_is_asked(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP | {"dateReleased": "2026-01-01T00:00:00Z"})

    response = editor.post(URL, typed(editor))

    assert "Mark as released" not in words(response)
    assert sentry.release("shop@1.0.1")["dateReleased"] == "2026-01-01T00:00:00Z"


def test_every_form_that_is_opened_records_a_deploy_of_its_own(editor: Client, mall: DemoServer) -> None:
    first, second = typed(editor), typed(editor)

    told = [outcomes(editor.post(URL, data)) for data in (first, second)]

    assert first["submission"] != second["submission"]
    assert told == [{"deploy": "applied"}] * 2
    assert deploy_count(mall) == 2


def test_partial_for_htmx_is_the_part_that_changes(editor: Client, mall: DemoServer) -> None:
    data = typed(editor)

    for answer in (editor.get(URL, headers=HTMX), editor.post(URL, data, headers=HTMX)):
        assert "<html" not in answer.content.decode()
        assert soup(answer).select_one("#deploy-new") is not None
        assert "HX-Request" in answer["Vary"]


def test_glitchtip_has_no_deploys_so_there_is_the_reason_and_a_way_back(editor: Client, glitchtip: DemoServer) -> None:
    glitchtip.add(version="shop@1.0.1")
    data = {"environment": "production", "projects": ["web"], "submission": "0" * 32}

    pages = [editor.get(URL), editor.post(URL, data)]

    assert [page.status_code for page in pages] == [200, 422]
    assert [alerts(page) for page in pages] == [
        "GlitchTip keeps no deploys.",
        "GlitchTip keeps no deploys. Nothing was sent.",
    ]
    for page in pages:
        assert [str(link["href"]) for link in soup(page).select("#deploy-new a")] == ["/acme/releases/shop%401.0.1/"]
        assert soup(page).select_one("#deploy-new form") is None
        assert "sends mails" not in words(page)
    assert bodies(glitchtip) == []


def test_glitchtip_leads_nobody_to_a_form_for_deploys(editor: Client, glitchtip: DemoServer) -> None:
    glitchtip.add(version="shop@1.0.1")

    pages = [words(editor.get(address)) for address in (TAB, TAB.removesuffix("deploys/"))]

    assert "GlitchTip keeps no deploys." in pages[0]
    assert ["Record a deploy" in page for page in pages] == [False, False]


def test_hostile_text_of_a_deploy_stays_text(editor: Client, mall: DemoServer) -> None:
    hostile = "<script>alert(1)<!--"
    mall.add_environment(hostile)

    page = editor.post(URL, typed(editor, environment=hostile, name=hostile))

    assert outcomes(page) == {"deploy": "applied"}
    assert hostile not in page.content.decode()
    assert hostile not in editor.get(URL).content.decode()
