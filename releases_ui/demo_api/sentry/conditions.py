"""Terms of a search as conditions on the list of releases."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from releases_ui.demo_api.dates import now_us, to_us
from releases_ui.demo_api.folding import fold
from releases_ui.demo_api.search import InvalidSearchError, Term, parse, unescape
from releases_ui.demo_api.store.listing import Listing
from releases_ui.demo_api.version_info import parse_numbers, split_package

#: "1.0 (7)" is how Sentry shows "1.0+7", so it is searched for as well.
SHOWN_BUILD = re.compile(r"(.*)\s+\(([^)]+)\)\s*", re.DOTALL)
COMPARISON = re.compile(r"(>=|<=|>|<|=)?(.*)", re.DOTALL)
RELATIVE = re.compile(r"([+-])(\d+)([mhdw])")
UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
STAGES = ("adopted", "low_adoption", "replaced")
SEMVER = "(r.major, r.minor, r.patch, r.revision, r.is_final, r.pre)"


def apply_search(listing: Listing, query: str, environments: int) -> None:
    """Keep the releases that a search finds; a stage needs exactly one environment chosen beside it.

    Raises:
        InvalidSearchError: when the server refuses the search.
    """
    for term in parse(query):
        if term.key == "":
            _free_text(listing, query)
        elif term.key == "release.stage":
            _stage(listing, term, environments)
        else:
            CONDITIONS[term.key](listing, term)


def _free_text(listing: Listing, query: str) -> None:
    """Search for the whole query, whatever else was parsed out of it."""
    shown = SHOWN_BUILD.fullmatch(query)
    if shown:
        plus = fold(f"{shown[1]}+{shown[2]}")
        listing.where("(instr(r.folded, ?) OR instr(r.folded, ?))", fold(query), plus)
    else:
        listing.where("instr(r.folded, ?)", fold(query))


def _release(listing: Listing, term: Term) -> None:
    if term.values:
        marks = ", ".join("?" for _ in term.values)
        listing.where(f"r.version {'NOT ' if term.is_negated else ''}IN ({marks})", *term.values)
    elif term.is_wildcard:
        # a negated pattern is not negated: the server forgets the sign
        listing.where(*_pattern(term.value))
    else:
        listing.where(f"r.version {'<>' if term.is_negated else '='} ?", unescape(term.value))


def _pattern(value: str) -> tuple[str, ...]:
    begins, ends = value.startswith("*"), value.endswith("*")
    if begins and ends:
        return "instr(r.version, ?)", unescape(value[1:-1])
    # prefixes and suffixes are lower-cased by the parser and then compared by case
    if ends:
        start = unescape(value[:-1]).lower()
        return "substr(r.version, 1, length(?)) = ?", start, start
    if begins:
        end = unescape(value[1:]).lower()
        return "substr(r.version, -length(?)) = ?", end, end
    return ("0",)


def _version(listing: Listing, term: Term) -> None:
    operator, value = _comparison(term)
    package, rest = split_package(value)
    if package is not None:
        listing.where("r.package = ?", package)
    numbers = parse_numbers(rest.removesuffix("*").removesuffix(".")) if rest != "*" else None
    if numbers is None and rest != "*":
        raise InvalidSearchError(f"Invalid format for semver query {value}")
    if rest.endswith("*"):
        listing.where("r.major IS NOT NULL")
        _leading_numbers(listing, rest, is_negated=term.is_negated)
    elif numbers is not None:
        place = (numbers.major, numbers.minor, numbers.patch, numbers.revision)
        sign = "<>" if term.is_negated else operator
        listing.where("r.major IS NOT NULL")
        listing.where(f"{SEMVER} {sign} (?, ?, ?, ?, ?, ?)", *place, int(numbers.pre is None), numbers.pre or "")


def _leading_numbers(listing: Listing, pattern: str, *, is_negated: bool) -> None:
    given = [part for part in pattern.split(".") if part not in {"", "*"}]
    pairs = list(zip(("major", "minor", "patch", "revision"), given, strict=False))
    both = " AND ".join(f"r.{column} = ?" for column, _ in pairs) or "1"
    listing.where(f"NOT ({both})" if is_negated else f"({both})", *(int(number) for _, number in pairs))


def _package(listing: Listing, term: Term) -> None:
    names = term.values or (unescape(term.value),)
    marks = ", ".join("?" for _ in names)
    listing.where(f"coalesce(r.package, '') {'NOT ' if term.is_negated else ''}IN ({marks})", *names)


def _build(listing: Listing, term: Term) -> None:
    operator, value = _comparison(term)
    sign = "<>" if term.is_negated else operator
    if value.isdecimal():
        listing.where(f"r.build_number {sign} ?", int(value))
    elif value.endswith("*"):
        listing.where("substr(r.build_code, 1, length(?)) = ?", value[:-1], value[:-1])
    else:
        listing.where(f"r.build_code {'<>' if term.is_negated else '='} ?", value)


def _stage(listing: Listing, term: Term, environments: int) -> None:
    if environments != 1:
        raise InvalidSearchError("Choose a single environment to filter by release stage.")
    stages = term.values or (term.value,)
    if not set(stages) <= set(STAGES):
        raise InvalidSearchError("Unsupported release.stage value.")
    marks = ", ".join("?" for _ in stages)
    condition = f"EXISTS (SELECT 1 FROM json_each(r.adoption_stages) s WHERE s.value ->> 'stage' IN ({marks}))"  # noqa: S608 - marks
    listing.where(f"NOT {condition}" if term.is_negated else condition, *stages)


def _finalized(listing: Listing, term: Term) -> None:
    if term.value.lower() not in {"true", "false", "1", "0"}:
        raise InvalidSearchError("Invalid value for finalized. Valid values are true and false.")
    is_wanted = (term.value.lower() in {"true", "1"}) != term.is_negated
    listing.where(f"r.date_released IS {'NOT ' if is_wanted else ''}NULL")


def _created(listing: Listing, term: Term) -> None:
    relative = RELATIVE.fullmatch(term.value)
    if relative:
        span = timedelta(**{UNITS[relative[3]]: int(relative[2])})
        moment = now_us() - span // timedelta(microseconds=1)
        # "-7d" is the last seven days, "+7d" everything before them
        listing.where(f"r.date_created {'>=' if relative[1] == '-' else '<='} ?", moment)
        return
    operator, value = _comparison(term)
    try:
        given = datetime.fromisoformat(value)
    except ValueError as error:
        raise InvalidSearchError(f"{value} is not a valid ISO8601 date query") from error
    moment = to_us(given if given.tzinfo else given.replace(tzinfo=UTC))
    if operator == "=":
        day = timedelta(days=1) // timedelta(microseconds=1)
        listing.where("r.date_created >= ? AND r.date_created < ?", moment, moment + day)
    else:
        listing.where(f"r.date_created {operator} ?", moment)


def _comparison(term: Term) -> tuple[str, str]:
    match = COMPARISON.fullmatch(term.value)
    return (match[1] or "=", match[2]) if match else ("=", term.value)


CONDITIONS: dict[str, Callable[[Listing, Term], None]] = {
    "release": _release,
    "release.version": _version,
    "release.package": _package,
    "release.build": _build,
    "release.created": _created,
    "finalized": _finalized,
}
