"""Every outcome of a visible request, on every act and channel, with a kill in every step: each cell a story."""
