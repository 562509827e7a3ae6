"""Settings, read from the environment. Every secret may also come from a file: NAME_FILE.

The names are a contract, listed in docs/operators.md.
"""

import re
import secrets
from contextlib import suppress
from importlib.util import find_spec
from ipaddress import ip_network
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url
import dj_email_url
from csp.constants import NONE, SELF

from publisher import paths
from publisher.environment import env
from publisher.mail_settings import *  # noqa: F403 - settings of their own

HOME = paths.home()
MOST_SECONDS = 30 * 24 * 3600


def _kept_secret() -> str:
    """The installation's own key, made at the first start and readable by its owner alone."""
    file = HOME / "secret.key"
    if not file.exists():
        # Written beside and linked into place: of two first starts at once, both use the same key.
        draft = HOME / f"secret.key.{secrets.token_hex(4)}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48))
        with suppress(FileExistsError):
            file.hardlink_to(draft)
        draft.unlink()
    return file.read_text().strip()


def _seconds(name: str, seconds: float, *, least: float = 0) -> Any:
    """`seconds`, if they are a time that somebody can have meant: more would put everything off for ever."""
    if not least <= seconds <= MOST_SECONDS:
        raise ValueError(f"{name} is {seconds}; set it to {least:g} to {MOST_SECONDS} seconds (30 days).")
    return seconds


SECRET_WORDS: list[str] = [w.strip() for w in env.str("PUBLISHER_SECRET_KEY", "").split(",") if w.strip()] or [
    _kept_secret()
]
SECRET_KEY = SECRET_WORDS[0]
SECRET_KEY_FALLBACKS = SECRET_WORDS[1:]

BASE_URL: str = env.str("PUBLISHER_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
DEBUG = False
_host = BASE_URL.split("://", 1)[-1].split("/", 1)[0]
ALLOWED_HOSTS = [
    _host.rsplit(":", 1)[0] if not _host.endswith("]") else _host,
    "127.0.0.1",
    "localhost",
    "[::1]",
]
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SECURE = BASE_URL.startswith("https://")

# --- what the service does -------------------------------------------------------------------------------------------
CHANNELS: list[str] = env.list("PUBLISHER_CHANNELS", ["instagram_graph", "by_hand", "instagram"])
# On one page that two channels lead to: the one that posts there; the other does what that one cannot.
POSTS_BY: str = env.str("PUBLISHER_POSTS_BY", "").strip()
if POSTS_BY and POSTS_BY not in CHANNELS:
    raise ValueError(f"PUBLISHER_POSTS_BY is {POSTS_BY!r}; name one of PUBLISHER_CHANNELS: {', '.join(CHANNELS)}.")
BRAND_FILE: str = env.str("PUBLISHER_BRAND", "")
APPROVALS: str = env.str("PUBLISHER_APPROVALS", "two")
NEGATIVE_STATUSES: bool = env.bool("PUBLISHER_NEGATIVE_STATUSES", False)
STORIES: bool = env.bool("PUBLISHER_STORIES", False)
UNDO_SECONDS: int = _seconds("PUBLISHER_UNDO_SECONDS", env.int("PUBLISHER_UNDO_SECONDS", 300))
MAIL_AFTER_SECONDS: int = _seconds("PUBLISHER_MAIL_AFTER_SECONDS", env.int("PUBLISHER_MAIL_AFTER_SECONDS", 1800))
LEASE_SECONDS: float = _seconds("PUBLISHER_LEASE_SECONDS", env.float("PUBLISHER_LEASE_SECONDS", 180), least=1)
SEND_SECONDS: float = env.float("PUBLISHER_SEND_SECONDS", 60)
# What was sent and not found may only be sent again when no list can lag behind it any more: "tens of minutes".
AGAIN_SECONDS: float = env.float("PUBLISHER_AGAIN_SECONDS", 1800)
LOOK_SECONDS: float = env.float("PUBLISHER_LOOK_SECONDS", 60)
WATCH_SECONDS: float = env.float("PUBLISHER_WATCH_SECONDS", 60)
FRESH_SECONDS: float = _seconds("PUBLISHER_FRESH_SECONDS", env.float("PUBLISHER_FRESH_SECONDS", 60))
SWEEP_SECONDS: float = env.float("PUBLISHER_SWEEP_SECONDS", 30)
INSTAGRAM_ENDPOINT: str = env.str("PUBLISHER_INSTAGRAM_ENDPOINT", "")
INSTAGRAM_CA: str = env.str("PUBLISHER_INSTAGRAM_CA", "")
GRAPH_ENDPOINT: str = env.str("PUBLISHER_GRAPH_ENDPOINT", "")
_networks: list[str] = env.list("PUBLISHER_ALLOW_NETWORKS", [])
ALLOW_NETWORKS = tuple(ip_network(text) for text in _networks)
SIGNATORIES: list[str] = env.str("PUBLISHER_SIGNATORIES", "").split()
QUIET_HOURS: str = env.str("PUBLISHER_QUIET_HOURS", "")
LIMITS: str = env.str("PUBLISHER_LIMITS", "")

# --- Django ----------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "publisher",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django_structlog",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
]
ROOT_URLCONF = "publisher.urls"
WSGI_APPLICATION = "publisher.wsgi.application"
AUTH_USER_MODEL = "publisher.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORMS_URLFIELD_ASSUME_HTTPS = True

DATABASE_URL = env.str("DATABASE_URL", "") or f"sqlite:///{HOME / 'publisher.sqlite3'}"
DATABASES: dict[str, Any] = {"default": dict(dj_database_url.parse(DATABASE_URL))}
_engine = DATABASES["default"]["ENGINE"].rpartition(".")[2]
# `sqlite:name` would be a file of that name in whatever folder the command was called from.
if _engine != "postgresql" and not (_engine == "sqlite3" and DATABASE_URL.startswith("sqlite:///")):
    raise ValueError("DATABASE_URL is not understood; write postgres://user:password@host/name or sqlite:////path.")
if _engine == "sqlite3":
    # IMMEDIATE takes the write lock at BEGIN, so that a transaction that read first never fails with "locked" at its
    # first write; readers go on beside one writer in WAL. FULL: a stamp must outlive a power cut.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "cached_statements": 1000,  # a round and a page ask some hundreds; each of them is parsed once, not each time
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

REDIS_URL: str = env.str("REDIS_URL", "")
CACHES = {
    # Throttling of log-ins counts over all web workers, so a cache within one process would not do.
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": str(HOME / "cache")}
}

_mail = dj_email_url.parse(env.str("EMAIL_URL", "smtp://localhost:25"))
if "EMAIL_BACKEND" not in _mail:
    raise ValueError("EMAIL_URL is not understood; write submission://user:password@host:587.")
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_HOST, EMAIL_PORT = _mail["EMAIL_HOST"], _mail["EMAIL_PORT"] or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"], _mail["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail["EMAIL_USE_TLS"], _mail["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL: str = env.str("PUBLISHER_MAIL_FROM", "") or f"publisher@{ALLOWED_HOSTS[0].strip('[]')}"

_storage = env.str("STORAGE_URL", "") or (HOME / "files").as_uri()
if not re.match(r"s3://[^/]|file:///|/", _storage):
    raise ValueError("STORAGE_URL is not understood; write file:///absolute/folder or s3://bucket.")
if _storage.startswith("s3://") and find_spec("storages") is None:
    raise ValueError("STORAGE_URL names S3, which needs django-storages: pip install 'django-storages[s3]'.")
# In a plain path `#` and `%` are letters like any other.
_folder = unquote(urlsplit(_storage).path) if _storage.startswith("file:") else _storage
STORAGES: dict[str, Any] = {
    # Pictures and evidence, addressed by SHA-256; served by our own views only, never as a public folder.
    "default": {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {"bucket_name": urlsplit(_storage).netloc},
    }
    if _storage.startswith("s3://")
    else {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": _folder, "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}

STATIC_URL = "/static/"
STATICFILES_DIRS = [paths.ROOT / "publisher" / "assets"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [paths.TEMPLATES / "web", paths.TEMPLATES / "public"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "publisher.web.context.everywhere",
            ],
        },
    }
]

# --- languages and time ----------------------------------------------------------------------------------------------
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [paths.LOCALE]

# --- logging in ------------------------------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "publisher.web.login.StaffLogin"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # staff are added by an admin, who vouches for the address
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # whoever types an address here makes us mail nobody we do not know
# A code by mail, for organizers (see publisher.web.login). Of 100 million codes somebody may try 15 in ten minutes.
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": True}
ACCOUNT_RATE_LIMITS = {"request_login_code": "20/m/ip,5/10m/key"}
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "publisher"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "/accounts/login/"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# --- the browser's own guards ----------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [SELF],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "SAMEORIGIN"  # the review page shows the mail in a sandboxed frame of its own
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if SECURE else 0
# Behind our proxy everybody would share its address, and a stranger's bad tries would lock staff out.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.bool("PUBLISHER_BEHIND_PROXY", False) else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("PUBLISHER_BEHIND_PROXY", False) else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "publisher.web.uploads.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

LOG_LEVEL: str = env.str("PUBLISHER_LOG_LEVEL", "INFO")
LOGGING_CONFIG = None  # publisher.logs sets structlog up
SILENCED_SYSTEM_CHECKS: list[str] = []
