"""The story, one module a chapter. Chapters do not import each other; `publisher.sweep` says whose turn it is."""
