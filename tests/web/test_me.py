FORM = {"first_name": "Olga", "last_name": "Organizer", "time_zone": "Pacific/Guam", "language": "es"}


def test_name_zone_and_language_are_saved(as_user, organizer):
    assert as_user(organizer).post("/me/", FORM).status_code == 303
    organizer.refresh_from_db()
    assert (organizer.first_name, organizer.time_zone, organizer.language) == ("Olga", "Pacific/Guam", "es")


def test_a_zone_that_is_none_is_refused(as_user, organizer):
    answer = as_user(organizer).post("/me/", FORM | {"time_zone": "Mars/Olympus"})
    assert answer.status_code == 400
    organizer.refresh_from_db()
    assert organizer.time_zone == "America/New_York"


def test_the_role_cannot_be_changed_here(as_user, organizer):
    as_user(organizer).post("/me/", FORM | {"role": "admin"})
    organizer.refresh_from_db()
    assert organizer.role == "organizer"
