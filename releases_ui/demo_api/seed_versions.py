"""The ways in which the invented projects name their releases."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple, Protocol

#: An ordinary release, one that mends another within hours, or one that comes before a release.
Kind = Literal["train", "hotfix", "preview"]


class Named(NamedTuple):
    """A version and the tag that stands for it in the repository."""

    version: str
    #: `None` where builds are not tagged.
    tag: str | None


class Scheme(Protocol):
    """Names the releases of one project, oldest first."""

    def name(self, kind: Kind, when: datetime, head: str) -> Named:
        """Return the next version.

        Args:
            kind: What sort of release it is.
            when: When it was built.
            head: The id of its newest commit.

        """


@dataclass
class Semver:
    """`package@1.4.0`, with a build number where the stores want one."""

    package: str
    numbers: tuple[int, int, int]
    build: int | None = None
    preview: Literal["rc", "snapshot"] = "rc"
    _candidates: int = 0

    def name(self, kind: Kind, when: datetime, head: str) -> Named:
        """Return the next version; candidates count up to the release that they precede."""
        if kind == "preview":
            return self._named(self._after("train"), self._mark(when, head))
        self.numbers = self._after(kind)
        if kind == "train":
            self._candidates = 0
        return self._named(self.numbers, "")

    def _after(self, kind: Kind) -> tuple[int, int, int]:
        major, minor, patch = self.numbers
        if kind == "hotfix":
            return major, minor, patch + 1
        # a new major version about every forty releases
        return (major + 1, 0, 0) if minor >= 39 else (major, minor + 1, 0)

    def _mark(self, when: datetime, head: str) -> str:
        if self.preview == "snapshot":
            return f"-snapshot.{when:%Y%m%d}.{head[:7]}"
        self._candidates += 1
        return f"-rc.{self._candidates}"

    def _named(self, numbers: tuple[int, int, int], mark: str) -> Named:
        text = ".".join(map(str, numbers)) + mark
        if self.build is None:
            return Named(f"{self.package}@{text}", f"v{text}")
        self.build += 1
        return Named(f"{self.package}@{text}+{self.build}", f"v{text}")


@dataclass
class Calendar:
    """`2026.08.21`, then `2026.08.21.1` on the same day; canaries carry everything the pipeline knows."""

    package: str | None
    _seen: dict[str, int] = field(default_factory=dict)
    _builds: int = 31400

    def name(self, kind: Kind, when: datetime, head: str) -> Named:
        """Return the version of that day."""
        day = f"{when:%Y.%m.%d}"
        self._builds += 7
        if kind == "preview":
            return self._named(f"{day}-canary.{head[:8]}+build.{self._builds}.{_region(head)}.{_branch(head)}", None)
        count = self._seen[day] = self._seen.get(day, -1) + 1
        text = f"{day}.{count}" if count else day
        return self._named(text, text)

    def _named(self, text: str, tag: str | None) -> Named:
        return Named(f"{self.package}@{text}" if self.package else text, tag)


@dataclass
class CommitId:
    """The 40 digits of the newest commit and nothing else."""

    def name(self, kind: Kind, when: datetime, head: str) -> Named:  # noqa: ARG002 - the protocol's signature
        """Return the commit's id."""
        return Named(head, None)


@dataclass
class BuildNumber:
    """`web-build-5512`."""

    prefix: str
    number: int

    def name(self, kind: Kind, when: datetime, head: str) -> Named:  # noqa: ARG002 - the protocol's signature
        """Return the next build."""
        self.number += 1 + int(head[0], 16) // 4  # failed builds use up numbers, too
        return Named(f"{self.prefix}{self.number}", None)


def _region(head: str) -> str:
    return ("europe-west1", "us-east4", "asia-south2")[int(head[-1], 16) % 3]


def _branch(head: str) -> str:
    branches = ("checkout-redesign-phase-two", "voucher-stacking", "edge-rendering", "basket-drawer")
    return f"feature-{branches[int(head[-2], 16) % 4]}.rollout-{int(head[-5:-2], 16):04d}"
