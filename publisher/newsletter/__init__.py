"""The newsletter, the other carrier: a mail compiled once, one copy a recipient."""
