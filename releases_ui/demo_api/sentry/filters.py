"""The list's parameters: status, projects, environments, period, search, order."""

import re
from datetime import UTC, datetime, timedelta

from releases_ui.demo_api.dates import now_us, to_us
from releases_ui.demo_api.search import InvalidSearchError
from releases_ui.demo_api.sentry.call import Call, detail, forbidden, not_found
from releases_ui.demo_api.sentry.conditions import apply_search
from releases_ui.demo_api.store import organization
from releases_ui.demo_api.store.listing import NEWEST_FIRST, Listing

ORDERS = {
    "date": NEWEST_FIRST,
    "adoption": NEWEST_FIRST,
    "build": f"r.build_number DESC, {NEWEST_FIRST}",
    "semver": "r.major DESC NULLS LAST, r.minor DESC NULLS LAST, r.patch DESC NULLS LAST,"
    f" r.revision DESC NULLS LAST, r.is_final DESC NULLS LAST, r.pre DESC NULLS LAST, {NEWEST_FIRST}",
}
FLAT_ORDERS = frozenset({"sessions", "users", "sessions_24h", "users_24h", "crash_free_sessions", "crash_free_users"})
STATS_PERIODS = ("1h", "24h", "1d", "48h", "2d", "7d", "14d", "30d", "90d")
PERIOD = re.compile(r"(\d+)([smhdw])")
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def chosen_projects(call: Call) -> list[organization.Project]:
    """Return the projects that the parameters choose; without any, those of the user's teams.

    Raises:
        RefusalError: 400 for what is no number, 403 for a project that is unknown or not reached.
    """
    reached = call.projects()
    if "project" in call.args:
        return [one for one in reached if one.slug == call.args["project"]]
    try:
        ids = {int(value) for value in call.request.args.getlist("project")}
    except ValueError as error:
        raise detail(400, "Invalid project parameter. Values must be numbers.") from error
    slugs = call.request.args.getlist("projectSlug")
    if slugs:
        return [one for one in reached if one.slug in slugs]
    if -1 in ids:
        return reached
    if ids:
        return _by_ids(reached, ids)
    member_of = call.token.member_of
    return [one for one in reached if member_of is None or one.slug in member_of]


def _by_ids(reached: list[organization.Project], ids: set[int]) -> list[organization.Project]:
    if not ids <= {one.id for one in reached}:
        raise forbidden()
    return [one for one in reached if one.id in ids]


def filtered(call: Call, projects: list[organization.Project], *, has_status: bool = True) -> Listing:
    """Return the choice of releases that the parameters describe, in their order.

    With `has_status` archived releases are left out unless asked for.

    Raises:
        RefusalError: 400, or 404 for an unknown environment.
    """
    listing = Listing()
    listing.is_flat = call.is_on("flatten")
    _check_health(call)
    environments = _environments(call)
    if has_status:
        _apply_status(call, listing)
    _apply_projects(call, listing, projects)
    if environments:
        listing.where_environments(environments, [one.id for one in projects])
    _apply_period(call, listing)
    query = call.parameter("query") or ""
    try:
        apply_search(listing, query, len(environments))
    except InvalidSearchError as error:
        raise detail(400, str(error)) from error
    _apply_order(call, listing)
    return listing


def _apply_status(call: Call, listing: Listing) -> None:
    status = call.parameter("status")
    if status not in {None, "", "open", "archived"}:
        raise detail(400, "invalid value for status")
    if status != "":
        listing.where("r.is_archived = ?", int(status == "archived"))


def _apply_projects(call: Call, listing: Listing, projects: list[organization.Project]) -> None:
    ids = [one.id for one in projects]
    if len(ids) == len(organization.projects(call.connection)):
        listing.where("r.project_count > 0")
    else:
        listing.where_projects(ids)
    if listing.is_flat:
        marks = ", ".join("?" for _ in ids)
        listing.where(f"f.project_id IN ({marks})", *ids)


def _environments(call: Call) -> list[int]:
    known = {name: one for one, name in organization.environments(call.connection)}
    names = call.request.args.getlist("environment")
    if not set(names) <= known.keys():
        raise not_found()
    return [known[name] for name in names]


def _check_health(call: Call) -> None:
    for name in ("summaryStatsPeriod", "healthStatsPeriod"):
        if call.parameter(name) not in {None, "", *STATS_PERIODS}:
            choices = ", ".join(f"'{period}'" for period in STATS_PERIODS)
            raise detail(400, f"Invalid {name}. Valid choices are {choices}")
    if call.parameter("healthStat") not in {None, "sessions", "users"}:
        raise detail(400, "invalid healthStat")


def _apply_period(call: Call, listing: Listing) -> None:
    period, start, end = (call.parameter(name) for name in ("statsPeriod", "start", "end"))
    if period:
        match = PERIOD.fullmatch(period)
        if match is None:
            raise detail(400, f"Invalid date range: Invalid statsPeriod: '{period}'")
        span = timedelta(**{UNITS[match[2]]: int(match[1])})
        listing.where("r.date_created >= ?", now_us() - span // timedelta(microseconds=1))
    elif start or end:
        if not start or not end:
            raise detail(400, "Invalid date range: start and end are both required")
        first, last = _moment(start), _moment(end)
        if first > last:
            raise detail(400, "Invalid date range: start must be before end")
        listing.where("r.date_created >= ? AND r.date_created <= ?", first, last)


def _moment(text: str) -> int:
    try:
        given = datetime.fromisoformat(text)
    except ValueError as error:
        raise detail(400, f"Invalid date range: {text} is not a valid ISO8601 date query") from error
    return to_us(given if given.tzinfo else given.replace(tzinfo=UTC))


def _apply_order(call: Call, listing: Listing) -> None:
    sort = call.parameter("sort") or "date"
    if sort in FLAT_ORDERS and not listing.is_flat:
        raise detail(400, "sorting by crash statistics requires flattening (flatten=1)")
    if sort not in ORDERS and sort not in FLAT_ORDERS:
        raise detail(400, "invalid sort")
    if sort == "build":
        listing.where("r.build_number IS NOT NULL")
    listing.order = ORDERS.get(sort, NEWEST_FIRST)
