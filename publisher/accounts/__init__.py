"""The places we publish as: connecting, sessions, pauses."""
