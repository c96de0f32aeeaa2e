"""Asks the server in this container whether it answers; the exit status says so to Docker."""

import http.client
import os
import sys


def is_healthy(port: int, host: str) -> bool:
    """Return whether `/healthz` answers 200 on loopback.

    Args:
        port: where gunicorn listens.
        host: one of ALLOWED_HOSTS, for Django refuses others.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
    try:
        connection.request("GET", "/healthz", headers={"Host": host})
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    first_host = os.environ.get("ALLOWED_HOSTS", "localhost").partition(",")[0].strip()
    # A wildcard takes any name, and a leading dot the name itself.
    known_host = "localhost" if first_host == "*" else first_host.lstrip(".")
    sys.exit(0 if is_healthy(int(os.environ.get("PORT", "8000")), known_host) else 1)
