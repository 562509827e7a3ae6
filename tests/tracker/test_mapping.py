from publisher.tracker.mapping import proposed


def test_columns_called_like_our_fields_are_proposed_and_no_others() -> None:
    assert proposed(["Name", "STATUS", "office", "Activity"]) == {
        "name": "Name",
        "office": "office",
        "status": "STATUS",
    }
