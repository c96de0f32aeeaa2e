"""How GlitchTip is asked, and what it will not do."""

from datetime import UTC, datetime

import pytest

from releases_ui.sentry_api.dialect import Feature, FieldValue, Period, ReleaseField, ReleaseFilters
from releases_ui.sentry_api.errors import BrokenUpstreamError, ConflictError, SentryError, UnreachableError
from releases_ui.sentry_api.glitchtip import GlitchTipDialect
from releases_ui.sentry_api.payloads import ProjectRef, Release
from releases_ui.sentry_api.wishes import NewCommit, NewRelease

JULY = Period(datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 8, 1, tzinfo=UTC))
NOON = datetime(2026, 7, 1, 12, 0, 0, 678000, tzinfo=UTC)

dialect = GlitchTipDialect()


def test_list_params_ask_for_a_page_and_nothing_else() -> None:
    filters = ReleaseFilters(query="x", project_slugs=("web",), environments=("qa",), status="all", period=JULY)

    assert dialect.list_params(filters, 20, "cD0=") == [("limit", "20"), ("cursor", "cD0=")]


@pytest.mark.parametrize(("wanted", "sent"), [(-1, "1"), (0, "1"), (100, "100"), (250, "100")])
def test_page_params_never_ask_for_an_endless_page(wanted: int, sent: str) -> None:
    assert dialect.page_params(wanted, None) == [("limit", sent)]


@pytest.mark.parametrize(
    ("filters", "is_local"),
    [
        (ReleaseFilters(), False),
        (ReleaseFilters(environments=("qa",), status="archived"), False),
        (ReleaseFilters(query=" "), True),
        (ReleaseFilters(project_slugs=("web",)), True),
        (ReleaseFilters(period=JULY), True),
    ],
)
def test_text_projects_and_period_are_filtered_by_us(filters: ReleaseFilters, *, is_local: bool) -> None:
    assert dialect.filters_locally(filters) == is_local


@pytest.mark.parametrize(
    ("filters", "is_kept"),
    [
        (ReleaseFilters(query="WEB"), True),
        (ReleaseFilters(query="ios"), False),
        (ReleaseFilters(project_slugs=("ios", "web")), True),
        (ReleaseFilters(project_slugs=("ios",)), False),
        (ReleaseFilters(project_slugs=("ios",), project_ids=("1",)), False),
        (ReleaseFilters(project_ids=("1",)), True),
        (ReleaseFilters(project_ids=(2,)), False),
        (ReleaseFilters(period=JULY), True),
        (ReleaseFilters(period=Period(JULY.start, NOON)), False),
        (ReleaseFilters(period=Period(NOON, JULY.end)), True),
        (ReleaseFilters(query="web", project_slugs=("web",), period=JULY, environments=("qa",)), True),
    ],
)
def test_keeps_judges_version_projects_and_creation(filters: ReleaseFilters, *, is_kept: bool) -> None:
    release = Release(version="web@1", projects=(ProjectRef(slug="web", id=1),), date_created=NOON)

    assert dialect.keeps(release, filters) == is_kept


def test_a_release_without_a_date_was_created_in_no_period() -> None:
    assert not dialect.keeps(Release(version="1"), ReleaseFilters(period=JULY))


@pytest.mark.parametrize(
    ("field", "before", "after", "reason"),
    [
        ("url", None, "https://acme.test/", "GlitchTip does not take a url through its API."),
        ("url", "https://acme.test/", None, "GlitchTip does not take a url through its API."),
        ("url", None, "", None),
        ("url", "https://acme.test/", "https://acme.test/", None),
        ("ref", "a", None, None),
        ("dateReleased", NOON, None, None),
    ],
)
def test_only_the_url_cannot_be_written(
    field: ReleaseField, before: FieldValue, after: FieldValue, reason: str | None
) -> None:
    assert dialect.cannot_write(field, before, after) == reason


@pytest.mark.parametrize(
    ("changes", "body"),
    [
        ({}, {"ref": "a", "dateReleased": "2026-07-01T12:00:00.678000Z"}),
        ({"ref": "b"}, {"ref": "b", "dateReleased": "2026-07-01T12:00:00.678000Z"}),
        ({"ref": None}, {"ref": None, "dateReleased": "2026-07-01T12:00:00.678000Z"}),
        ({"dateReleased": None}, {"ref": "a", "dateReleased": None}),
        ({"url": "https://new.test/"}, {"ref": "a", "dateReleased": "2026-07-01T12:00:00.678000Z"}),
    ],
)
def test_update_body_always_holds_ref_and_date_and_never_a_url(
    changes: dict[ReleaseField, FieldValue], body: dict[str, str | None]
) -> None:
    current = Release(version="1", ref="a", url="https://acme.test/", date_released=NOON)

    assert dialect.update_body(current, changes) == body


def test_create_body_says_that_a_release_is_not_released() -> None:
    new = NewRelease(version="1", projects=("web",), url="https://acme.test/", commits=(NewCommit(id="c0ffee"),))

    assert dialect.create_body(new) == {"version": "1", "projects": ["web"], "dateReleased": None}


def test_create_body_holds_ref_and_date() -> None:
    new = NewRelease(version="1", projects=("web",), ref="main", date_released=NOON)

    assert dialect.create_body(new) == {
        "version": "1",
        "projects": ["web"],
        "ref": "main",
        "dateReleased": "2026-07-01T12:00:00.678000Z",
    }


def test_a_created_release_is_new() -> None:
    assert [dialect.is_created_new(201), dialect.is_created_new(200)] == [True, None]


def test_stored_text_is_as_it_was_typed() -> None:
    assert dialect.stored_text("ref", "  main ") == "  main "


def test_a_date_counts_as_stored_by_the_millisecond() -> None:
    wanted = NOON.replace(microsecond=678999)

    assert [dialect.is_stored(wanted, shown) for shown in (NOON, NOON.replace(microsecond=677000))] == [True, False]


def test_every_feature_is_missing_and_explained() -> None:
    reasons = {feature: dialect.supports(feature) for feature in Feature}

    assert all(reason and reason.startswith("GlitchTip ") and reason.endswith(".") for reason in reasons.values())


def test_a_release_called_stats_can_be_addressed() -> None:
    assert [dialect.unaddressable_reason(version) is None for version in ("stats", "..", "a/b", "")] == [
        True,
        False,
        False,
        False,
    ]


def test_an_unknown_organization_looks_like_an_empty_one() -> None:
    assert dialect.hides_unknown_organizations


@pytest.mark.parametrize(
    ("error", "may_exist"),
    [
        (BrokenUpstreamError("GlitchTip answered 500.", status=500), True),
        (BrokenUpstreamError("GlitchTip answered 502.", status=502), False),
        (BrokenUpstreamError("The answer is not JSON.", status=201), False),
        (ConflictError("Busy.", status=409), False),
        (UnreachableError("No answer."), False),
    ],
)
def test_a_create_that_breaks_with_500_may_mean_that_the_version_exists(error: SentryError, *, may_exist: bool) -> None:
    assert dialect.create_conflict(error) == may_exist
