"""Files on their way from a real server on a real socket."""

import gzip

import pytest

from releases_ui.sentry_api.errors import (
    ForbiddenError,
    OversizedAnswerError,
    SentryError,
    SlowUpstreamError,
)
from releases_ui.sentry_api.payloads import Release
from tests.socket_server import Connect, Server


def test_a_file_is_handed_on_as_it_comes(server: Server, connect: Connect) -> None:
    content = bytes(range(256)) * 1000
    disposition = 'attachment; filename="q?x="4"&y=1#z.js"'
    server.answers = [
        lambda handler: handler.answer(
            content, Content_Type="application/octet-stream", Content_Disposition=disposition
        )
    ]

    with connect().open_file("acme", "a b", 113) as file:
        received = b"".join(file.chunks())

    assert (file.name, file.size, received) == ('q?x="4"&y=1#z.js', len(content), content)
    assert server.seen[0].path == "/api/0/organizations/acme/releases/a%20b/files/113/?download=1"
    assert server.seen[0].headers["Accept"] == "*/*"


def test_a_file_without_a_name_is_called_by_its_number(server: Server, connect: Connect) -> None:
    server.answers = [lambda handler: handler.answer(gzip.compress(b"x"), Content_Encoding="gzip")]

    with connect().open_file("acme", "1", "113") as file:
        assert (file.name, file.size, list(file.chunks())) == ("file-113", None, [b"x"])


def test_a_file_name_leads_nowhere(server: Server, connect: Connect) -> None:
    disposition = 'attachment; filename="../é\\x.js"'.encode().decode("latin-1")
    server.answers = [lambda handler: handler.answer(b"", Content_Disposition=disposition)]

    with connect().open_file("acme", "1", 1) as file:
        assert file.name == ".._é_x.js"


def test_a_file_that_is_larger_than_allowed_breaks_off(server: Server, connect: Connect) -> None:
    server.answers = [lambda handler: handler.answer(b"x" * 300_000, Content_Type="application/octet-stream")]
    received: list[bytes] = []

    with connect(max_download_bytes=100_000).open_file("acme", "1", 1) as file, pytest.raises(OversizedAnswerError):
        received.extend(file.chunks())

    assert 0 < len(b"".join(received)) <= 100_000


def test_a_refused_download_gives_its_slot_back(server: Server, connect: Connect) -> None:
    server.answers = [
        lambda handler: handler.answer(b"", 403, Content_Type="text/html"),
        lambda handler: handler.answer(),
    ]
    client = connect(max_in_flight=1, timeout_s=(1, 1))

    with pytest.raises(ForbiddenError, match="does not allow this token to download a file"):
        client.open_file("acme", "1", 1)

    assert client.get_release("acme", "1") == Release(version="1")


def test_a_web_page_is_no_file(server: Server, connect: Connect) -> None:
    server.answers = [lambda handler: handler.answer(b"<title>App</title>", Content_Type="text/html; charset=utf-8")]

    with pytest.raises(SentryError) as caught:
        connect().open_file("acme", "1", 1)

    assert caught.value.message == "Sentry has no file download to ask for."


def test_open_downloads_leave_room_for_other_calls_and_for_the_next_download(server: Server, connect: Connect) -> None:
    client = connect(max_in_flight=4, timeout_s=(1, 0.05))

    with client.open_file("acme", "1", 1):
        with pytest.raises(SlowUpstreamError) as caught:
            client.open_file("acme", "1", 2)
        release = client.get_release("acme", "1")
    with client.open_file("acme", "1", 2) as file:
        received = list(file.chunks())

    assert (caught.value.message, release) == (
        "Too many downloads are under way; none ended in time.",
        Release(version="1"),
    )
    assert received == [b'{"version": "1"}']
