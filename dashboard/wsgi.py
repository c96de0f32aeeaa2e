"""The WSGI application; it refuses to start on settings that the checks call an error."""

import io
import os

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dashboard.settings")

application = get_wsgi_application()
# Warnings go to the error log; that there is nothing to say is not said.
call_command("check", stdout=io.StringIO())
