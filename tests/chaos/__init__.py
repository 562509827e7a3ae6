"""Proof that each announcement appears once, whatever is killed when. `storm.py` is the process that does it."""
