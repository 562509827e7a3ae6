"""Pages for everybody: no login, no cookies."""
