"""Photos of candidates: none is here without credit, licence and permission."""

from django.db import models

from publisher.models.files import StoredFile
from publisher.models.people import Candidacy
from publisher.models.staff import User


class CandidatePhoto(models.Model):
    """The photo that the cards of a candidacy show while `withdrawn_at` is empty; there is one such at most.

    `file` is the upload as `graphics.prepare` made it ready, without metadata. The upload itself is not kept, since
    cameras write into it where somebody was; `upload_sha256` tells whether it is the same one again.
    Focus and face are fractions of the upright picture, (0, 0) = top left.
    """

    candidacy = models.ForeignKey(Candidacy, models.PROTECT, related_name="photos")
    upload_sha256 = models.CharField(max_length=64)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    credit = models.CharField(max_length=120, help_text="as it is printed on the card")
    licence = models.CharField(max_length=200, help_text="under which it may be shown")
    permission = models.TextField(help_text="who gave permission, when and how")
    focus_x = models.FloatField(null=True, help_text="between the eyes, set by a person; empty: the face decides")
    focus_y = models.FloatField(null=True)
    face = models.JSONField(default=dict, help_text="left, top, right, bottom, eyes; empty when none was found")
    note = models.CharField(max_length=300, blank=True, help_text="how it is cropped, in a sentence")
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["candidacy"], condition=models.Q(withdrawn_at=None), name="photo_one_of_candidacy"
            ),
            models.CheckConstraint(
                condition=~models.Q(credit="") & ~models.Q(licence="") & ~models.Q(permission=""),
                name="photo_has_its_rights",
            ),
        ]

    def __str__(self) -> str:
        return f"photo of {self.candidacy}"
