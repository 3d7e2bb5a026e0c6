#!/bin/sh
# Django's deployment checks under the production settings, with made-up secrets; any warning fails.
set -eu
secret=$(.venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(64))')
DJANGO_SETTINGS_MODULE=portal.settings.production SECRET_KEY="$secret" FIELD_ENCRYPTION_KEY="$secret" \
    ALLOWED_HOSTS=portal.example BASE_URL=https://portal.example \
    .venv/bin/python manage.py check --deploy --fail-level WARNING >/dev/null
