"""From a request to Sentry's answer: address, token, organization, scope, method."""

import json

from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Request

from releases_ui.demo_api.access import Token
from releases_ui.demo_api.answers import Answer, RefusalError, compact_json
from releases_ui.demo_api.routing import find_resource
from releases_ui.demo_api.sentry.call import Call, Resource, detail, forbidden, not_found
from releases_ui.demo_api.sentry.routes import MAP, RESOURCES
from releases_ui.demo_api.site import Site

ALWAYS = {
    "Vary": "Accept-Language, Cookie",
    "Content-Language": "en",
    "X-Frame-Options": "deny",
    "X-Content-Type-Options": "nosniff",
    "X-XSS-Protection": "1; mode=block",
}
ON_RESOURCES = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, POST, PUT, DELETE, OPTIONS",
    "Access-Control-Allow-Headers": "X-Sentry-Auth, X-Requested-With, Origin, Accept, Content-Type, Authentication,"
    " Authorization, Content-Encoding, sentry-trace, baggage",
    "Access-Control-Expose-Headers": "X-Sentry-Error, Retry-After",
}
NOBODY = Token("", ())
FORGOTTEN_SLASH = "Route not found, did you forget a trailing slash?"


def handle(site: Site, request: Request, path: str) -> Answer:
    """Return Sentry's answer to a request for a decoded path."""
    found = _answer(site, request, path)
    for name, value in ALWAYS.items():
        found.headers.setdefault(name, value)
    return found


def _answer(site: Site, request: Request, path: str) -> Answer:
    if not path.endswith("/"):
        return _forgotten_slash(request, path)
    try:
        endpoint, args = find_resource(MAP, path)
    except NotFound:
        return Answer(b"", 404, {"Content-Type": "text/html; charset=utf-8"})
    resource = RESOURCES[endpoint]
    try:
        found = _resource_answer(resource, Call(site, request, path, args, NOBODY))
    except RefusalError as refusal:
        found = _refusal(refusal)
    found.headers.update({"Allow": resource.allow, **ON_RESOURCES})
    return found


def _resource_answer(resource: Resource, call: Call) -> Answer:
    method = call.request.method
    if method == "OPTIONS":
        return Answer(b"", 200)
    _check_format(call)
    call.token = _authenticate(call, is_needed=not resource.is_open)
    _check_organization(call)
    if not resource.is_open:
        _check_scope(resource, call)
    if method not in resource.handlers:
        raise detail(405, f'Method "{method}" not allowed.')
    handler = resource.handlers[method]
    if method != "GET":
        return handler(call)
    with call.site.database.read():
        return handler(call)


def _check_format(call: Call) -> None:
    if call.parameter("format") not in {None, "json"}:
        raise detail(404, "Not found.")
    accepted = call.request.accept_mimetypes
    if accepted and not accepted.best_match(["application/json"]):
        raise detail(406, "Could not satisfy the request Accept header.")


def _authenticate(call: Call, *, is_needed: bool) -> Token:
    scheme, _, value = call.request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        if is_needed:
            raise _unauthorized("Authentication credentials were not provided.")
        return NOBODY
    if not value.strip():
        raise _unauthorized("Invalid token header. No credentials provided.")
    if " " in value.strip():
        raise _unauthorized("Invalid token header. Token string should not contain spaces.")
    token = call.site.tokens.find(value.strip())
    if token is None:
        raise _unauthorized("Invalid token")
    return token


def _unauthorized(sentence: str) -> RefusalError:
    return RefusalError(401, {"detail": sentence}, headers={"WWW-Authenticate": 'xBasic realm="api"'})


def _check_organization(call: Call) -> None:
    if "org" in call.args and call.args["org"] != call.site.slug:
        raise not_found()
    if "project" in call.args and call.args["project"] not in {one.slug for one in call.projects()}:
        raise not_found()


def _check_scope(resource: Resource, call: Call) -> None:
    accepted = resource.scopes.get(call.request.method)
    is_allowed = accepted is not None and (not accepted or call.token.has_any(accepted))
    if not is_allowed or ("org" in call.args and not call.token.is_member):
        raise forbidden()


def _refusal(refusal: RefusalError) -> Answer:
    content = refusal.body.encode() if isinstance(refusal.body, str) else compact_json(refusal.body)
    headers = dict(refusal.headers)
    if refusal.content_type:
        headers["Content-Type"] = refusal.content_type
    return Answer(content, refusal.status, headers)


def _forgotten_slash(request: Request, path: str) -> Answer:
    tried = path + "/"
    if request.mimetype == "application/json":
        body = json.dumps({"info": f"{FORGOTTEN_SLASH} try: {tried}"}).encode()
        return Answer(body, 404, {"Content-Type": "application/json"})
    pointer = " " * (len("try: ") + len(tried) - 1) + "^"
    text = f"{FORGOTTEN_SLASH}\n\ntry: {tried}\n{pointer}\n"
    return Answer(text.encode(errors="replace"), 404, {"Content-Type": "text/plain"})
