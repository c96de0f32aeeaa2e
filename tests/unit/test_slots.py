"""How many calls are in flight at once, and who waits for whom."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from releases_ui.sentry_api.client import ReleasesClient
from releases_ui.sentry_api.errors import SentryError, SlowUpstreamError
from releases_ui.sentry_api.payloads import Release
from releases_ui.sentry_api.slots import Slots
from tests.socket_server import Connect, Handler, Server


def test_no_more_calls_are_in_flight_than_allowed(server: Server, connect: Connect) -> None:
    gauge: list[int] = [0]
    most: list[int] = []
    lock = threading.Lock()

    def answer(handler: Handler) -> None:
        with lock:
            gauge[0] += 1
            most.append(gauge[0])
        handler.server.is_over.wait(0.02)
        with lock:
            gauge[0] -= 1
        handler.answer()

    server.answers = [answer]
    client = connect(max_in_flight=3)

    with ThreadPoolExecutor(12) as threads:
        releases = list(threads.map(lambda _: client.get_release("acme", "1"), range(24)))

    assert (len(releases), max(most)) == (24, 3)


def test_the_time_of_a_call_starts_when_it_has_its_slot(server: Server, connect: Connect) -> None:
    has_slot, may_end = threading.Event(), threading.Event()

    def hold(client: ReleasesClient) -> None:
        with client._transport._slots.taken("hold", timeout_s=1):
            has_slot.set()
            may_end.wait(0.3)

    client = connect(max_in_flight=1, timeout_s=(1, 5), total_s=0.2)

    with ThreadPoolExecutor(1) as threads:
        threads.submit(hold, client)
        has_slot.wait(5)
        release = client.update_release("acme", "1", {"ref": "a"})

    assert release == Release(version="1")


def test_a_call_that_finds_no_slot_in_time_is_slow(server: Server, connect: Connect) -> None:
    is_busy = threading.Event()

    def answer(handler: Handler) -> None:
        is_busy.set()
        handler.server.is_over.wait(5)
        handler.answer()

    server.answers = [answer]
    client = connect(max_in_flight=1, timeout_s=(1, 5))
    hasty = connect(max_in_flight=1, timeout_s=(1, 0.05))
    hasty._transport._slots = client._transport._slots

    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(client.get_release, "acme", "1")
        is_busy.wait(5)
        with pytest.raises(SlowUpstreamError, match="none ended in time"):
            hasty.get_release("acme", "1")
        server.is_over.set()

    assert first.result() == Release(version="1")


@pytest.mark.parametrize(
    ("seen", "processes", "limit"),
    [
        ([25], 1, 24),
        ([25], 4, 6),
        ([25, 3], 1, 2),
        ([25, 3, 20], 1, 19),
        ([3, 500], 1, 32),
        ([3, None], 1, 2),
        ([1], 1, 1),
        ([0], 8, 1),
        ([100], 1, 32),
        ([None], 1, 32),
    ],
)
def test_the_servers_limit_is_shared_by_all_processes(seen: list[int | None], processes: int, limit: int) -> None:
    slots = Slots(32, processes=processes)

    for allowed in seen:
        slots.note_server_limit(allowed)

    assert slots.limit == limit


@pytest.mark.parametrize(
    ("header", "limit"), [("5", 4), ("None", 32), ("", 32), ("-3", 32), ("2.5", 32), ("9" * 5000, 32)]
)
def test_any_answer_may_set_the_limit(server: Server, connect: Connect, header: str, limit: int) -> None:
    server.answers = [lambda handler: handler.answer(b"", 404, X_Sentry_Rate_Limit_ConcurrentLimit=header)]
    client = connect()

    with pytest.raises(SentryError):
        client.get_release("acme", "1")

    assert client._transport._slots.limit == limit


def test_an_odd_answer_throttles_no_longer_than_until_the_next(server: Server, connect: Connect) -> None:
    limits = ["1", "25"]
    server.answers = [lambda handler: handler.answer(X_Sentry_Rate_Limit_ConcurrentLimit=limits.pop(0))]
    client = connect()

    for _ in range(2):
        client.get_release("acme", "1")

    assert client._transport._slots.limit == 24


def test_a_raised_limit_lets_those_in_who_wait() -> None:
    slots = Slots(3)
    slots.note_server_limit(2)

    with ThreadPoolExecutor(2) as threads, slots.taken("first", timeout_s=0), ExitStack() as held:
        waiting = [threads.submit(held.enter_context, slots.taken("more", timeout_s=5)) for _ in range(2)]
        slots.note_server_limit(4)

        assert [future.result(5) for future in waiting] == [None, None]


@pytest.mark.parametrize(("limit", "share"), [(1, 1), (4, 1), (7, 1), (8, 2), (32, 8)])
def test_downloads_hold_a_quarter_of_the_slots_at_most(limit: int, share: int) -> None:
    slots = Slots(limit)

    with ExitStack() as held:
        for _ in range(share):
            held.enter_context(slots.taken("download a file", timeout_s=0, is_download=True))
        with pytest.raises(SlowUpstreamError) as caught:
            held.enter_context(slots.taken("download a file", timeout_s=0, is_download=True))
        for _ in range(limit - share):
            held.enter_context(slots.taken("get a release", timeout_s=0))

    assert (caught.value.message, caught.value.operation, caught.value.was_sent) == (
        "Too many downloads are under way; none ended in time.",
        "download a file",
        False,
    )
