"""Addresses: pages for everybody, pages for staff, logging in."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("", include("publisher.public.urls")),
    path("", include("publisher.web.urls")),
]

handler404 = "publisher.public.announcement.not_here"
