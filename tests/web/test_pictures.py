from io import BytesIO

from PIL import Image

from publisher import files


def test_staff_see_exactly_the_stored_bytes(as_user, organizer, waiting):
    sha256 = waiting.revision.manifest["pictures"][0]["sha256"]
    answer = as_user(organizer).get(f"/pictures/{sha256}.jpg")
    assert answer["Content-Type"] == "image/jpeg"
    assert answer.content == files.read(sha256)
    assert "private" in answer["Cache-Control"]
    assert "immutable" in answer["Cache-Control"]


def test_a_browser_that_has_it_gets_no_second_copy(as_user, organizer, waiting):
    sha256 = waiting.revision.manifest["pictures"][0]["sha256"]
    assert (
        as_user(organizer).get(f"/pictures/{sha256}.jpg", headers={"If-None-Match": f'"{sha256}"'}).status_code == 304
    )


def test_the_small_view_keeps_the_shape(as_user, organizer, waiting):
    sha256 = waiting.revision.manifest["pictures"][0]["sha256"]
    image = Image.open(BytesIO(as_user(organizer).get(f"/pictures/{sha256}/small.jpg").content))
    assert image.size == (260, 325)


def test_a_damaged_file_is_never_shown(as_user, organizer, waiting):
    sha256 = waiting.revision.manifest["pictures"][0]["sha256"]
    path = files.local_path(sha256)
    with open(path, "rb") as file:  # noqa: PTH123 - put back below, byte for byte
        good = file.read()
    try:
        with open(path, "wb") as file:  # noqa: PTH123
            file.write(good[:-1])
        assert as_user(organizer).get(f"/pictures/{sha256}.jpg").status_code == 404
    finally:
        with open(path, "wb") as file:  # noqa: PTH123
            file.write(good)


def test_an_unknown_hash_is_not_found(as_user, organizer):
    assert as_user(organizer).get(f"/pictures/{'0' * 64}.jpg").status_code == 404
