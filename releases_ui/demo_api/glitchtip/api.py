"""From a request to GlitchTip's answer; what has no address gets the web application's page."""

from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Request

from releases_ui.demo_api.access import Token
from releases_ui.demo_api.answers import Answer, RefusalError, ascii_json
from releases_ui.demo_api.glitchtip import files, organization, releases
from releases_ui.demo_api.glitchtip.call import APPLICATION, HTML_TYPE, JSON_TYPE, Call, Handler, Resource
from releases_ui.demo_api.routing import build_map, find_resource
from releases_ui.demo_api.site import Site

#: The only scope that opens releases, for reading too.
RELEASES = frozenset({"project:releases"})
PROJECTS = frozenset({"project:read", "project:write", "project:admin"})
ORGANIZATIONS = frozenset({"org:read", "org:write", "org:admin"})
NOBODY = Token("", ())
#: Anything below a word that the web application uses is its page.
APPLICATION_WORDS = ("/releases", "/projects", "/issues", "/settings")


def _of_releases(**handlers: Handler) -> Resource:
    return Resource(handlers, RELEASES)


DETAIL = _of_releases(GET=releases.get_release, PUT=releases.update_release, DELETE=releases.delete_release)
RESOURCES: dict[str, Resource] = {
    "": Resource({"GET": organization.get_root}, frozenset(), is_open=True),
    "organizations/": Resource({"GET": organization.list_organizations}, ORGANIZATIONS),
    "organizations/<org>/": Resource(
        {"GET": organization.get_organization, "DELETE": organization.delete_organization},
        ORGANIZATIONS,
        removal_scopes=frozenset({"org:admin"}),
    ),
    "organizations/<org>/projects/": Resource({"GET": organization.list_projects}, PROJECTS),
    "organizations/<org>/releases/": _of_releases(GET=releases.list_releases, POST=releases.create_release),
    "organizations/<org>/releases/<version>/": DETAIL,
    "organizations/<org>/releases/<version>/files/": _of_releases(GET=files.list_files),
    "organizations/<org>/releases/<version>/files/<file_id>/": _of_releases(
        GET=files.lack_project, DELETE=files.lack_project
    ),
    "projects/<org>/<project>/releases/": _of_releases(
        GET=releases.list_project_releases, POST=releases.create_project_release
    ),
    "projects/<org>/<project>/releases/<version>/": DETAIL,
    "projects/<org>/<project>/releases/<version>/files/": _of_releases(GET=files.list_files),
    "projects/<org>/<project>/releases/<version>/files/<file_id>/": _of_releases(
        GET=files.get_file, DELETE=files.delete_file
    ),
}
MAP = build_map(RESOURCES)


def handle(site: Site, request: Request, path: str) -> Answer:
    """Return GlitchTip's answer to a request for a decoded path."""
    try:
        if not path.endswith("/"):
            return _web_application(request, path)
        endpoint, args = find_resource(MAP, path)
    except NotFound:
        return _web_application(request, path)
    try:
        return _resource_answer(RESOURCES[endpoint], Call(site, request, path, args, NOBODY))
    except RefusalError as refusal:
        return _refusal(refusal)


def _resource_answer(resource: Resource, call: Call) -> Answer:
    method = call.request.method
    if method not in resource.handlers:
        return Answer(b"Method not allowed", 405, {"Content-Type": HTML_TYPE, "Allow": ", ".join(resource.handlers)})
    call.token = _authenticate(call, is_needed=not resource.is_open)
    if not resource.is_open:
        _check_scope(resource, call)
    if method != "GET":
        return resource.handlers[method](call)
    with call.site.database.read():
        return resource.handlers[method](call)


def _authenticate(call: Call, *, is_needed: bool) -> Token:
    scheme, _, value = call.request.headers.get("Authorization", "").partition(" ")
    token = call.site.tokens.find(value) if scheme.lower() == "bearer" else None
    if token is not None:
        return token
    if not is_needed:
        return NOBODY
    if call.request.method == "GET":
        raise RefusalError(401, {"detail": "Unauthorized"})
    raise RefusalError(403, {"detail": "CSRF check Failed"})


def _check_scope(resource: Resource, call: Call) -> None:
    is_removal = call.request.method == "DELETE" and bool(resource.removal_scopes)
    if not call.token.has_any(resource.removal_scopes if is_removal else resource.scopes):
        raise RefusalError(403, {"detail": "Permission denied"})


def _web_application(request: Request, path: str) -> Answer:
    if request.method != "GET":
        return Answer(b"<h1>Forbidden</h1><p>CSRF verification failed.</p>", 403, {"Content-Type": HTML_TYPE})
    if any(word in path for word in APPLICATION_WORDS):
        return Answer(APPLICATION.encode(), 200, {"Content-Type": HTML_TYPE})
    return Answer(b"<!doctype html><title>Page not found</title>", 404, {"Content-Type": HTML_TYPE})


def _refusal(refusal: RefusalError) -> Answer:
    is_text = isinstance(refusal.body, str)
    content = refusal.body.encode() if is_text else ascii_json(refusal.body)
    return Answer(content, refusal.status, {"Content-Type": refusal.content_type if is_text else JSON_TYPE})
