"""Pages for everybody. No trailing slashes: these addresses are printed, spoken and sent."""

from django.urls import path, re_path

from publisher.public import announcement, health, unsubscribe

urlpatterns = [
    path("a/<str:code>", announcement.announcement),
    re_path(r"^a/(?P<code>[^/]+)/(?P<size>\d+x\d+)\.(?P<language>[a-z]{2})\.jpg$", announcement.picture),
    path("u/<str:token>", unsubscribe.unsubscribe),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
]
