"""Branded announcement graphics from plain values, with Pillow alone."""
