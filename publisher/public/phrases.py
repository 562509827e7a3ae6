"""The few words of the public pages that are nobody's announcement, in each language."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language."""

    name: str
    posted: str
    evidence: str
    how_we_know: str
    said: str
    seen: str
    approved: str
    unknown: str
    promise: str
    read_pledge: str
    corrected: str
    correction: str
    see_correction: str
    taken_down: str
    taken_down_more: str
    taken_down_why: str
    taken_down_mailed: str
    not_here: str
    not_here_more: str
    tracker_follows: str
    picture: str
    contact: str
    skip: str
    languages: str
    leave: str
    leave_more: str
    leave_button: str
    left: str
    left_more: str
    leave_unknown: str
    leave_unknown_more: str
    archive: str


PHRASES = {
    "en": Phrases(
        name="English",
        posted="What we posted",
        evidence="Evidence",
        how_we_know="How we know",
        said="Said",
        seen="Seen by us",
        approved="Approved by a person",
        unknown="date not known",
        promise="The pledge",
        read_pledge="Read the pledge",
        corrected="This was corrected",
        correction="This is a correction.",
        see_correction="Read the correction",
        taken_down="We took this down",
        taken_down_more="It was published and is no longer. If you think that is a mistake, write to us.",
        taken_down_why="Why:",
        taken_down_mailed="It also went out by mail. A mail cannot be called back: whoever got it still has it.",
        not_here="Nothing is here",
        not_here_more="There is no announcement at this address, or it is not published yet. Check the letters.",
        tracker_follows="Tracker update to follow.",
        picture="Open the picture",
        contact="Something wrong? Write to",
        skip="Skip to the content",
        languages="Language",
        leave="Leave the newsletter?",
        leave_more="You will get no more mail from us. Nothing else changes.",
        leave_button="Leave the newsletter",
        left="You have left the newsletter",
        left_more="No more mail will come. If one is on its way already, it may still arrive today.",
        leave_unknown="This link does not work any more",
        leave_unknown_more="Nobody is subscribed with it. If mail still comes, answer it and we take you off the list.",
        archive="What we have mailed",
    ),
    "es": Phrases(
        name="Español",
        posted="Lo que publicamos",
        evidence="Prueba",
        how_we_know="Cómo lo sabemos",
        said="Fecha de la declaración",
        seen="Lo vimos",
        approved="Aprobado por una persona",
        unknown="fecha desconocida",
        promise="El compromiso",
        read_pledge="Lee el compromiso",
        corrected="Esto se corrigió",
        correction="Esto es una corrección.",
        see_correction="Lee la corrección",
        taken_down="Retiramos esta publicación",
        taken_down_more="Se publicó y ya no está. Si crees que es un error, escríbenos.",
        taken_down_why="Por qué:",
        taken_down_mailed="También salió por correo. Un correo no se puede retirar: quien lo recibió aún lo tiene.",
        not_here="Aquí no hay nada",
        not_here_more="No hay ningún anuncio en esta dirección, o aún no se ha publicado. Revisa las letras.",
        tracker_follows="El registro se actualizará.",
        picture="Abrir la imagen",
        contact="¿Algo está mal? Escribe a",
        skip="Saltar al contenido",
        languages="Idioma",
        leave="¿Quieres dejar el boletín?",
        leave_more="No recibirás más correos nuestros. Nada más cambia.",
        leave_button="Dejar el boletín",
        left="Has dejado el boletín",
        left_more="No llegarán más correos. Si uno ya está en camino, puede llegar hoy.",
        leave_unknown="Este enlace ya no funciona",
        leave_unknown_more="No hay ninguna suscripción con él. Si aún llegan correos, responde y te borramos.",
        archive="Lo que hemos enviado",
    ),
}


def choose(asked: str, accepted: str, languages: tuple[str, ...]) -> str:
    """The language of a page: the one asked for, else the best accepted (RFC 9110, 12.5.4), else the first."""
    if asked in languages:
        return asked
    for language in _preferred(accepted):
        if language in languages:
            return language
    return languages[0]


def _preferred(header: str) -> list[str]:
    """Primary tags of an Accept-Language header, the most wanted first; what cannot be read is left out."""
    wanted: list[tuple[float, str]] = []
    for part in header.split(",")[:20]:
        tag, _semicolon, weight = part.strip().partition(";q=")
        try:
            wanted.append((float(weight or 1), tag.split("-")[0].lower()))
        except ValueError:
            continue
    return [tag for weight, tag in sorted(wanted, key=lambda pair: -pair[0]) if weight > 0]
