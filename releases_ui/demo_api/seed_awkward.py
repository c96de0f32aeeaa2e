"""Releases of the invented organization whose names are hard to show, to search or to put into an address."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from releases_ui.demo_api.seed_plan import Draft, random_id
from releases_ui.demo_api.seed_projects import BY_SLUG

_LONG = (
    "storefront-web@9.0.0-canary.7f3c9e1a+build.40317.europe-west1.feature-checkout-redesign-phase-two"
    ".rollout-0042.experiment-sticky-basket-bar.requested-by-growth.reviewed-by-nobody.please-shorten-it-now"
)

#: Version and project. The newest comes first.
NAMES = (
    (" release with spaces, 100% done ", "admin-console"),
    ("تطبيق-الجوال-٢.٤.٠", "android"),
    ("a+b&c", "worker"),
    ("release #7?", "docs-site"),
    ("пульт-Ω3.2-βeta", "pump-station"),
    # a slash is refused by the API; old imports have them all the same
    ("feature/login-rework", "ios"),
    ("%2F literal", "backend"),
    ("new", "admin-console"),
    ("🚀 launch-2 👩🏽‍🚀", "storefront-web"),
    ("\"quoted\" 'twice' `thrice`", "data-pipeline"),
    (_LONG, "storefront-web"),
    ("edit", "admin-console"),
    ("גרסה 3.1 (ניסוי)", "android"),
    ("commits", "worker"),
    ("..-1", "docs-site"),
    # pasted from a chat, with a blank of no width at its end
    ("hotfix-basket-total\u200b", "backend"),
)


def awkward_drafts(now: datetime, count: int, rng: Random) -> list[Draft]:
    """Return the first `count` of them, the newest some hours old, about a day apart."""
    when = now - timedelta(seconds=rng.randint(14_000, 18_000))
    drafts = []
    for version, slug in NAMES[:count]:
        drafts.append(_draft(version, slug, when, rng))
        when -= timedelta(seconds=rng.randint(30_000, 150_000))
    return drafts


def _draft(version: str, slug: str, when: datetime, rng: Random) -> Draft:
    is_released = rng.random() < 0.7
    return Draft(
        plan=BY_SLUG[slug], version=version, tag=None, kind="train", built=when - timedelta(minutes=3),
        created=when, released=when + timedelta(minutes=11) if is_released else None, head=random_id(rng),
        commit_count=rng.randint(0, 6), projects=[slug], new_groups=rng.choice((0, 0, 2, 7)),
        has_url=rng.random() < 0.7, has_ref=rng.random() < 0.7, is_date_sound=is_released, is_manual=True,
    )  # fmt: skip
