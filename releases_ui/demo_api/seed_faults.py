"""What goes wrong with releases' metadata, in the rates and clusters in which release managers meet it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from releases_ui.demo_api.seed_plan import Draft


@dataclass(frozen=True)
class Rate:
    """How often a fault happens, and where most of it does."""

    #: Of all releases, the part that it touches.
    share: float
    #: The cluster's time: days before now, the later end first.
    newest_days: float
    oldest_days: float
    #: The cluster's projects; empty for all.
    slugs: Collection[str] = ()
    #: Of the faults, the part that lies in the cluster, where it has room.
    clustered: float = 0.8

    def holds(self, draft: Draft, now: datetime) -> bool:
        """Whether the release lies in the cluster."""
        age_days = (now - draft.built) / timedelta(days=1)
        return self.newest_days <= age_days < self.oldest_days and (not self.slugs or draft.plan.slug in self.slugs)


RATES = {
    # a pipeline forgot the url for a month
    "no url": Rate(0.06, 34, 65, ("backend", "worker", "data-pipeline")),
    "no ref": Rate(0.08, 420, 640, ("ios", "pump-station")),
    # only the day was known to whoever filled the dates in
    "midnight": Rate(0.03, 230, 400, ("billing", "docs-site")),
    # announced for a day to come, or next year typed for this one
    "future": Rate(0.008, 0, 25, clustered=0.4),
    # the pipeline wrote the office's time as if it were UTC
    "time zone": Rate(0.03, 80, 330, ("android",)),
    # never finalized, and nobody knows why
    "leftover": Rate(0.05, 25, 200, ("ios", "pump-station", "storefront-web")),
    # the year or the month was mistyped
    "before created": Rate(0.01, 3, 60, clustered=0.3),
    # somebody finalized everything that was lying about with one script
    "same date": Rate(0.02, 150, 190, clustered=1.0),
    # the oldest came from another tool in one go, long after their release
    "imported": Rate(0.01, 0, 0),
    # made again by hand under the tag's name, because the first seemed to be missing
    "v duplicate": Rate(0.006, 0, 0),
}
ZONE_SHIFT = timedelta(hours=-7)
#: A younger release without a date may still get one.
LEFTOVER_AGE = timedelta(days=21)


def quota(fault: str, count: int) -> int:
    """Return how many of `count` releases have this fault."""
    return round(RATES[fault].share * count)


def spoil(drafts: list[Draft], now: datetime, rng: Random) -> None:
    """Put every kind of fault into its share of the drafts, which are given oldest first."""
    imported = quota("imported", len(drafts))
    _import_at_once(drafts[:imported])
    _lose_fields(drafts, now, rng)
    _misdate(drafts, now, rng)


def _import_at_once(drafts: list[Draft]) -> None:
    for draft in drafts:
        draft.built -= timedelta(days=90)
        draft.created = drafts[-1].created
        draft.is_manual = True
        _set_date(draft, draft.built)


def _lose_fields(drafts: list[Draft], now: datetime, rng: Random) -> None:
    for draft in _pick("no url", drafts, drafts, now, rng):
        draft.has_url = False
    for draft in _pick("no ref", drafts, drafts, now, rng):
        draft.has_ref = False


def _misdate(drafts: list[Draft], now: datetime, rng: Random) -> None:
    """Put the faults of dates in; none touches a release that another has touched."""

    def take(fault: str, is_open: Callable[[Draft], bool] = lambda _: True) -> list[tuple[Draft, datetime]]:
        sound = [draft for draft in drafts if draft.is_date_sound and draft.released and is_open(draft)]
        return [(draft, draft.released) for draft in _pick(fault, sound, drafts, now, rng) if draft.released]

    for draft, date in take("midnight"):
        _set_date(draft, date.replace(hour=0, minute=0, second=0, microsecond=0))
    for draft, _ in take("future"):
        _set_date(draft, _ahead(draft, now, rng))
    # days in the store's review would hide the shift
    for draft, date in take("time zone", lambda draft: not draft.plan.review_days):
        _set_date(draft, date + ZONE_SHIFT)
    for draft, _ in take("leftover", lambda draft: now - draft.created > LEFTOVER_AGE):
        _set_date(draft, None)
    for draft, date in take("before created"):
        _set_date(draft, date - timedelta(days=rng.choice((61, 92, 153, 365))))
    _finalize_at_once([draft for draft, _ in take("same date")])


def _pick(fault: str, candidates: list[Draft], drafts: list[Draft], now: datetime, rng: Random) -> list[Draft]:
    """Return some of the candidates: most from the fault's cluster, the others from anywhere."""
    rate, wanted = RATES[fault], quota(fault, len(drafts))
    cluster = [draft for draft in candidates if rate.holds(draft, now)]
    chosen = rng.sample(cluster, min(int(wanted * rate.clustered), len(cluster)))
    if rate.clustered == 1:
        return chosen
    taken = {draft.version for draft in chosen}
    elsewhere = [draft for draft in candidates if draft.version not in taken]
    return chosen + rng.sample(elsewhere, min(wanted - len(chosen), len(elsewhere)))


def _ahead(draft: Draft, now: datetime, rng: Random) -> datetime:
    if now - draft.created < timedelta(days=30):
        return (now + timedelta(hours=rng.randint(5, 400))).replace(minute=0, second=0, microsecond=0)
    years = (now - draft.created).days // 365 + 1
    return draft.created + timedelta(days=365 * years)


def _finalize_at_once(drafts: list[Draft]) -> None:
    if not drafts:
        return
    moment = max(draft.created for draft in drafts) + timedelta(minutes=41)
    for draft in drafts:
        _set_date(draft, moment.replace(microsecond=0))


def _set_date(draft: Draft, released: datetime | None) -> None:
    draft.released = released
    draft.is_date_sound = False


def duplicates(drafts: list[Draft], count: int, now: datetime, rng: Random) -> list[Draft]:
    """Return up to `count` releases that exist already under their version without the tag's `v`."""
    tagged = [
        draft
        for draft in drafts
        if draft.tag and draft.tag.startswith("v") and draft.kind != "preview" and draft.is_date_sound
    ]
    old_enough = [draft for draft in tagged if now - draft.created > timedelta(hours=1)]
    return [_duplicate(draft, rng) for draft in rng.sample(old_enough, min(count, len(old_enough)))]


def _duplicate(draft: Draft, rng: Random) -> Draft:
    later = draft.created + timedelta(minutes=rng.randint(3, 45))
    # the build number is not part of the tag, so the tag's name takes its place
    version = f"{draft.version.partition('@')[0]}@{draft.tag}"
    return replace(
        draft, version=version, created=later, released=later, has_url=rng.random() < 0.5, commit_count=0,
        new_groups=0, projects=[draft.plan.slug], is_manual=True,
    )  # fmt: skip
