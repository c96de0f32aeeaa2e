"""Calls of a releases API: the embedded one, or a real one that the environment names."""

import http.client
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import pytest

from releases_ui.demo_api.server import DemoServer

#: Header that says "no token at all".
ANONYMOUS = {"Authorization": ""}


@dataclass(frozen=True)
class Reply:
    """An answer, read whole."""

    status: int
    headers: Message
    content: bytes

    @property
    def json(self) -> Any:
        """The body's JSON."""
        return json.loads(self.content)

    @property
    def media_type(self) -> str:
        """The content type without its parameters."""
        return self.headers.get_content_type()


class Api:
    """One server under test; `embedded` is None for a real one."""

    def __init__(self, url: str, token: str, org: str, project: str, embedded: DemoServer | None) -> None:
        """Call this address with this token."""
        self._address = urlsplit(url)
        self._token = token
        self.org = org
        self.project = project
        self.embedded = embedded
        self._made: list[str] = []

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        headers: Mapping[str, str] | None = None,
        **query: str,
    ) -> Reply:
        """Return the answer to a call; the path goes out exactly as given, a body that is no bytes as JSON."""
        sent = {"Authorization": f"Bearer {self._token}", **(headers or {})}
        content = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        if content is not None:
            sent.setdefault("Content-Type", "application/json")
        target = f"{path}?{urlencode(query)}" if query else path
        connection = http.client.HTTPConnection(str(self._address.hostname), self._address.port or 80, timeout=30)
        try:
            connection.request(method, target, content, {name: value for name, value in sent.items() if value})
            answer = connection.getresponse()
            return Reply(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def releases(self, *parts: str) -> str:
        """Return the path of the list, or of a release and what lies below it."""
        below = "".join(quote(part, safe="") + "/" for part in parts)
        return f"/api/0/organizations/{self.org}/releases/{below}"

    def create(self, **fields: Any) -> dict[str, Any]:
        """Create a release with a name of its own, removed at the end, and return the answer."""
        version = fields.pop("version", f"contract-{uuid.uuid4().hex[:12]}")
        reply = self.call("POST", self.releases(), {"version": version, "projects": [self.project], **fields})
        assert reply.status == 201, reply.content
        self._made.append(version)
        created: dict[str, Any] = reply.json
        return created

    def plant(self, **line: Any) -> None:
        """Store a release past the API; skips the test on a real server."""
        self.needs_embedded("this needs planted data").add(**line)

    def needs_embedded(self, reason: str) -> DemoServer:
        """Return the embedded server; skips the test on a real one."""
        if self.embedded is None:
            pytest.skip(f"a real server is under test, and {reason}")
        return self.embedded

    def clean(self) -> None:
        """Remove what `create` made."""
        for version in self._made:
            self.call("DELETE", self.releases(version))
