"""What Sentry reads out of a version: package, numbers, pre-release, build."""

import re
from dataclasses import dataclass
from typing import Any

PACKAGE_AND_VERSION = re.compile(r"(@?[^@]+)@(.*)")
NUMBERED = re.compile(
    r"(?P<major>\d+)(?:\.(?P<minor>\d+))?(?:\.(?P<patch>\d+))?(?:\.(?P<revision>\d+))?"
    r"(?P<pre>[-a-z][0-9A-Za-z-]*(?:\.[0-9A-Za-z-]+)*)?"
    r"(?:\+(?P<build>[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?",
    re.ASCII,
)
UNREADABLE = re.compile(r"[\x00-\x1f\x7f/\\]")
HEXADECIMAL = re.compile(r"[0-9a-fA-F]+")
HASH_LENGTHS = frozenset({12, 16, 20, 32, 40, 64})
SHORT_HASH = 12
LONGEST = 250
#: SQLite and PostgreSQL hold no larger whole number.
LARGEST = 2**63 - 1


@dataclass(frozen=True)
class ParsedVersion:
    """A version that follows `package@major.minor.patch[.revision][-pre][+build]`."""

    raw: str
    major: int
    minor: int
    patch: int
    revision: int
    pre: str | None
    build: str | None
    components: int

    @property
    def build_number(self) -> int | None:
        """The build as a number, where it is one."""
        is_number = self.build is not None and self.build.isascii() and self.build.isdigit()
        return int(self.build) if is_number and self.build and int(self.build) <= LARGEST else None


def split_package(version: str) -> tuple[str | None, str]:
    """Return the package, if there is one, and the rest."""
    match = PACKAGE_AND_VERSION.fullmatch(version.strip())
    return (match[1], match[2]) if match else (None, version.strip())


def parse_numbers(text: str) -> ParsedVersion | None:
    """Return the numbers of the part behind the package, or None when it has none."""
    match = NUMBERED.fullmatch(text)
    if match is None or is_hash(text):
        return None
    numbers = [match[name] for name in ("major", "minor", "patch", "revision")]
    given = [int(number) for number in numbers if number is not None]
    if max(given) > LARGEST:
        return None
    major, minor, patch, revision = given + [0] * (4 - len(given))
    pre = match["pre"].removeprefix("-") if match["pre"] else None
    return ParsedVersion(text, major, minor, patch, revision, pre, match["build"], len(given))


def parse_release(version: str) -> ParsedVersion | None:
    """Return the numbers of a whole version; only one with a package has any."""
    if not is_readable(version):
        return None
    package, rest = split_package(version)
    return parse_numbers(rest) if package is not None else None


def is_readable(version: str) -> bool:
    """Tell whether Sentry's parser takes the version at all."""
    is_odd = UNREADABLE.search(version) or version.strip() in {"", ".", ".."}
    return not is_odd and len(version) <= LONGEST


def is_hash(text: str) -> bool:
    """Tell whether the text looks like a commit's hash."""
    return len(text) in HASH_LENGTHS and HEXADECIMAL.fullmatch(text) is not None


def version_info(version: str) -> dict[str, Any] | None:
    """Return `versionInfo` as Sentry answers it; None for what its parser refuses."""
    if not is_readable(version):
        return None
    package, rest = split_package(version)
    parsed = parse_release(version)
    return {
        "package": package,
        "version": {"raw": rest, **_numbers(parsed)},
        "description": _description(rest, parsed),
        "buildHash": _build_hash(rest, parsed),
    }


def _numbers(parsed: ParsedVersion | None) -> dict[str, Any]:
    if parsed is None:
        return {}
    return {
        "major": parsed.major,
        "minor": parsed.minor,
        "patch": parsed.patch,
        "pre": parsed.pre,
        "buildCode": parsed.build,
        "components": parsed.components,
    }


def _description(rest: str, parsed: ParsedVersion | None) -> str:
    if parsed is None:
        return rest[:SHORT_HASH] if is_hash(rest) else rest
    if parsed.build is None:
        return rest
    build = parsed.build[:SHORT_HASH] if is_hash(parsed.build) else parsed.build
    return f"{rest.partition('+')[0]} ({build})"


def _build_hash(rest: str, parsed: ParsedVersion | None) -> str | None:
    candidate = parsed.build if parsed else rest
    return candidate if candidate and is_hash(candidate) else None
