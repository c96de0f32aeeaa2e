"""Exports of the record: everything that matches, by and by, and safe to open."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from releases_ui.models import Change
from tests.pages import alerts, soup
from tests.record import HISTORY, START, record

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sentry")]


def download(client: Client, **parameters: str) -> Any:
    """Return the answer; its content is not read yet."""
    response = client.get(HISTORY, parameters)
    assert response.status_code == 200
    return response


def csv_rows(client: Client, **parameters: str) -> list[dict[str, str]]:
    """Return the lines of the CSV."""
    text = download(client, format="csv", **parameters).getvalue().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def json_rows(client: Client, **parameters: str) -> list[dict[str, Any]]:
    """Return the objects of the JSON."""
    rows: list[dict[str, Any]] = json.loads(download(client, format="json", **parameters).getvalue())
    return rows


def many(count: int) -> None:
    """Add changes, quickly."""
    Change.objects.bulk_create(
        Change(organization="acme", version=f"v{index}", action="edit", actor="ada", request_id="1", after={"ref": "b"})
        for index in range(count)
    )


def test_csv_has_a_line_for_each_field(viewer: Client) -> None:
    change = record(
        note="why",
        projects=" web shop ",
        before={"ref": "a1", "url": None},
        after={"ref": "b2", "url": "https://example.com/"},
        undoes=3,
    )

    rows = csv_rows(viewer)

    shared = {
        "change": str(change.pk),
        "time": "2026-01-02T03:04:05Z",
        "person": "ada",
        "action": "edit",
        "version": "shop@1.0.1",
        "projects": "web shop",
        "outcome": "applied",
        "result": "succeeded",
        "note": "why",
        "request": "5f0c8e12",
        "undoes": "3",
    }
    assert rows == [
        shared | {"field": "ref", "before": "a1", "after": "b2", "now": "b2"},
        shared | {"field": "url", "before": "", "after": "https://example.com/", "now": "https://example.com/"},
    ]


def test_csv_cannot_be_a_formula(viewer: Client) -> None:
    record(version="=cmd()", actor="@ada", note=" \t+1", before={"ref": "-1"}, after={"ref": "\u00a0=2"})

    row = csv_rows(viewer)[0]

    assert {name: row[name] for name in ("version", "person", "note", "before", "after")} == {
        "version": "'=cmd()",
        "person": "'@ada",
        "note": "' \t+1",
        "before": "'-1",
        "after": "'\u00a0=2",
    }


def test_json_has_values_as_they_are_kept(viewer: Client) -> None:
    before = {"ref": None, "commits": [{"id": "a1", "timestamp": "2026-01-01T00:00:00Z"}], "=x": 1}
    change = record(before=before, after={"ref": "=1"}, last_state={"version": "v"}, action="delete", projects=" web ")

    assert json_rows(viewer) == [
        {
            "id": change.pk,
            "dateCreated": "2026-01-02T03:04:05Z",
            "dateCompleted": "2026-01-02T03:04:06Z",
            "organization": "acme",
            "version": "shop@1.0.1",
            "projects": ["web"],
            "action": "delete",
            "person": "ada",
            "note": "",
            "undoes": None,
            "before": before,
            "after": {"ref": "=1"},
            "readBack": {"ref": "=1"},
            "outcomes": {"ref": "applied"},
            "result": "succeeded",
            "detail": "",
            "isSettledLater": False,
            "lastState": {"version": "v"},
            "requestId": "5f0c8e12",
        }
    ]


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_export_obeys_the_filters_and_not_the_page(viewer: Client, kind: str) -> None:
    for version in ("shop@1", "web@1", "shop@2", "shop@3"):
        record(version=version)
    record(organization="rival", version="shop@4")
    read = csv_rows if kind == "csv" else json_rows

    rows = read(viewer, version="SHOP", per_page="1", before="2")

    assert [row["version"] for row in rows] == ["shop@3", "shop@2", "shop@1"]


def test_page_links_to_its_exports(viewer: Client) -> None:
    made = [record(version="shop@1").pk for _ in range(3)]

    page = soup(viewer.get(HISTORY, {"version": "shop", "per_page": "1", "before": str(made[2])}))

    links = [str(anchor["href"]) for anchor in page.select('a[href*="format="]')]
    assert links == [f"{HISTORY}?version=shop&format={kind}" for kind in ("csv", "json")]


@pytest.mark.parametrize(
    ("kind", "content_type"), [("csv", "text/csv; charset=utf-8; header=present"), ("json", "application/json")]
)
def test_export_is_a_file_that_is_not_rendered(viewer: Client, kind: str, content_type: str) -> None:
    record(version="<script>")

    response = download(viewer, format=kind)

    assert response["Content-Type"] == content_type
    assert re.fullmatch(
        rf'attachment; filename="history-acme-\d{{4}}-\d\d-\d\d\.{kind}"', response["Content-Disposition"]
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_export_is_read_by_and_by(viewer: Client, kind: str) -> None:
    many(121)
    stream = download(viewer, format=kind).streaming_content

    with CaptureQueriesContext(connection) as at_first:
        start = b"".join(next(stream) for _ in range(3))
    with CaptureQueriesContext(connection) as afterwards:
        rest = b"".join(stream)

    assert (len(at_first), len(afterwards)) == (1, 2)
    assert all("LIMIT 50" in query["sql"] for query in (*at_first, *afterwards))
    assert (start + rest).count(b'"ada"') == 121


def test_change_made_while_a_file_is_read_is_neither_lost_nor_doubled(viewer: Client) -> None:
    many(60)
    stream = download(viewer, format="csv").streaming_content
    next(stream)
    next(stream)

    many(10)

    assert len(list(stream)) == 59


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_wrong_filter_gives_words_and_no_file(viewer: Client, kind: str) -> None:
    response = viewer.get(HISTORY, {"format": kind, "period": "yesterday"})

    assert response.status_code == 422
    assert "This is not a period." in alerts(response)
    assert "Content-Disposition" not in response


def test_nothing_is_a_file_too(viewer: Client) -> None:
    assert (csv_rows(viewer), json_rows(viewer)) == ([], [])


def test_times_are_utc_whatever_the_viewers_zone(viewer: Client) -> None:
    viewer.cookies["time_zone"] = "Europe/Berlin"
    record(created_at=START)

    assert [row["time"] for row in csv_rows(viewer)] == ["2026-01-02T03:04:05Z"]
