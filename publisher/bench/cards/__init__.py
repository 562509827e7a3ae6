"""Drawing cards: against the work that no renderer can leave out, and against other renderers."""
