"""Proof that each recipient gets an issue once, whenever its worker is killed; `storm.py` is the process."""
