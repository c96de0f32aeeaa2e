"""The page of all components."""

from __future__ import annotations

from django.test import Client

from tests.pages import outcomes, soup, versions


def test_every_state_of_a_row_is_shown_from_the_templates_of_the_list(admin: Client) -> None:
    page = admin.get("/style/")

    assert versions(page) == [
        "storefront-web@1.46.2",
        "storefront-web@2026.08.21-canary.7f3c9e1a+build.40317.europe-west1"
        ".feature-checkout-redesign-phase-two.rollout-0042",
        "billing@2026.09.01",
        "9adc9d5f5b26c1d3e7a9f0b2c4d6e8fa0b1c2d3e",
        " release with spaces at both ends ",
        "إصدار-2.4.0",
        "feature/login-rework",
        "odd@1",
        "django-upgrade@1.32.0",
    ]
    row = soup(page).select_one('tr[data-version="odd@1"]')
    assert row is not None
    assert "unreadable" in row.text


def test_outcomes_of_a_save_and_a_conflict_are_shown(admin: Client) -> None:
    # Of the two that tell of a field, the conflict is the later.
    assert outcomes(admin.get("/style/")) == {"ref": "conflict", "url": "unchanged", "dateReleased": "unchanged"}


def test_no_server_is_asked(admin: Client) -> None:
    assert "0 calls" in admin.get("/style/")["Server-Timing"]
