"""How Sentry is asked, and what it will not do."""

from datetime import UTC, datetime

import pytest

from releases_ui.sentry_api.dialect import Feature, FieldValue, Params, Period, ReleaseField, ReleaseFilters
from releases_ui.sentry_api.errors import (
    BrokenUpstreamError,
    ConflictError,
    RefusedError,
    SentryError,
    UnaddressableVersionError,
    UnreachableError,
)
from releases_ui.sentry_api.payloads import Release
from releases_ui.sentry_api.sentry import SentryDialect
from releases_ui.sentry_api.wishes import NewCommit, NewRef, NewRelease

JULY = Period(datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 8, 1, tzinfo=UTC))
NOON = datetime(2026, 7, 1, 12, 0, 0, 5, tzinfo=UTC)

dialect = SentryDialect()


@pytest.mark.parametrize(
    ("filters", "params"),
    [
        (ReleaseFilters(), [("project", "-1"), ("status", "open")]),
        (ReleaseFilters(status="all"), [("project", "-1"), ("status", "")]),
        (ReleaseFilters(status="archived"), [("project", "-1"), ("status", "archived")]),
        (
            ReleaseFilters(project_ids=(3, "7"), project_slugs=("web", "ios")),
            [("project", "3"), ("project", "7"), ("status", "open")],
        ),
        (ReleaseFilters(project_slugs=("web",)), [("projectSlug", "web"), ("status", "open")]),
        (
            ReleaseFilters(environments=("qa", "émile")),
            [("project", "-1"), ("environment", "qa"), ("environment", "émile"), ("status", "open")],
        ),
        (ReleaseFilters(query="a:bcd"), [("project", "-1"), ("status", "open"), ("query", "bcd")]),
        (ReleaseFilters(query=":"), [("project", "-1"), ("status", "open")]),
        (
            ReleaseFilters(period=JULY),
            [
                ("project", "-1"),
                ("status", "open"),
                ("start", "2026-07-01T00:00:00"),
                ("end", "2026-07-31T23:59:59.999999"),
            ],
        ),
    ],
)
def test_list_params_ask_for_all_projects_unless_some_were_chosen(filters: ReleaseFilters, params: Params) -> None:
    assert dialect.list_params(filters, 25, None) == [*params, ("per_page", "25")]


@pytest.mark.parametrize(("wanted", "sent"), [(-1, "1"), (0, "1"), (1, "1"), (100, "100"), (101, "100")])
def test_page_params_stay_within_what_the_server_takes_at_its_word(wanted: int, sent: str) -> None:
    assert dialect.page_params(wanted, "100:1:0") == [("per_page", sent), ("cursor", "100:1:0")]


def test_only_text_is_filtered_by_us() -> None:
    answers = [
        dialect.filters_locally(filters)
        for filters in (
            ReleaseFilters(query="x"),
            ReleaseFilters(project_slugs=("web",), environments=("qa",), status="all", period=JULY),
        )
    ]

    assert answers == [True, False]


@pytest.mark.parametrize(
    ("filters", "kept"),
    [
        (ReleaseFilters(query="web@"), ["Web@1", "web@2"]),
        (ReleaseFilters(query="web@", is_case_exact=True), ["web@2"]),
        (ReleaseFilters(query="web@", match="contains"), ["Web@1", "web@2", "old web@3"]),
        (ReleaseFilters(query=" web", match="contains"), ["old web@3"]),
    ],
)
def test_keeps_applies_the_rule_that_was_chosen(filters: ReleaseFilters, kept: list[str]) -> None:
    versions = ["Web@1", "web@2", "old web@3", "ios@1"]

    assert [version for version in versions if dialect.keeps(Release(version=version), filters)] == kept


@pytest.mark.parametrize("field", ["ref", "url", "dateReleased"])
@pytest.mark.parametrize(
    ("before", "after", "is_refused"),
    [
        ("a", None, True),
        ("a", "", True),
        ("a", "  ", True),
        (NOON, None, True),
        ("a", "b", False),
        (None, None, False),
        ("", None, False),
        (None, NOON, False),
    ],
)
def test_only_clearing_cannot_be_written(
    field: ReleaseField, before: FieldValue, after: FieldValue, *, is_refused: bool
) -> None:
    assert (dialect.cannot_write(field, before, after) is not None) == is_refused


def test_a_refused_clear_is_explained() -> None:
    reason = dialect.cannot_write("dateReleased", NOON, None)

    assert reason == "Sentry cannot clear a release date once it is set; it can only be replaced."


def test_update_body_holds_the_changes_alone() -> None:
    current = Release(version="1", ref="a", url="https://acme.test/", date_released=NOON)

    assert dialect.update_body(current, {"ref": "b"}) == {"ref": "b"}


def test_update_body_writes_dates_in_utc_to_the_microsecond() -> None:
    date = datetime.fromisoformat("2026-07-01T14:00:00.000005+02:00")

    assert dialect.update_body(Release(version="1"), {"dateReleased": date}) == {
        "dateReleased": "2026-07-01T12:00:00.000005Z"
    }


def test_update_body_writes_the_year_one_with_four_digits() -> None:
    body = dialect.update_body(Release(version="1"), {"dateReleased": datetime(1, 1, 1, tzinfo=UTC)})

    assert body == {"dateReleased": "0001-01-01T00:00:00Z"}


def test_create_body_leaves_out_what_is_empty() -> None:
    assert dialect.create_body(NewRelease(version=" 1 ", projects=("web",), ref="", url=None)) == {
        "version": " 1 ",
        "projects": ["web"],
    }


def test_create_body_holds_everything_that_is_filled_in() -> None:
    new = NewRelease(
        version="1",
        projects=("web", "ios"),
        ref="main",
        url="https://acme.test/",
        date_released=NOON,
        commits=(NewCommit(id="c0ffee", repository="acme/web", timestamp=NOON), NewCommit(id="bee")),
        refs=(NewRef(repository="acme/web", commit="b", previous_commit="a"), NewRef(repository="x", commit="y")),
    )

    assert dialect.create_body(new) == {
        "version": "1",
        "projects": ["web", "ios"],
        "ref": "main",
        "url": "https://acme.test/",
        "dateReleased": "2026-07-01T12:00:00.000005Z",
        "commits": [
            {"id": "c0ffee", "repository": "acme/web", "timestamp": "2026-07-01T12:00:00.000005Z"},
            {"id": "bee"},
        ],
        "refs": [
            {"repository": "acme/web", "commit": "b", "previousCommit": "a"},
            {"repository": "x", "commit": "y"},
        ],
    }


def test_the_status_of_a_create_proves_only_that_nothing_is_new() -> None:
    assert [dialect.is_created_new(201), dialect.is_created_new(208)] == [None, False]


def test_stored_text_is_trimmed() -> None:
    assert dialect.stored_text("ref", "  main\t") == "main"


def test_a_date_counts_as_stored_only_to_the_microsecond() -> None:
    answers = [dialect.is_stored(NOON, shown) for shown in (NOON, NOON.replace(microsecond=4))]

    assert answers == [True, False]


def test_every_feature_is_supported() -> None:
    assert {dialect.supports(feature) for feature in Feature} == {None}


@pytest.mark.parametrize("version", ["", ".", "..", "a/b", "/", "a\0b", "half \ud800", "stats"])
def test_versions_that_would_leave_their_place_cannot_be_addressed(version: str) -> None:
    with pytest.raises(UnaddressableVersionError) as caught:
        dialect.check_addressable(version)

    assert caught.value.reason == dialect.unaddressable_reason(version)


@pytest.mark.parametrize("version", ["...", " ", "%2F", "a\\b", "new", "commits", "Stats", "a\nb", "日本語", "#?+&"])
def test_other_odd_versions_can_be_addressed(version: str) -> None:
    assert dialect.unaddressable_reason(version) is None


def test_an_unknown_organization_is_told_from_an_empty_one() -> None:
    assert not dialect.hides_unknown_organizations


@pytest.mark.parametrize(
    ("error", "may_exist"),
    [
        (ConflictError("Busy.", status=409), True),
        (BrokenUpstreamError("Sentry answered 500.", status=500), False),
        (RefusedError("No.", status=400), False),
        (UnreachableError("No answer."), False),
    ],
)
def test_a_create_that_conflicts_may_mean_that_the_version_exists(error: SentryError, *, may_exist: bool) -> None:
    assert dialect.create_conflict(error) == may_exist
