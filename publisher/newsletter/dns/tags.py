"""Records of the form `name=value; name=value`, as DKIM (RFC 6376, 3.2) and DMARC have them."""


def tags(text: str) -> dict[str, str]:
    """The values by name, without white space; the first of two equal names counts."""
    found: dict[str, str] = {}
    for part in text.split(";"):
        name, equals, value = part.partition("=")
        if equals:
            found.setdefault(name.strip().lower(), "".join(value.split()))
    return found
