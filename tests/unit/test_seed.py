from __future__ import annotations

import json
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

import pytest

from releases_ui.demo_api.seed import generate
from releases_ui.demo_api.seed_awkward import NAMES
from releases_ui.demo_api.seed_faults import RATES, ZONE_SHIFT
from releases_ui.demo_api.seed_people import BOT, TEAM
from releases_ui.demo_api.seed_projects import PROJECTS

NOW = datetime(2026, 8, 25, 10, 0, tzinfo=UTC)
Line = dict[str, Any]


@pytest.fixture(scope="module")
def lines() -> list[Line]:
    return list(generate(NOW))


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def lag(line: Line) -> timedelta:
    """How long after its creation a release was released."""
    return moment(line["dateReleased"]) - moment(line["dateCreated"])


def test_generate_twice_gives_the_same_lines(lines: list[Line]) -> None:
    again = list(generate(NOW))

    assert again == lines


def test_generate_with_another_seed_gives_other_lines() -> None:
    versions = [{line["version"] for line in generate(NOW, releases=100, seed=seed)} for seed in (7, 8)]

    assert versions[0] != versions[1]


@pytest.mark.parametrize("count", [0, 1, 9, 100, 2000])
def test_generate_gives_as_many_lines_as_asked_for_each_with_a_version_of_its_own(count: int) -> None:
    versions = [line["version"] for line in generate(NOW, releases=count)]

    assert (len(versions), len(set(versions))) == (count, count)


def test_generate_takes_now_in_any_zone(lines: list[Line]) -> None:
    elsewhere = NOW.astimezone(datetime.fromisoformat("2026-08-25T00:00:00+05:30").tzinfo)

    assert list(generate(elsewhere)) == lines


def test_lines_are_oldest_first_over_two_years_and_none_is_from_the_future(lines: list[Line]) -> None:
    created = [moment(line["dateCreated"]) for line in lines]

    assert created == sorted(created)
    assert NOW - timedelta(days=740) < created[0] < NOW - timedelta(days=700)
    assert NOW - timedelta(hours=12) < created[-1] <= NOW


def test_lines_are_plain_json(lines: list[Line]) -> None:
    for line in lines:
        assert json.loads(json.dumps(line)) == line
        assert None not in line.values()


def test_weekends_are_thinner_than_other_days(lines: list[Line]) -> None:
    days = Counter(moment(line["dateCreated"]).weekday() >= 5 for line in lines)

    assert 0.03 < days[True] / len(lines) < 0.14  # even days would give 0.29


def test_every_project_has_its_share(lines: list[Line]) -> None:
    counts = Counter(line["projects"][0] for line in lines)

    for plan in PROJECTS:
        assert counts[plan.slug] / len(lines) == pytest.approx(plan.share, abs=0.02)


def test_some_releases_are_shared_by_several_projects(lines: list[Line]) -> None:
    shared = [line for line in lines if len(line["projects"]) > 1]

    assert 0.02 < len(shared) / len(lines) < 0.1


@pytest.mark.parametrize(
    "scheme",
    [
        r"com\.acme\.ios@\d+\.\d+\.\d+\+\d+",
        r"backend@\d+\.\d+\.\d+",
        r"\d{4}\.\d\d\.\d\d(\.\d+)?",
        r"storefront-web@\d{4}\.\d\d\.\d\d-canary\..{40,}",
        r"[0-9a-f]{40}",
        r"web-build-\d{4}",
        r"data-pipeline@\d+\.\d+\.\d+-snapshot\.\d{8}\.[0-9a-f]{7}",
        r"pump-station@\d+\.\d+\.\d+-rc\.\d+",
    ],
)
def test_every_version_scheme_is_there(lines: list[Line], scheme: str) -> None:
    named = [line for line in lines if re.fullmatch(scheme, line["version"])]

    assert len(named) >= 20


def test_awkward_names_are_among_the_newest(lines: list[Line]) -> None:
    newest = {line["version"] for line in lines[-100:]}

    assert {version for version, _ in NAMES} <= newest
    assert max(len(version) for version in newest) == 200


def test_commits_are_newest_first_and_older_than_their_release(lines: list[Line]) -> None:
    for line in lines:
        times = [moment(commit["timestamp"]) for commit in line.get("commits", ())]

        assert all(newer > older for newer, older in pairwise(times))
        assert all(time < moment(line["dateCreated"]) for time in times)


def test_commits_amount_to_about_fifteen_thousand(lines: list[Line]) -> None:
    counts = [len(line.get("commits", ())) for line in lines]

    assert 13_000 < sum(counts) < 17_000
    assert max(counts) == 60


def test_commits_are_whole_and_unique(lines: list[Line]) -> None:
    commits = [commit for line in lines for commit in line.get("commits", ())]

    assert len({commit["id"] for commit in commits}) == len(commits)
    assert all(re.fullmatch(r"[0-9a-f]{40}", commit["id"]) for commit in commits)
    assert all(re.fullmatch(r"acme/[a-z-]+", commit["repository"]) for commit in commits)
    assert 0.4 < sum("(#" in commit["message"] for commit in commits) / len(commits) < 0.9
    assert 0.05 < sum("patch_set" in commit for commit in commits) / len(commits) < 0.2


def test_people_are_all_of_the_invented_team(lines: list[Line]) -> None:
    team = {(person.name, person.email) for person in (*TEAM, BOT)}
    seen = {(commit["author_name"], commit["author_email"]) for line in lines for commit in line.get("commits", ())}
    owners = {line["owner"] for line in lines if "owner" in line}

    assert seen == team
    assert owners <= {email for _, email in team}


def test_addresses_lead_nowhere_but_to_the_invented_organization(lines: list[Line]) -> None:
    text = json.dumps(lines)
    urls = {urlsplit(url) for url in re.findall(r'https?://[^" ]+', text)}
    mail_domains = set(re.findall(r"[\w.]+@([\w.]+)\"", text)) & set(re.findall(r"@([\w.]*example)\b", text))

    assert {url.scheme for url in urls} == {"https"}
    assert {url.netloc for url in urls} == {"github.com", "ci.acme.example"}
    assert all(url.path.startswith("/acme/") for url in urls if url.netloc == "github.com")
    assert mail_domains == {"acme.example"}


def test_deploys_follow_their_release_and_have_ended(lines: list[Line]) -> None:
    deploys = [(line, deploy) for line in lines for deploy in line.get("deploys", ())]

    assert {deploy["environment"] for _, deploy in deploys} == {"canary", "staging", "qa", "production"}
    for line, deploy in deploys:
        times = [line["dateCreated"], deploy["dateStarted"], deploy["dateFinished"]]
        assert [*map(moment, times), NOW] == sorted([*map(moment, times), NOW])


def test_source_maps_are_json_and_their_scripts_name_them(lines: list[Line]) -> None:
    files = {file["name"]: file for line in lines for file in line.get("files", ())}
    scripts = [name for name in files if name.endswith(".js")]

    assert len(scripts) > 50
    for name in scripts:
        source_map = files[f"{name}.map"]
        assert f"~/static/js/{files[name]['headers']['Sourcemap']}" == source_map["name"]
        assert json.loads(source_map["content"])["version"] == 3


def test_events_lie_between_creation_and_now(lines: list[Line]) -> None:
    names = ("dateCreated", "firstEvent", "lastEvent")

    times = [[moment(line[name]) for name in names] for line in lines if "firstEvent" in line]

    assert len(times) > len(lines) / 2
    assert [each for each in times if not each[0] < each[1] <= each[2] < NOW] == []


def test_only_old_releases_are_archived(lines: list[Line]) -> None:
    archived = [moment(line["dateCreated"]) for line in lines if line.get("status") == "archived"]

    assert 0.05 < len(archived) / len(lines) < 0.25
    assert max(archived) < NOW - timedelta(days=200)


def test_releases_whose_adoption_is_told_have_sessions_and_some_have_neither_those_nor_issues(
    lines: list[Line],
) -> None:
    deletable = [line for line in lines if not line.get("hasHealthData") and not line.get("newGroups")]

    assert all(line.get("hasHealthData", False) == ("adoptionStages" in line) for line in lines)
    assert 0 < len(deletable) < len(lines)


def test_adoption_is_told_of_recent_releases_for_each_project(lines: list[Line]) -> None:
    told = [line for line in lines if "adoptionStages" in line]

    assert all(list(line["adoptionStages"]) == line["projects"] for line in told)
    assert {stage["stage"] for line in told for stage in line["adoptionStages"].values()} == {
        "low_adoption",
        "adopted",
        "replaced",
    }


def is_released(line: Line) -> bool:
    return "dateReleased" in line


def has_twin(line: Line, versions: set[str]) -> bool:
    package, _, number = line["version"].partition("@v")
    return bool(number) and any(version.startswith(f"{package}@{number}") for version in versions)


def count_fault(fault: str, lines: list[Line]) -> int:
    """Count the lines that look as if this fault had befallen them."""
    versions = {line["version"] for line in lines}
    same_date = Counter(line.get("dateReleased") for line in lines if is_released(line)).most_common(1)[0][1]
    imported = Counter(line["dateCreated"] for line in lines).most_common(1)[0][1]
    shift = (ZONE_SHIFT - timedelta(minutes=10), ZONE_SHIFT + timedelta(minutes=40))
    released = [line for line in lines if is_released(line)]
    return {
        "no url": sum("url" not in line for line in lines),
        "no ref": sum("ref" not in line for line in lines),
        "midnight": sum("T00:00:00Z" in line["dateReleased"] for line in released),
        "future": sum(moment(line["dateReleased"]) > NOW for line in released),
        "time zone": sum(shift[0] < lag(line) < shift[1] for line in released),
        "leftover": sum(
            not is_released(line) and NOW - moment(line["dateCreated"]) > timedelta(days=21) for line in lines
        ),
        "before created": sum(lag(line) < timedelta(days=-30) for line in released) - imported,
        "same date": same_date,
        "imported": imported,
        "v duplicate": sum(has_twin(line, versions) for line in lines),
    }[fault]


@pytest.mark.parametrize("fault", RATES)
def test_every_fault_is_there_in_about_its_share(lines: list[Line], fault: str) -> None:
    share = count_fault(fault, lines) / len(lines)

    # awkward names and canaries that were thrown away lack things too
    assert RATES[fault].share * 0.9 <= share <= RATES[fault].share * 1.3 + 0.04 * (fault == "leftover")


def test_a_pipeline_forgot_the_url_for_a_month(lines: list[Line]) -> None:
    month = [
        line
        for line in lines
        if timedelta(days=34) < NOW - moment(line["dateCreated"]) < timedelta(days=65)
        and line["projects"][0] in RATES["no url"].slugs
    ]

    assert sum("url" not in line for line in month) / len(month) > 0.8


def test_some_faults_show_on_the_first_pages(lines: list[Line]) -> None:
    newest = lines[-60:]

    assert sum("url" not in line or "ref" not in line for line in newest) >= 3
    assert sum(is_released(line) and moment(line["dateReleased"]) > NOW for line in newest) >= 2
