"""Addresses: pages for everybody, pages for staff, logging in."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
]
