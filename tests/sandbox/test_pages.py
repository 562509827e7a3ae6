"""The feed as people see it."""

from typing import Any

import pytest
import requests


def page(sandbox: Any, path: str) -> requests.Response:
    return requests.get(sandbox.url + path, timeout=5)


def test_the_feed_shows_the_picture_with_its_alt_text(sandbox: Any, publish: Any) -> None:
    publish(alt='A "blue" card')
    html = page(sandbox, "/").text
    assert 'alt="A &#34;blue&#34; card"' in html
    (post,) = sandbox.state["posts"]
    assert f'href="/p/{post["code"]}/"' in html


def test_a_post_shows_caption_and_alt_text(sandbox: Any, publish: Any, picture: bytes) -> None:
    publish(alt="A blue card")
    (post,) = sandbox.state["posts"]
    html = page(sandbox, f"/p/{post['code']}/").text
    assert "Signed. " in html
    assert '<span class="tag">#KeepThePromise</span>' in html
    assert "<p>A blue card</p>" in html
    name = post["image"].rsplit("/", 1)[-1]
    assert page(sandbox, f"/images/{name}").content == picture


def test_what_is_posted_cannot_become_markup(sandbox: Any, publish: Any) -> None:
    publish(code="<script>", alt="<script>alert(1)</script>")
    assert "<script>" not in page(sandbox, "/").text
    assert "<script>" not in page(sandbox, f"/p/{sandbox.state['posts'][0]['code']}/").text


def test_it_says_that_it_is_a_sandbox(sandbox: Any) -> None:
    assert "Nothing here is on Instagram" in page(sandbox, "/").text


def test_an_empty_feed_says_what_will_come(sandbox: Any) -> None:
    assert "No posts yet" in page(sandbox, "/").text


def test_a_deleted_post_is_gone(sandbox: Any, publish: Any) -> None:
    publish()
    post = sandbox.store.posts()[0]
    sandbox.store.delete_post(post.pk)
    assert page(sandbox, f"/p/{post.code}/").status_code == 404
    assert "/p/" not in page(sandbox, "/").text


@pytest.mark.parametrize("path", ["/images/none.jpg", "/images/..%2fjournal.jsonl", "/p/Nothing/"])
def test_what_is_not_there_is_not_found(sandbox: Any, path: str) -> None:
    assert page(sandbox, path).status_code == 404
