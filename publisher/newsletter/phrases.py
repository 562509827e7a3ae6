"""What a confirmation mail says, in each language. The pages' words stand in `public/sign_up_phrases.py`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language. `text` is filled with the coalition's name, what was chosen, the address to open and the end."""

    subject: str
    text: str
    rhythms: dict[str, str]
    own_state: str


PHRASES = {
    "en": Phrases(
        subject="Confirm: mail from {name}",
        text="""Hello,

somebody, we hope you, asked {name} to send mail to this address:

  {chosen}

Open this page and press the button there to confirm it:

{url}

If it was not you, do nothing. No mail will come, and this address is erased in three days.

{name}
{postal}
{disclaimer}
""",
        rhythms={
            "at_once": "A mail each time a candidate signs",
            "daily": "One mail a day, when a candidate signed",
            "weekly": "One mail a week, when a candidate signed",
            "corrections": "Only corrections of what we said",
        },
        own_state="only about {state}",
    ),
    "es": Phrases(
        subject="Confirma: correos de {name}",
        text="""Hola:

Alguien, esperamos que tú, pidió a {name} que envíe correos a esta dirección:

  {chosen}

Para confirmarlo, abre esta página y pulsa el botón:

{url}

Si no fuiste tú, no hagas nada. No llegará ningún correo y esta dirección se borra en tres días.

{name}
{postal}
{disclaimer}
""",
        rhythms={
            "at_once": "Un correo cada vez que firma una candidatura",
            "daily": "Un correo al día, si firmó alguna candidatura",
            "weekly": "Un correo a la semana, si firmó alguna candidatura",
            "corrections": "Solo correcciones de lo que dijimos",
        },
        own_state="solo sobre {state}",
    ),
}


def chosen(rhythm: str, state: str, language: str) -> str:
    """A choice in a line; `state` is the name of the only one they want to hear of, or empty."""
    said = PHRASES[language]
    return said.rhythms[rhythm] + (f", {said.own_state.format(state=state)}" if state else "")
