"""What the DNS says about the domain that we mail from: SPF, DKIM, DMARC, MX, and whether they align."""
