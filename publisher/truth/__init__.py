"""Is it so? Evidence, identity, agreement with the source, and what happens when it is not."""
