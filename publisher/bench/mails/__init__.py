"""What a mailing costs, beside postfix's own programs for that and Django's loop. See `newsletter.py` beside it."""
