from __future__ import annotations

import pytest

from releases_ui.presentation.version_text import VersionText, describe, make_visible

SHA = "9adc9d5f5b26b4edb22e6b1e0cdd0b1c4d2f7a36"


def test_describe_sets_the_package_apart() -> None:
    text = describe("backend@1.4.0", "backend")

    assert text == VersionText(
        whole="backend@1.4.0", package="backend", name="1.4.0", head="1.4.0", tail="", sha=None, flags=()
    )


@pytest.mark.parametrize(
    ("version", "package"),
    [
        ("backend@1.4.0", None),
        ("backend@1.4.0", ""),
        ("backend@1.4.0", "worker"),
        ("backend@", "backend"),
        ("@1.4.0", ""),
    ],
)
def test_describe_keeps_the_whole_name_when_the_package_is_not_its_start(version: str, package: str | None) -> None:
    text = describe(version, package)

    assert (text.package, text.name) == (None, version)


def test_describe_splits_a_long_name_before_its_last_ten_characters() -> None:
    text = describe("sentry-cli@3.6.1-snapshot.20260629.fb79c59", "sentry-cli")

    assert (text.head, text.tail) == ("3.6.1-snapshot.202606", "29.fb79c59")


@pytest.mark.parametrize(
    ("version", "parts"),
    [
        ("feature-login-rework", ("feature-login-rework", "")),
        ("feature-login-reworks", ("feature-log", "in-reworks")),
        ("", ("", "")),
    ],
)
def test_describe_splits_only_what_is_longer_than_two_tails(version: str, parts: tuple[str, str]) -> None:
    text = describe(version)

    assert (text.head, text.tail) == parts


@pytest.mark.parametrize(
    "version",
    ["تطبيق-الجوال-٢.٤.٠-نسخة-تجريبية", "пульт-Ω3.2-βeta-сборка-для-стенда", "release-2026.08.21-für-alle"],
)
def test_describe_does_not_split_text_beyond_ascii(version: str) -> None:
    text = describe(version)

    assert (text.head, text.tail, text.flags) == (version, "", ())


def test_describe_shows_twelve_digits_of_a_bare_commit_id() -> None:
    text = describe(SHA)

    assert (text.sha, text.head, text.tail, text.whole) == ("9adc9d5f5b26", "9adc9d5f5b26", "", SHA)


@pytest.mark.parametrize("version", [SHA[:-1], SHA + "0", f"worker@{SHA}", SHA[:-1] + "g", SHA + "\n"])
def test_describe_takes_nothing_else_for_a_commit_id(version: str) -> None:
    text = describe(version)

    assert text.sha is None


@pytest.mark.parametrize(
    ("version", "words"),
    [
        (" padded", ["blanks"]),
        ("padded ", ["blanks"]),
        ("padded\u00a0", ["blanks"]),
        ("not padded", []),
        (" a/b\n", ["blanks", "control characters"]),
        ("1.0\x85", ["control characters"]),
        ("1.0\u202egnp", ["invisible: right-to-left override"]),
        ("1.0\u200b\u200b\ufeff", ["invisible: zero width space, zero width no-break space"]),
        ("1.0\u200d", ["invisible: zero width joiner"]),
        ("1.0\ud800", ["invisible: U+D800"]),
        ("%2F literal", []),
        ("", []),
    ],
)
def test_describe_flags_what_cannot_be_seen(version: str, words: list[str]) -> None:
    text = describe(version)

    assert text.flags == tuple(("warning", word) for word in words)


def test_describe_keeps_the_whole_text_beside_the_visible_one() -> None:
    text = describe("web@1.0\n\x7f\u202e", "web")

    assert (text.name, text.whole) == ("1.0␊␡⟨U+202E⟩", "web@1.0\n\x7f\u202e")


def test_describe_makes_the_package_visible_too() -> None:
    text = describe("web\t@1.0", "web\t")

    assert (text.package, text.name) == ("web␉", "1.0")


@pytest.mark.parametrize("text", ["👩🏽\u200d🚀", "می\u200cخواهم", " a  b ", "né", "ne\u0301"])
def test_make_visible_leaves_joined_letters_and_blanks_alone(text: str) -> None:
    assert make_visible(text) == text
