"""How gunicorn serves the dashboard; `make serve`, `make demo` and the container share it."""

import os
import re
from pathlib import Path
from typing import Any

from django.conf import settings
from gunicorn.glogging import Logger

from releases_ui.proxies import trusted_networks

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dashboard.settings")


class AccessLogger(Logger):  # type: ignore[misc]  # gunicorn has no types
    """Writes addresses as they came, without their queries and without the secrets of sign-in links."""

    _SECRET = re.compile(r"(?<=/accounts/link/)[^/]+")

    def atoms(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return what the log's format may name; `U` is the path, still percent-encoded, on one line."""
        atoms: dict[str, Any] = super().atoms(*args, **kwargs)
        path = atoms["{raw_uri}e"].partition("?")[0]
        return atoms | {"U": self._SECRET.sub("…", path)}


# The demo is for this machine only. A real server is reached through its proxy, whatever address that comes from.
bind = f"{'127.0.0.1' if settings.DEMO else '0.0.0.0'}:{settings.PORT}"  # noqa: S104 - see above
worker_class = "gthread"
workers = settings.WEB_CONCURRENCY
threads = settings.WEB_THREADS
# More than the slowest page: its upstream calls run side by side, each for at most 20 seconds.
timeout = 60
graceful_timeout = 30
keepalive = 75
# The longest that gunicorn takes: searches and cursors travel in addresses.
limit_request_line = 8190
# Read by the dashboard, so that its checks and not gunicorn's say what is wrong with them.
forwarded_allow_ips = ",".join(map(str, trusted_networks(tuple(settings.TRUSTED_PROXIES))))
# Of a proxy only the scheme and the addresses are believed: where the dashboard lies is no header's business.
forwarder_headers = ""
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - where Linux keeps memory files
logger_class = AccessLogger
accesslog = None if settings.DEMO else "-"
access_log_format = "%(t)s %(h)s %(m)s %(U)s %(s)s %(B)s bytes %(M)s ms %({x-request-id}o)s"
errorlog = "-"
loglevel = "warning" if settings.DEMO else "info"
