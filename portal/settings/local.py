"""The demo and a developer's machine: secrets made on the first run, kept in VAR_DIR."""

import os

from .base import *  # noqa: F403
from .base import VAR_DIR, env_flag
from .secrets import local_secret

DEBUG = env_flag("DEBUG")
SECRET_KEY = os.environ.get("SECRET_KEY") or local_secret(VAR_DIR / "secret-key")
FIELD_ENCRYPTION_KEY = os.environ.get("FIELD_ENCRYPTION_KEY") or local_secret(VAR_DIR / "field-key")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver"]
SERVE_MEDIA = True
