"""What programs ask for: the JSON API under /api/v1/, and the webhooks of senders."""
