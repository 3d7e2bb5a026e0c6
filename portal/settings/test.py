"""The test suite: quick hashes, tasks run at once, no manifest needed."""

import os

from .base import *  # noqa: F403
from .base import MIDDLEWARE, STORAGES

SECRET_KEY = "not-a-secret-only-for-tests"  # noqa: S105
FIELD_ENCRYPTION_KEY = "not-a-secret-only-for-tests-either"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver", "county.example"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {
    "default": {
        "BACKEND": "django.tasks.backends.immediate.ImmediateBackend",
        "QUEUES": ["default", "embedding"],
    }
}
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "private": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
}
MIDDLEWARE = [name for name in MIDDLEWARE if "whitenoise" not in name]
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
EMBEDDING_BACKEND = os.environ.get("EMBEDDING_BACKEND", "off")
SERVE_MEDIA = False
