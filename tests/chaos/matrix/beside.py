"""What goes with a post that is live: its story, its first comment, another caption. Begun behind it, then approved."""

from datetime import timedelta
from itertools import groupby

from django.utils import timezone

from publisher.models import Announcement, Delivery
from publisher.pipeline import decide, submit
from publisher.sandbox.instagram_things import Comment, StoredPost
from tests.chaos.matrix.cells import BOTH, Cell
from tests.chaos.matrix.lives import Effect, Posting
from tests.chaos.matrix.taking import Across, Archiving, Deleting
from tests.chaos.matrix.world import World

COMMENT = "The other candidates where you live are on the tracker."
FORMER, NEWEST = "Once.", "Twice."


class Beside(Posting):
    """The post is live, and this waits for an approval of its own: so each of the eight steps is this one's."""

    def begin(self) -> None:
        """Planned together with the post; when that has gone out alone, the rest is held and put into review again."""
        mine, self.act = self.act, "post"
        self._approve()
        later = timezone.now() + timedelta(days=1)
        Delivery.objects.filter(announcement=self.announcement, act=mine).update(not_before=later)
        self.go()
        assert self.delivery.state == "published"
        self.act = mine
        decide.hold(self.announcement.pk, by=self.world.approver, reason="Let us read it once more.")
        decide.review_again(self.announcement.pk, by=self.world.approver)

    def _said(self, **texts: str) -> None:
        """Somebody writes other words; they are in review then."""
        made = Announcement.objects.select_related("revision").get(pk=self.announcement.pk)
        assert made.revision
        named = {name.replace("_", "."): text for name, text in texts.items()}
        submit.edit(made.pk, by=self.world.comms, digest=made.revision.digest, texts=named)

    def _post(self) -> StoredPost:
        """The post that it belongs to: there is one, whatever befell what goes with it."""
        (post,) = (one for one in self.world.posts(self.cell, self.account) if one.act == "post")
        return post


class Telling(Beside):
    """A story, as the installation plans one beside each post."""

    act = "story"

    def __init__(self, world: World, cell: Cell) -> None:
        super().__init__(world, cell)
        if cell.channel == "instagram":
            self.visible = "/media/configure_to_story"

    @property
    def posts(self) -> list[StoredPost]:
        """The stories; and there is one post, as before."""
        assert self._post().act == "post"
        return [one for one in super().posts if one.act == "story"]


class Commenting(Beside):
    """The first comment."""

    act = "comment"

    def __init__(self, world: World, cell: Cell) -> None:
        super().__init__(world, cell)
        self.visible = "/comments comment" if cell.channel == "instagram_graph" else "/comment/"
        self._said(comment_en=COMMENT)

    def effects(self) -> list[Effect]:
        """Comments of ours under the post."""
        return [Effect(str(one.pk), stands=True) for one in self._comments()]

    def check_words(self) -> None:
        """In the approved words."""
        assert [one.text for one in self._comments()] == [self.approved["text"]] == [COMMENT], "Other words."

    def _comments(self) -> list[Comment]:
        return self.sandbox.store.comments(self._post().pk)


class Editing(Beside):
    """Another caption, after one that went out before. Given twice it is one effect; a former one after it is two."""

    act = "edit"

    def __init__(self, world: World, cell: Cell) -> None:
        super().__init__(world, cell)
        self.visible = "/edit_media/"
        self.repeats = 0

    def begin(self) -> None:
        """The post is live, and has had its caption changed once."""
        self.act = "post"
        self.go()
        self.act = "edit"
        for said in (FORMER, NEWEST):
            self._said(caption_en=f"{said} {self.approved_link}")
            if said == FORMER:
                self.go()
                assert self._captions()[1:] == [self.approved["text"]]

    def effects(self) -> list[Effect]:
        """Captions that the post was given since, but for the same one given again."""
        given = self._captions()[2:]
        told = [caption for caption, _ in groupby(given)]
        self.repeats = len(given) - len(told)
        assert all(caption.startswith(NEWEST) for caption in told), f"An older caption stands there again: {told}."
        return [Effect(str(self._post().pk), stands=self._post().caption == caption) for caption in told]

    def check_words(self) -> None:
        """The caption that stands is the approved one."""
        assert self._post().caption == self.approved["text"] == f"{NEWEST} {self.approved_link}", "Other words."

    @property
    def approved_link(self) -> str:
        """What a caption must keep."""
        made = Announcement.objects.select_related("revision").get(pk=self.announcement.pk)
        assert made.revision
        return str(made.revision.manifest["link"])

    def _captions(self) -> list[str]:
        return self.sandbox.store.captions(self._post().pk)


def life_of(world: World, cell: Cell) -> Posting:
    """The life that belongs to the cell's act."""
    if cell.channel == BOTH:
        return Across(world, cell)
    kinds = {"archive": Archiving, "delete": Deleting, "story": Telling, "comment": Commenting, "edit": Editing}
    return kinds.get(cell.act, Posting)(world, cell)
