"""What a mailing costs, beside postfix's own programs and Django's loop; `newsletter.py` above makes rows of it."""
