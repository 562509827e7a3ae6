"""Pages for staff."""

from django.urls import path

from publisher.web import (
    announce,
    decisions,
    doubts,
    edits,
    mail_preview,
    me,
    pictures,
    places,
    queue,
    review,
    sent,
    sources,
)

urlpatterns = [
    path("", queue.queue),
    path("announcements/<int:announcement_id>/", review.review),
    path("announcements/<int:announcement_id>/mail/<str:language>/", mail_preview.mail_preview),
    path("announcements/<int:announcement_id>/approve/", decisions.approve),
    path("announcements/<int:announcement_id>/request-changes/", decisions.request_changes),
    path("announcements/<int:announcement_id>/reject/", decisions.reject),
    path("announcements/<int:announcement_id>/hold/", decisions.hold),
    path("announcements/<int:announcement_id>/stop/", decisions.stop),
    path("announcements/<int:announcement_id>/review-again/", decisions.review_again),
    path("announcements/<int:announcement_id>/redraft/", decisions.redraft),
    path("announcements/<int:announcement_id>/edit/", edits.edit),
    path("announcements/<int:announcement_id>/edit/preview/", edits.preview),
    path("announcements/<int:announcement_id>/edit/save/", edits.save),
    path("announcements/<int:announcement_id>/edit/approve/", edits.save_and_approve),
    path("deliveries/<int:delivery_id>/there/", doubts.it_is_there),
    path("deliveries/<int:delivery_id>/again/", doubts.send_again),
    path("pictures/<str:sha256>.jpg", pictures.picture),
    path("pictures/<str:sha256>/small.jpg", pictures.small_picture),
    path("announce/", announce.announce),
    path("announce/sent/<int:announcement_id>/", sent.sent),
    path("sources/", sources.sources),
    path("places/", places.places),
    path("places/<int:account_id>/pause/", places.pause_place),
    path("places/<int:account_id>/resume/", places.resume_place),
    path("me/", me.me),
]
