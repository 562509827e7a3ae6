"""Rules about words: what has to be said, and what filters and readers take for spam."""

import re

from publisher.newsletter.lint.mail import GOOGLE, Mail
from publisher.newsletter.lint.rule import Rule

SUBJECT = 100
"""Letters; phones show about 40, most other programs 60 to 80."""
PREHEADER = (20, 200)
LEAST_WORDS = 30
PHRASES = re.compile(
    r"(?<!\w)(?:act now|click here|100% free|risk[- ]free|no obligation|winner|you have been selected|limited time|"
    r"urgent|guaranteed|cash bonus|make money|dear friend|final notice|\$\$\$|"
    r"haz clic aquí|haga clic aquí|100% gratis|oferta limitada|sin compromiso|ganador|urgente|último aviso)(?!\w)",
    re.IGNORECASE,
)
CAN_SPAM = "CAN-SPAM, 15 USC 7704(a)"


def _postal(mail: Mail) -> str:
    if not mail.house.postal_address.strip():
        return "The brand file has no postal address; write it under coalition."
    return _said(mail, (mail.house.postal_address,), "postal address", "{{ postal_address }}")


def _disclaimer(mail: Mail) -> str:
    return _said(mail, mail.house.disclaimers, "disclaimer", "{{ disclaimer }}")


def _said(mail: Mail, sentences: tuple[str, ...], what: str, how: str) -> str:
    for name, content in (("html", mail.page.seen), ("text", mail.text)):
        if not any(_flat(sentence) in _flat(content) for sentence in sentences if sentence.strip()):
            return f"The {name} lacks the {what}; add {how} to the template."
    return ""


def _subject(mail: Mail) -> str:
    subject = _subject_of(mail)
    if not subject.strip():
        return "The subject is empty; write one."
    if re.match(r"\s*(?:re|fwd?|aw|rv)\s*:", subject, re.IGNORECASE):
        return "The subject makes believe that it answers or forwards a mail; take that away."
    return ""


def _subject_length(mail: Mail) -> str:
    size = len(_subject_of(mail))
    return f"The subject has {size} letters; lists cut it off: keep it below {SUBJECT}." if size > SUBJECT else ""


def _preheader(mail: Mail) -> str:
    shown = mail.page.preheader
    if not PREHEADER[0] <= len(shown) <= PREHEADER[1]:
        return f"The preheader has {len(shown)} letters; write one of {PREHEADER[0]} to {PREHEADER[1]}."
    return "The preheader repeats the subject; say what comes next." if shown == _subject_of(mail) else ""


def _shouting(mail: Mail) -> str:
    words = re.findall(r"[^\W\d_]{4,}", _subject_of(mail))
    loud = [word for word in words if word.isupper()]
    return f"The subject shouts ({', '.join(loud)}); write it in small letters." if len(loud) > 1 else ""


def _exclamations(mail: Mail) -> str:
    subject, words = _subject_of(mail), mail.page.seen
    if subject.count("!") > 1 or "!!" in words or words.count("!") > 3:
        return "There are many exclamation marks; filters count them. Keep one."
    return ""


def _phrases(mail: Mail) -> str:
    said = PHRASES.search(f"{_subject_of(mail)}\n{mail.page.seen}")
    return f"Filters know {said[0]!r} from spam; say it otherwise." if said else ""


def _enough(mail: Mail) -> str:
    number = len(mail.page.seen.split())
    return (
        f"The html has {number} words beside its pictures; say in words what they show." if number < LEAST_WORDS else ""
    )


def _language(mail: Mail) -> str:
    languages = [values.get("lang", "") for tag, values in mail.page.tags if tag == "html"]
    names = {values.get("name", "") for tag, values in mail.page.tags if tag == "meta"}
    if not any(languages):
        return 'The html does not say its language; write <html lang="en">.'
    return "" if "color-scheme" in names else "Add the meta color-scheme, or dark mode guesses the colours."


def _subject_of(mail: Mail) -> str:
    return str(mail.message["Subject"] or "")


def _flat(text: str) -> str:
    return " ".join(text.split())


RULES = (
    Rule("postal-address", "It says where we are to be found.", f"{CAN_SPAM}(5)", _postal),
    Rule("disclaimer", "It bears the disclaimer.", "The brand file", _disclaimer),
    Rule("subject", "It has a subject that does not deceive.", f"{CAN_SPAM}(2); {GOOGLE}", _subject),
    Rule("subject-length", "Lists show the whole subject.", "Mail programs", _subject_length, must=False),
    Rule("preheader", "A line of its own stands beside the subject.", "Mail programs", _preheader, must=False),
    Rule("no-shouting", "The subject is not in capitals.", "SpamAssassin, SUBJ_ALL_CAPS", _shouting, must=False),
    Rule("few-exclamations", "Exclamation marks are rare.", "SpamAssassin", _exclamations, must=False),
    Rule("no-spam-phrases", "No phrase in it is known from spam.", "SpamAssassin", _phrases, must=False),
    Rule("words-beside-pictures", "Words say what matters.", "SpamAssassin, HTML_IMAGE_ONLY", _enough, must=False),
    Rule("language", "It says its language, and knows dark mode.", "WCAG 2.2, 3.1.1", _language, must=False),
)
