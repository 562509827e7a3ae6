"""Announces signed pledges: true, once, and seen."""
