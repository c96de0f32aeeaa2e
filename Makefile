# Two commands are all that a newcomer needs: `make demo` and `make test`. Both set everything up in .venv first.
# Wanted on the machine: make, and Python 3.11 or newer. uv is used where it is found, else venv and pip.

SHELL := /bin/bash
.DEFAULT_GOAL := help

PYTHON := .venv/bin/python
STAMP := .venv/.ok
IS_NEW_ENOUGH := -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null

# What `check --deploy` looks at: the settings of a real server, whatever a .env file on this machine says.
DEPLOYED := DEMO=0 DEBUG=0 ALLOW_HTTP=0 SECRET_KEY=only-for-this-check-0123456789-abcdefghijklmnopqrstuvwxyz \
	SENTRY_URL=https://sentry.io/ SENTRY_AUTH_TOKEN=none SENTRY_ORG=acme SENTRY_DIALECT=auto \
	DATABASE_URL=sqlite://:memory: CACHE_URL=locmemcache:// OIDC_ISSUER= PROXY_USER_HEADER=
# The same with people whom others vouch for.
DEPLOYED_WITH_SSO := $(DEPLOYED) OIDC_ISSUER=https://id.example.com OIDC_CLIENT_ID=releases OIDC_CLIENT_SECRET=none \
	VIEWER_GROUPS=* PROXY_USER_HEADER=X-Forwarded-User TRUSTED_PROXIES=192.0.2.1

.PHONY: help
help: ## Say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: install
install: $(STAMP) ## Set everything up in .venv

$(STAMP): requirements-dev.txt
	@for found in python3 python3.13 python3.12 python3.11 none; do "$$found" $(IS_NEW_ENOUGH) && break; done; \
	if [ "$$found" = none ]; then \
	  echo "Python 3.11 or newer is needed; on PATH there is $$(python3 --version 2>&1 || true)." >&2; \
	  echo "Install it, or put the folder of its python3.11, 3.12 or 3.13 on PATH, and run the same command again." >&2; \
	  exit 1; \
	fi; \
	python=$$("$$found" -c 'import sys; print(sys.executable)'); \
	with_uv() { \
	  { $(PYTHON) $(IS_NEW_ENOUGH) || uv venv --quiet --clear --python "$$python" .venv; } \
	    && uv pip sync --quiet --python $(PYTHON) --require-hashes $<; \
	}; \
	with_pip() { \
	  { $(PYTHON) $(IS_NEW_ENOUGH) && $(PYTHON) -m pip --version >/dev/null 2>&1; } || "$$python" -m venv --clear .venv \
	    || { echo "Python cannot make .venv. On Debian: apt-get install python3-venv" >&2; return 1; }; \
	  $(PYTHON) -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r $<; \
	}; \
	echo "Setting up .venv with $$("$$python" --version); most of it is download."; \
	if uv --version >/dev/null 2>&1 && with_uv; then touch $@; else with_pip && touch $@; fi

.PHONY: demo
demo: $(STAMP) ## Start the dashboard on an embedded releases API (PORT, 8000 by default); print a link to sign in
	@exec $(PYTHON) manage.py demo

.PHONY: test
test: $(STAMP) judges ## Run all tests, the browser's too (ARGS="-k name" for some)
	$(PYTHON) -m pytest $(ARGS)

# The second outside command line is fetched by npm; where that is missing its tests are skipped and say so.
.PHONY: judges
judges:
	@if npm --version >/dev/null 2>&1; then $(MAKE) --no-print-directory var/judges/.ok || [ -z "$$CI" ]; fi

var/judges/.ok: tests/judges/package.json tests/judges/package-lock.json
	@mkdir -p var/judges && cp $^ var/judges/
	@npm ci --prefix var/judges --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@

.PHONY: check
check: $(STAMP) ## Run every check; changes nothing
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy .
	.venv/bin/lint-imports --no-cache
	.venv/bin/djlint templates --lint --quiet
	$(DEPLOYED) $(PYTHON) manage.py makemigrations --check --dry-run
	$(DEPLOYED) $(PYTHON) manage.py check --deploy --fail-level WARNING
	$(DEPLOYED_WITH_SSO) $(PYTHON) manage.py makemigrations --check --dry-run
	$(DEPLOYED_WITH_SSO) $(PYTHON) manage.py check --deploy --fail-level WARNING

.PHONY: messages
messages: $(STAMP) ## Collect what is marked for translation into locale/, and compile it (needs gettext)
	$(DEPLOYED) $(PYTHON) manage.py makemessages --all
	$(DEPLOYED) $(PYTHON) manage.py compilemessages --ignore .venv --verbosity 0

.PHONY: screenshots
screenshots: $(STAMP) ## Take the pictures in docs/screenshots anew, from the demo
	$(PYTHON) docs/screenshots/take.py

.PHONY: serve
serve: $(STAMP) ## Start the production server, from the environment
	$(PYTHON) manage.py collectstatic --noinput --verbosity 0
	$(PYTHON) manage.py migrate --noinput --verbosity 0
	exec $(PYTHON) -m gunicorn --config dashboard/gunicorn.py dashboard.wsgi
