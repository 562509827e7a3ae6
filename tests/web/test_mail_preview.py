from publisher.words import UNSUBSCRIBE_SLOT


def test_the_mail_is_shown_with_its_picture_inside(as_user, approver, waiting):
    answer = as_user(approver).get(f"/announcements/{waiting.pk}/mail/es/")
    html = answer.content.decode()
    assert "data:image/jpeg;base64," in html
    assert f"/a/{waiting.code}/1080" not in html
    assert UNSUBSCRIBE_SLOT not in html


def test_nothing_in_it_can_run_or_reach_out(as_user, approver, waiting):
    policy = as_user(approver).get(f"/announcements/{waiting.pk}/mail/en/")["Content-Security-Policy"]
    assert policy.startswith("default-src 'none';")
    assert policy.endswith("; sandbox")
    assert "script" not in policy


def test_a_language_that_is_not_mailed_is_not_found(as_user, approver, waiting):
    assert as_user(approver).get(f"/announcements/{waiting.pk}/mail/fr/").status_code == 404
