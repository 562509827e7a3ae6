"""Addresses: pages for everybody, pages for staff, logging in, programs."""

from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    # Staff log in with an address that an admin vouched for: it is changed by an admin, not here.
    path("accounts/email/", RedirectView.as_view(url="/me/")),
    path("accounts/", include("allauth.urls")),
    path("", include("publisher.api.urls")),
    path("", include("publisher.public.urls")),
    path("", include("publisher.web.urls")),
]

handler400 = "publisher.public.trouble.not_read"
handler404 = "publisher.public.announcement.not_here"
