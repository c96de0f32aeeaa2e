# The production server. Build: docker build -t releases .
# With sign-in by OpenID Connect: docker build --build-arg REQUIREMENTS=requirements-sso.txt -t releases .
# Run: docker run -p 8000:8000 -v releases:/app/var --env-file .env releases
FROM python:3.13-slim

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
WORKDIR /app

ARG REQUIREMENTS=requirements.txt
COPY ${REQUIREMENTS} ./
RUN pip install --no-cache-dir --no-compile --disable-pip-version-check --no-deps --require-hashes -r ${REQUIREMENTS}

COPY . .
RUN useradd --system --no-create-home --shell /usr/sbin/nologin releases \
    && python manage.py collectstatic --noinput --verbosity 0 \
    && rm -rf var && install -d -o releases -g releases var
USER releases

# People and the record of changes, unless DATABASE_URL says otherwise.
VOLUME /app/var
EXPOSE 8000

HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "-m", "dashboard.healthcheck"]

CMD ["sh", "-c", "python manage.py migrate --noinput --verbosity 0 && exec gunicorn --config dashboard/gunicorn.py dashboard.wsgi"]
