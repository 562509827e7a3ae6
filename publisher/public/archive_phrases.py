"""The words of the newsletter's archive, in each language."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language. `since` and what follows it mark what is no longer as it was mailed."""

    title: str
    lead: str
    nothing: str
    sign_up: str
    older: str
    every: str
    since: str
    corrected: str
    taken_down: str
    contradicted: str
    newer: str
    read: str


PHRASES = {
    "en": Phrases(
        title="What we have mailed",
        lead="Every issue of our newsletter, the newest first.",
        nothing="Nothing was mailed yet.",
        sign_up="Get it by mail",
        older="Older issues",
        every="All issues",
        since="Since this was mailed:",
        corrected="this was corrected.",
        taken_down="we took this down.",
        contradicted="our source says otherwise now.",
        newer="there is newer news.",
        read="Read it",
    ),
    "es": Phrases(
        title="Lo que hemos enviado",
        lead="Todos los números de nuestro boletín, primero el más reciente.",
        nothing="Aún no se ha enviado nada.",
        sign_up="Recíbelo por correo",
        older="Números anteriores",
        every="Todos los números",
        since="Desde que se envió:",
        corrected="esto se corrigió.",
        taken_down="retiramos esta publicación.",
        contradicted="nuestra fuente ahora dice otra cosa.",
        newer="hay noticias más recientes.",
        read="Léelo",
    ),
}
