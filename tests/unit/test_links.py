"""Links: to releases, which are data and never paths, and to what upstream sent."""

from urllib.parse import unquote

import pytest
from django.urls import Resolver404, resolve
from hypothesis import given
from hypothesis import strategies as st

from releases_ui.links import is_web_address, release_href
from releases_ui.presentation.commit_links import commit_href
from releases_ui.sentry_api.glitchtip import GlitchTipDialect
from releases_ui.sentry_api.payloads import Repository
from releases_ui.sentry_api.sentry import SentryDialect

SHA = "5cdf6ab395c52efb652d0bc1f28fdf2e452b1b41"


@given(version=st.text(min_size=1, max_size=250))
def test_link_to_a_release_leads_back_to_exactly_that_version(version: str) -> None:
    href = release_href("acme", version, SentryDialect())

    if href is None:
        assert "/" in version or version in {".", "..", "stats"} or "\x00" in version
        return
    # What a WSGI server hands on is the path, decoded once.
    assert resolve(unquote(href)).kwargs == {"org": "acme", "version": version}


@pytest.mark.parametrize("version", ["", ".", "..", "a/b", "/", "../..", "nul\x00", "half \ud800"])
def test_version_that_cannot_be_addressed_has_no_link(version: str) -> None:
    assert release_href("acme", version, SentryDialect()) is None
    assert release_href("acme", version, GlitchTipDialect()) is None


def test_stats_has_no_link_on_sentry_only() -> None:
    assert release_href("acme", "stats", SentryDialect()) is None
    assert release_href("acme", "stats", GlitchTipDialect()) == "/acme/releases/stats/"


@pytest.mark.parametrize("page", ["edit", "commits", "files", "deploys", "history", "raw"])
def test_release_named_like_a_page_is_a_release(page: str) -> None:
    assert resolve(f"/acme/releases/{page}/").kwargs["version"] == page
    assert resolve(f"/acme/releases/{page}/{page}/").url_name == page


def test_slash_in_a_version_never_reaches_a_view_as_one() -> None:
    with pytest.raises(Resolver404):
        resolve("/acme/releases/a/b/c/d/")


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("https://example.com/x", True),
        (" http://example.com", True),
        ("HTTPS://example.com", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.com", False),
        ("/relative", False),
        ("https://", False),
        ("ftp://example.com", False),
        ("http://[bad", False),
        ("", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(text: str | None, answer: bool) -> None:
    assert is_web_address(text) is answer


@pytest.mark.parametrize(
    ("repository", "href"),
    [
        ("https://github.com/acme/shop", f"https://github.com/acme/shop/commit/{SHA}"),
        ("https://github.com/acme/shop.git/", f"https://github.com/acme/shop/commit/{SHA}"),
        ("https://gitlab.example.com/a/b", f"https://gitlab.example.com/a/b/-/commit/{SHA}"),
        ("https://bitbucket.org/a/b", f"https://bitbucket.org/a/b/commits/{SHA}"),
        ("https://code.example.com/a/b", None),
        ("javascript:github.com//alert(1)", None),
        (None, None),
    ],
)
def test_commit_page_of_known_hosts_only(repository: str | None, href: str | None) -> None:
    assert commit_href(Repository(name="acme/shop", url=repository), SHA) == href


def test_ref_that_is_no_commit_has_no_commit_page() -> None:
    assert commit_href(Repository(url="https://github.com/acme/shop"), "main") is None
