"""What lies in quarantine, as people and programs see it: each poll and row with its reason, and what answers do."""
