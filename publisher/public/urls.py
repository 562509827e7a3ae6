"""Pages for everybody. No trailing slashes: these addresses are printed, spoken and sent."""

from django.urls import path, re_path

from publisher.public import announcement, archive, handed, health, newsletter, preferences, unsubscribe

CODE = r"^a/(?P<code>[0-9A-Za-z]{1,12})"

urlpatterns = [
    re_path(CODE + r"$", announcement.announcement),
    re_path(CODE + r"/$", announcement.without_slash),
    re_path(CODE + r"/(?P<size>\d+x\d+)\.(?P<language>[a-z]{2})\.jpg$", announcement.picture),
    re_path(r"^i/(?P<token>[0-9A-Za-z_-]{64})\.jpg$", handed.picture),
    re_path(r"^u/(?P<token>[0-9A-Za-z_-]+)$", unsubscribe.unsubscribe),
    path("newsletter", newsletter.sign_up),
    re_path(r"^newsletter/confirm/(?P<token>[0-9A-Za-z_-]+)$", newsletter.confirm),
    re_path(r"^newsletter/choices/(?P<token>[0-9A-Za-z_-]+)$", preferences.preferences),
    re_path(r"^newsletter/choices/(?P<token>[0-9A-Za-z_-]+)/delete$", preferences.delete),
    re_path(r"^newsletter/archive/?$", archive.archive),
    re_path(r"^newsletter/archive/(?P<code>[0-9A-Za-z]{1,12})/?$", archive.issue),
    re_path(
        r"^newsletter/archive/(?P<code>[0-9A-Za-z]{1,12})/(?P<size>\d+x\d+)\.(?P<language>[a-z]{2})\.jpg$",
        archive.picture,
    ),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
]
