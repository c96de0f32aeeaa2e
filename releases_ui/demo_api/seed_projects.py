"""The ten projects of the invented organization: how each names, times and ships its releases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

from releases_ui.demo_api.seed_versions import BuildNumber, Calendar, CommitId, Scheme, Semver

#: What sort of work a project is, for the words of its commits.
Field = Literal["screen", "service", "device", "text"]


@dataclass(frozen=True, kw_only=True)
class ProjectPlan:
    """One project's habits."""

    slug: str
    #: Of all releases, the part that is this project's.
    share: float
    cadence: Literal["train", "daily", "burst"]
    #: A fresh scheme for every run, since schemes count.
    scheme: Callable[[], Scheme]
    environments: tuple[str, ...]
    user_agents: tuple[str, ...]
    #: Of this project's releases, the part that mends the one before it within hours.
    hotfixes: float = 0.08
    #: Of this project's releases, the part that is a release candidate, a snapshot or a canary.
    previews: float = 0.0
    #: The mean number of commits of an ordinary release.
    commits: float = 8.0
    #: Days between the build and its release, at most: the store reviews it first.
    review_days: float = 0.0
    ships_files: bool = False
    #: Projects that are now and then released together with this one.
    companions: tuple[str, ...] = ()
    field: Field = "service"
    ticket: str = "ACME"
    sources: str = "src"
    suffix: str = "py"
    #: What people work on here, for commit messages.
    things: tuple[str, ...] = ()

    @property
    def repository(self) -> str:
        """The repository's name, as commits carry it."""
        return f"acme/{self.slug}"


PROJECTS = (
    ProjectPlan(
        slug="storefront-web", share=0.17, cadence="daily", scheme=partial(Calendar, "storefront-web"),
        environments=("staging", "canary", "production"),
        user_agents=("sentry-cli/3.8.2", "sentry-cli/2.46.0"), previews=0.2, commits=9.0, ships_files=True,
        companions=("admin-console",), field="screen", ticket="SHOP", suffix="tsx",
        things=(
            "checkout form", "basket drawer", "product gallery", "size picker", "voucher field",
            "search page", "cookie notice", "address lookup", "wish list", "delivery estimate", "price tag",
            "recently viewed row",
        ),
    ),
    ProjectPlan(
        slug="backend", share=0.15, cadence="train", scheme=partial(Semver, "backend", (1, 4, 0)),
        environments=("staging", "qa", "production"), user_agents=("sentry-cli/3.8.2", "Jenkins"),
        hotfixes=0.14, previews=0.06, commits=12.0, companions=("worker", "billing"), ticket="CORE",
        things=(
            "order service", "stock reservation", "session store", "price rules", "order export",
            "rate limiter", "webhook sender", "customer merge", "tax table", "audit trail",
            "catalogue cache", "return labels",
        ),
    ),
    ProjectPlan(
        slug="billing", share=0.08, cadence="train", scheme=partial(Calendar, None),
        environments=("staging", "production"), user_agents=("Jenkins", "python-requests/2.32.5"),
        hotfixes=0.1, commits=6.0, ticket="BILL",
        things=(
            "invoice numbers", "dunning letters", "card retry", "refund job", "ledger export",
            "SEPA mandate", "payout report", "currency rounding", "reverse charge", "credit notes",
        ),
    ),
    ProjectPlan(
        slug="ios", share=0.08, cadence="train",
        scheme=partial(Semver, "com.acme.ios", (3, 18, 0), build=412), environments=("qa", "production"),
        user_agents=("sentry-cli/3.8.2", "sentry-cli/2.46.0"), previews=0.3, commits=10.0, review_days=2.5,
        field="screen", ticket="IOS", sources="Acme", suffix="swift",
        things=(
            "barcode scanner", "push settings", "tab bar", "login sheet", "order widget", "share extension",
            "offline basket", "Dynamic Type layout", "Keychain wrapper", "deep links",
        ),
    ),
    ProjectPlan(
        slug="android", share=0.08, cadence="train",
        scheme=partial(Semver, "com.acme.android", (3, 18, 0), build=20311),
        environments=("qa", "canary", "production"), user_agents=("sentry-cli/3.8.2", "Jenkins"),
        previews=0.25, commits=10.0, field="screen", ticket="DROID", sources="app/src/main/kotlin",
        suffix="kt",
        things=(
            "barcode scanner", "notification channels", "bottom sheet", "login screen", "order widget",
            "offline basket", "image cache", "predictive back", "work scheduling", "deep links",
        ),
    ),
    ProjectPlan(
        slug="worker", share=0.14, cadence="daily", scheme=CommitId, environments=("canary", "production"),
        user_agents=("sentry-cli/3.8.2",), commits=4.0, ticket="CORE",
        things=(
            "mail queue", "image resizer", "feed import", "retry policy", "dead letter queue", "cron table",
            "stock sync", "PDF renderer", "lock renewal", "batch size",
        ),
    ),
    ProjectPlan(
        slug="data-pipeline", share=0.09, cadence="daily",
        scheme=partial(Semver, "data-pipeline", (0, 31, 0), preview="snapshot"),
        environments=("staging", "production"), user_agents=("python-requests/2.32.5",), previews=0.45,
        hotfixes=0.04, commits=5.0, ticket="DATA", sources="pipeline",
        things=(
            "orders mart", "sessions model", "late events", "backfill job", "schema registry",
            "partition pruning", "returns report", "currency table", "freshness check", "consent filter",
        ),
    ),
    ProjectPlan(
        slug="admin-console", share=0.09, cadence="daily", scheme=partial(BuildNumber, "web-build-", 4790),
        environments=("staging", "production"), user_agents=("Jenkins",), commits=5.0, ships_files=True,
        field="screen", ticket="SHOP", suffix="tsx",
        things=(
            "user table", "role editor", "refund dialog", "bulk upload", "order timeline", "filter bar",
            "CSV export", "banner editor", "stock view", "keyboard shortcuts",
        ),
    ),
    ProjectPlan(
        slug="docs-site", share=0.06, cadence="burst", scheme=partial(BuildNumber, "docs-site-r", 118),
        environments=("production",), user_agents=("python-requests/2.32.5",), hotfixes=0.02, commits=3.0,
        field="text", ticket="DOCS", sources="content", suffix="md",
        things=(
            "webhook guide", "API reference", "returns tutorial", "search index", "code samples",
            "style sheet", "glossary", "changelog page", "sandbox chapter",
        ),
    ),
    ProjectPlan(
        slug="pump-station", share=0.06, cadence="burst", scheme=partial(Semver, "pump-station", (2, 3, 0)),
        environments=("qa", "canary", "production"),
        user_agents=("sentry-cli/3.8.2", "python-requests/2.32.5"), previews=0.4, hotfixes=0.05,
        commits=7.0, field="device", ticket="PUMP", sources="firmware", suffix="rs",
        things=(
            "pressure loop", "valve self test", "watchdog", "flow sensor filter", "modbus gateway",
            "boot loader", "leak alarm", "sleep mode", "CAN frames", "calibration store",
        ),
    ),
)  # fmt: skip

#: Slug to plan.
BY_SLUG = {plan.slug: plan for plan in PROJECTS}
