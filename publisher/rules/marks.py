"""What is noted in a delivery's checkpoint beside what its channel keeps there: every mark, and what it means."""

EARLIER = "earlier"
"""What each attempt before a person's "it is not there" can be found by, and since when."""
HAND = "hand"
"""Who has opened it to post it by hand, and `at` what time (ISO 8601)."""
UNWANTED = "unwanted"
"""Why it was stopped while nobody knew whether it is live, or where it was live all the same."""
SAID_ABSENT = "said_absent"
"""Of those: a person said that it is not there. One more look, and it is stopped."""
ASK = "ask"
"""Its account rested while nobody knew whether it is live, or a person said that nothing is at its link. No look sends
it again, a person may."""
