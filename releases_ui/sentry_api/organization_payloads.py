"""What a releases API answers about an organization, and about itself and the token."""

from releases_ui.sentry_api.payloads import Author, Id, Payload


class Project(Payload, frozen=True, kw_only=True):
    """A project of the organization."""

    slug: str
    name: str | None = None
    id: Id | None = None
    platform: str | None = None
    #: Whether the token reaches it; `None` if the server does not say.
    has_access: bool | None = None


class Environment(Payload, frozen=True, kw_only=True):
    """An environment that events or deploys were seen in."""

    name: str
    id: Id | None = None


class Organization(Payload, frozen=True, kw_only=True):
    """An organization that the token may see."""

    slug: str
    name: str | None = None
    id: Id | None = None


class Auth(Payload, frozen=True, kw_only=True):
    """What the token may do; the token itself, which GlitchTip echoes, is not kept."""

    scopes: tuple[str, ...] = ()


class ApiRoot(Payload, frozen=True, kw_only=True):
    """What the API says about itself and the token."""

    version: str | None = None
    auth: Auth | None = None
    user: Author | None = None

    @property
    def scopes(self) -> tuple[str, ...]:
        """The token's scopes; empty if the server does not say."""
        return self.auth.scopes if self.auth else ()
