"""A small OpenID provider over real HTTP, which consents to everything and can be told to misbehave."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlencode

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

CLIENT_ID = "releases-dashboard"
CLIENT_SECRET = "planted-client-secret"
KEY_NAME = "key-1"


def new_key() -> rsa.RSAPrivateKey:
    """Return a key to sign with."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def answer(body: object, status: int = 200) -> Response:
    """Return an answer in JSON."""
    return Response(json.dumps(body), status=status, content_type="application/json")


@dataclass
class Person:
    """Who signs in at the provider, and what it says of them."""

    sub: str = "u-1"
    claims: dict[str, Any] = field(default_factory=dict)


@dataclass
class Misbehaviour:
    """What the provider does otherwise than it should; each is one of the tests."""

    #: Claims of the id_token, put in place of the right ones; `None` leaves one out.
    id_token: dict[str, Any] = field(default_factory=dict)
    #: Signs the id_token instead of the right way.
    sign: Callable[[dict[str, Any]], str] | None = None
    #: Fields of the description, put in place of the right ones.
    description: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    #: By endpoint, a response in place of the right one.
    responses: dict[str, Response] = field(default_factory=dict)
    #: Endpoints that do not answer until the provider is closed.
    silent: set[str] = field(default_factory=set)
    #: Sent back to the dashboard in place of a code.
    error: str = ""


class Quiet(WSGIRequestHandler):
    """Writes no log."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - Werkzeug's name
        ...


class OidcProvider:
    """A provider on a port of this machine; `with` starts and closes it."""

    def __init__(self) -> None:
        self.key = new_key()
        self.person = Person()
        self.misbehaviour = Misbehaviour()
        #: Every request, by endpoint: the query, or the form.
        self.seen: list[tuple[str, dict[str, str]]] = []
        #: Every secret that was handed out or taken.
        self.secrets: list[str] = [CLIENT_SECRET]
        #: Of them, those that open the provider's own doors.
        self.access_tokens: set[str] = set()
        self._codes: dict[str, dict[str, str]] = {}
        self._closed = threading.Event()
        self._map = Map(
            [
                Rule("/.well-known/openid-configuration", endpoint="description"),
                Rule("/authorize", endpoint="authorize"),
                Rule("/token", endpoint="token", methods=["POST"]),
                Rule("/keys", endpoint="keys"),
                Rule("/userinfo", endpoint="userinfo"),
            ]
        )
        self._server = make_server("127.0.0.1", 0, self._serve, threaded=True, request_handler=Quiet)
        self.issuer = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_args: object) -> None:
        self._closed.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def environment(self) -> dict[str, str]:
        """What a dashboard is told of this provider."""
        return {
            "OIDC_ISSUER": self.issuer,
            "OIDC_CLIENT_ID": CLIENT_ID,
            "OIDC_CLIENT_SECRET": CLIENT_SECRET,
            "OIDC_NAME": "Acme ID",
            "OIDC_SCOPES": "openid profile groups",
            "ADMIN_GROUPS": "release-admins",
            "EDITOR_GROUPS": "release-editors",
            "VIEWER_GROUPS": "release-viewers",
        }

    def reset(self, sub: str, **claims: Any) -> None:
        """Begin anew, well-behaved, with another person."""
        self.person = Person(sub, claims)
        self.misbehaviour = Misbehaviour()
        self.seen.clear()

    def asked(self, endpoint: str) -> list[dict[str, str]]:
        """Return what an endpoint was asked for."""
        return [sent for name, sent in self.seen if name == endpoint]

    def signed(self, claims: dict[str, Any], key: rsa.RSAPrivateKey | None = None) -> str:
        """Return claims as a token, signed by our own key unless by another."""
        return jwt.encode(claims, key or self.key, algorithm="RS256", headers={"kid": KEY_NAME})

    def _serve(self, environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        try:
            name, _values = self._map.bind_to_environ(environ).match()
        except HTTPException as error:
            return error(environ, start_response)
        self.seen.append((name, {**request.args, **request.form}))
        if name in self.misbehaviour.silent:
            self._closed.wait()
        planned = self.misbehaviour.responses.get(name)
        response = planned or getattr(self, f"_{name}")(request)
        return response(environ, start_response)

    def _description(self, request: Request) -> Response:
        body = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
        }
        return answer(body | self.misbehaviour.description)

    def _authorize(self, request: Request) -> Response:
        asked = dict(request.args)
        wrong = [
            name for name, value in {"client_id": CLIENT_ID, "response_type": "code"}.items() if asked[name] != value
        ]
        if wrong or asked["code_challenge_method"] != "S256":
            return answer({"error": "invalid_request"}, 400)
        code = secrets.token_urlsafe()
        self.secrets.append(code)
        self._codes[code] = asked
        sent = {"error": self.misbehaviour.error} if self.misbehaviour.error else {"code": code}
        query = urlencode({**sent, "state": asked["state"]})
        return Response(status=302, headers={"Location": f"{asked['redirect_uri']}?{query}"})

    def _token(self, request: Request) -> Response:
        credentials = request.authorization
        if not credentials or (credentials.username, credentials.password) != (CLIENT_ID, CLIENT_SECRET):
            return answer({"error": "invalid_client"}, 401)
        # A code is good for one time.
        asked = self._codes.pop(request.form["code"], None)
        verifier = request.form["code_verifier"]
        digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        if asked is None or asked["code_challenge"] != digest or asked["redirect_uri"] != request.form["redirect_uri"]:
            return answer({"error": "invalid_grant"}, 400)
        token = secrets.token_urlsafe()
        self.access_tokens.add(token)
        self.secrets += [token, verifier]
        return answer({"access_token": token, "token_type": "Bearer", "id_token": self._id_token(asked["nonce"])})

    def _id_token(self, nonce: str) -> str:
        now = int(time.time())
        right = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "sub": self.person.sub,
            "iat": now,
            "exp": now + 60,
            "nonce": nonce,
        }
        claims = {name: value for name, value in (right | self.misbehaviour.id_token).items() if value is not None}
        token = (self.misbehaviour.sign or self.signed)(claims)
        self.secrets += [token, nonce]
        return token

    def _keys(self, request: Request) -> Response:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return answer({"keys": [public | {"kid": KEY_NAME, "use": "sig", "alg": "RS256"}]})

    def _userinfo(self, request: Request) -> Response:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if token not in self.access_tokens:
            return answer({"error": "invalid_token"}, 401)
        return answer({"sub": self.person.sub} | self.person.claims | self.misbehaviour.userinfo)
