"""Values as the embedded API reads and writes them: versions, addresses, dates, case, paths."""

from typing import Any

import pytest

from releases_ui.demo_api.app import routed_path
from releases_ui.demo_api.dates import glitchtip_text, parse_loaded, sentry_text
from releases_ui.demo_api.folding import fold
from releases_ui.demo_api.keyset import InvalidCursorError, Place, decode
from releases_ui.demo_api.validation import FieldError, date_time, url
from releases_ui.demo_api.version_info import version_info


def numbers(major: int, minor: int, patch: int, pre: str | None, build: str | None, components: int) -> dict[str, Any]:
    return {"major": major, "minor": minor, "patch": patch, "pre": pre, "buildCode": build, "components": components}


@pytest.mark.parametrize(
    ("version", "package", "raw", "parsed", "description", "build_hash"),
    [
        ("app@1.2.3", "app", "1.2.3", numbers(1, 2, 3, None, None, 3), "1.2.3", None),
        ("app@1", "app", "1", numbers(1, 0, 0, None, None, 1), "1", None),
        ("app@1.2.3.4", "app", "1.2.3.4", numbers(1, 2, 3, None, None, 4), "1.2.3.4", None),
        ("app@1.2-rc.1+7", "app", "1.2-rc.1+7", numbers(1, 2, 0, "rc.1", "7", 2), "1.2-rc.1 (7)", None),
        ("app@1.0rc1", "app", "1.0rc1", numbers(1, 0, 0, "rc1", None, 2), "1.0rc1", None),
        ("app@main", "app", "main", {}, "main", None),
        ("1.2.3", None, "1.2.3", {}, "1.2.3", None),
        ("  padded ", None, "padded", {}, "padded", None),
        ("a" * 40, None, "a" * 40, {}, "a" * 12, "a" * 40),
        ("app@" + "0" * 40, "app", "0" * 40, {}, "0" * 12, "0" * 40),
    ],
)
def test_version_info_is_read_from_a_version(
    version: str, package: str | None, raw: str, parsed: dict[str, Any], description: str, build_hash: str | None
) -> None:
    assert version_info(version) == {
        "package": package,
        "version": {"raw": raw, **parsed},
        "description": description,
        "buildHash": build_hash,
    }


@pytest.mark.parametrize("version", ["a\x01b", "..", "x" * 251, "a/b", ""])
def test_version_info_is_null_for_what_the_parser_refuses(version: str) -> None:
    assert version_info(version) is None


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost",
        "ftp://files.example/x",
        "https://user:pw@example.test/",
        "http://10.0.0.1:8080/x",
        "http://[::1]/",
        "HTTPS://example.test",
        "https://bücher.example/ü?q=1#f",
        "",
    ],
)
def test_an_address_is_accepted_as_it_is(address: str) -> None:
    assert url(f" {address} ") == address


@pytest.mark.parametrize(
    "address",
    [
        "javascript:1",
        "data:text/html,x",
        "file:///etc/passwd",
        "//example.test",
        "example.test",
        "https://example.test/a b",
        "https://ci",
        "https://-x.test/",
        "https://example.test/" + "x" * 3000,
    ],
)
def test_an_address_is_refused(address: str) -> None:
    with pytest.raises(FieldError, match=r"Enter a valid URL\."):
        url(address)


@pytest.mark.parametrize("value", ["0001-01-01T00:00:00+02:00", "9999-12-31T23:59:59-02:00"])
def test_a_date_beyond_the_calendar_is_out_of_range(value: str) -> None:
    with pytest.raises(FieldError, match="out of range"):
        date_time(value)


@pytest.mark.parametrize(
    ("text", "sentry", "glitchtip"),
    [
        ("2026-01-02T03:04:05.678901Z", "2026-01-02T03:04:05.678901Z", "2026-01-02T03:04:05.678Z"),
        ("2026-01-02T03:04:05.000900Z", "2026-01-02T03:04:05.000900Z", "2026-01-02T03:04:05.000Z"),
        ("2026-01-02T03:04:05+00:00", "2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z"),
        ("1969-12-31T23:59:59.5-01:00", "1970-01-01T00:59:59.500000Z", "1970-01-01T00:59:59.500Z"),
    ],
)
def test_a_moment_is_written_as_each_server_writes_it(text: str, sentry: str, glitchtip: str) -> None:
    moment = parse_loaded(text)

    assert (sentry_text(moment), glitchtip_text(moment)) == (sentry, glitchtip)


@pytest.mark.parametrize(("text", "folded"), [("aß1", "Aß1"), ("ÿ", "Ÿ"), ("iı", "II"), ("İ", "İ"), ("ﬁ", "ﬁ")])
def test_case_is_folded_one_character_at_a_time(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("raw", "routed"),
    [
        ("/a/b/", "/a/b/"),
        ("/a/./", "/a/"),
        ("/a/b/../", "/a/"),
        ("/a/b/..", "/a/"),
        ("/../../a/", "/a/"),
        ("/a/%2E%2E/", "/a/../"),
        ("/a/x%2Fy/", "/a/x/y/"),
        ("/a/%252F+%2B/", "/a/%2F++/"),
        ("/a//", "/a//"),
    ],
)
def test_steps_are_resolved_before_percent_signs_are_decoded(raw: str, routed: str) -> None:
    assert routed_path(raw) == routed


def test_a_glitchtip_cursor_reads_back_and_offsets_are_cut() -> None:
    moment = parse_loaded("2026-11-20T13:06:44.814042Z")

    assert Place(moment).encoded() == "cD0yMDI2LTExLTIwKzEzJTNBMDYlM0E0NC44MTQwNDIlMkIwMCUzQTAw"
    assert decode(Place(moment, is_reverse=True, offset=500).encoded()) == Place(moment, is_reverse=True, offset=99)


@pytest.mark.parametrize("text", ["zzz", "abcd", "é"])
def test_text_that_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(InvalidCursorError):
        decode(text)
