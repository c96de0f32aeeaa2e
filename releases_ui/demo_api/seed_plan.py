"""The plan of the invented organization: which release was built when, before anything went wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from releases_ui.demo_api.seed_projects import PROJECTS, ProjectPlan
from releases_ui.demo_api.seed_versions import Kind

SPAN = timedelta(days=730)
#: Monday is 0.
_TRAIN_DAYS = (1, 3)


@dataclass(kw_only=True, slots=True)
class Draft:
    """A release on its way to becoming a line."""

    plan: ProjectPlan
    version: str
    tag: str | None
    kind: Kind
    #: When the build really ran; the two others are what was written down.
    built: datetime
    created: datetime
    released: datetime | None
    #: The id of the newest commit.
    head: str
    commit_count: int
    projects: list[str] = field(default_factory=list)
    new_groups: int = 0
    has_url: bool = True
    has_ref: bool = True
    #: At most one fault touches the dates of a release.
    is_date_sound: bool = True
    #: Somebody made it by hand: no files, no deploys.
    is_manual: bool = False


def plan_drafts(now: datetime, count: int, rng: Random) -> list[Draft]:
    """Return exactly `count` drafts of all projects, oldest first."""
    drafts = [
        draft for plan, part in _parts(count) for draft in _project_drafts(plan, _slots(plan, part, now, rng), rng)
    ]
    for draft in drafts:
        _settle_dates(draft, now, rng)
    return sorted(drafts, key=lambda draft: draft.created)


def random_id(rng: Random) -> str:
    """Return 40 hexadecimal digits."""
    return f"{rng.getrandbits(160):040x}"


def _parts(count: int) -> Iterator[tuple[ProjectPlan, int]]:
    """Split `count` by the projects' shares; what rounding leaves goes to the largest."""
    parts = [int(plan.share * count) for plan in PROJECTS]
    parts[0] += count - sum(parts)
    yield from zip(PROJECTS, parts, strict=True)


def _slots(plan: ProjectPlan, count: int, now: datetime, rng: Random) -> list[tuple[datetime, Kind]]:
    """Return when this project's releases are built, and of what kind, oldest first."""
    fixes = int(plan.hotfixes * count)
    planned = sorted(_moments(plan, count - fixes, now, rng))
    slots: list[tuple[datetime, Kind]] = [
        (when, "preview" if rng.random() < plan.previews else "train") for when in planned
    ]
    for when in rng.sample(planned, min(fixes, len(planned))):
        mended = when + timedelta(seconds=rng.randint(2_400, 22_000))
        slots.append((_not_after(now, mended, rng), "hotfix"))
    return sorted(slots)


def _moments(plan: ProjectPlan, count: int, now: datetime, rng: Random) -> Iterator[datetime]:
    start = now - SPAN
    centres = [start + SPAN * rng.random() for _ in range(max(1, count // 11))]
    for index in range(count):
        even = start + SPAN * ((index + rng.random()) / count)
        if plan.cadence == "burst":
            even = min(now, rng.choice(centres) + timedelta(days=rng.expovariate(0.6)))
        yield _not_after(now, _office_hours(_working_day(plan, even, rng), rng), rng)


def _working_day(plan: ProjectPlan, when: datetime, rng: Random) -> datetime:
    """Move most of what falls on a weekend to the Friday before, and trains to the day that they leave on."""
    if rng.random() < 0.25:
        return when  # somebody is always in a hurry
    if plan.cadence == "train":
        return when - timedelta(days=min((when.weekday() - day) % 7 for day in _TRAIN_DAYS))
    return when - timedelta(days=max(0, when.weekday() - 4))


def _office_hours(when: datetime, rng: Random) -> datetime:
    """Return a time of that day: mornings in Europe, afternoons in America, seldom at night."""
    hour = rng.choice((8, 9, 9, 10, 10, 11, 13, 13, 14, 14, 15, 15, 16, 17, 18, 20, 21, 3))
    micros = rng.randrange(1_000_000) if rng.random() < 0.6 else 0
    return when.replace(hour=hour, minute=rng.randrange(60), second=rng.randrange(60), microsecond=micros)


def _not_after(now: datetime, when: datetime, rng: Random) -> datetime:
    if when <= now - timedelta(minutes=6):
        return when
    return now - timedelta(seconds=rng.randint(400, 30_000))


def _project_drafts(plan: ProjectPlan, slots: list[tuple[datetime, Kind]], rng: Random) -> Iterator[Draft]:
    scheme = plan.scheme()
    before: Draft | None = None
    for when, kind in slots:
        head = random_id(rng)
        named = scheme.name(kind, when, head)
        draft = Draft(
            plan=plan, version=named.version, tag=named.tag, kind=kind, built=when, created=when,
            released=None, head=head, commit_count=_commit_count(plan, kind, rng),
            projects=_shared_by(plan, kind, rng), new_groups=_new_groups(rng),
        )  # fmt: skip
        if kind == "hotfix" and before:
            before.new_groups += rng.randint(3, 40)  # what made the hotfix necessary
        before = draft
        yield draft


def _commit_count(plan: ProjectPlan, kind: Kind, rng: Random) -> int:
    if kind == "hotfix":
        return rng.randint(1, 3)
    mean = plan.commits * (0.5 if kind == "preview" else 1.15)
    return min(60, 1 + int(rng.expovariate(1 / mean)))


def _shared_by(plan: ProjectPlan, kind: Kind, rng: Random) -> list[str]:
    if not plan.companions or kind == "preview" or rng.random() > 0.14:
        return [plan.slug]
    return [plan.slug, *plan.companions[: rng.randint(1, len(plan.companions))]]


def _new_groups(rng: Random) -> int:
    return int(rng.expovariate(0.25)) if rng.random() < 0.3 else 0


def _settle_dates(draft: Draft, now: datetime, rng: Random) -> None:
    """Write down when the release was created and released, a little apart as pipelines do."""
    draft.created = draft.built + timedelta(seconds=rng.randint(5, 240))
    if draft.kind == "preview" and rng.random() < 0.25:
        return  # canaries are often thrown away
    lag = timedelta(seconds=rng.randint(-200, 2_000))
    if draft.plan.review_days and draft.kind != "preview":
        lag += timedelta(days=rng.uniform(0.4, draft.plan.review_days))
    released = draft.created + lag
    draft.released = released if released <= now else None
