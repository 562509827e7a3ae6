"""The words of the newsletter's pages, in each language."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language."""

    title: str
    lead: str
    address: str
    address_hint: str
    language: str
    rhythm: str
    rhythm_hint: str
    state: str
    no_state: str
    own_state: str
    own_state_hint: str
    leave_empty: str
    kept: str
    send: str
    wrong: str
    wrong_title: str
    wrong_address: str
    wrong_choice: str
    wrong_state: str
    too_often: str
    asked: str
    asked_more: str
    asked_none: str
    confirm: str
    confirm_more: str
    confirm_button: str
    confirmed: str
    confirmed_more: str
    unknown: str
    unknown_more: str
    again: str
    choices: str
    choices_of: str
    save: str
    saved: str
    earlier: str
    leave: str
    delete: str
    delete_more: str
    delete_button: str
    deleted: str
    deleted_more: str
    not_deleted: str
    not_deleted_more: str
    not_subscribed: str
    fewer: str


PHRASES = {
    "en": Phrases(
        title="Get it by mail",
        lead="We write when a candidate signs the pledge, and when we have to correct ourselves.",
        address="Email",
        address_hint="Like name@host.example. You get one mail there, to confirm it.",
        language="Language of the mails",
        rhythm="How often",
        rhythm_hint="You can change this at any time.",
        state="Your state",
        no_state="I do not say",
        own_state="Only about candidates of my state",
        own_state_hint="Name your state above for that.",
        leave_empty="Leave this empty",
        kept="We keep your address and these choices, when and where you agreed, and nothing else. "
        "Every mail has a link to leave.",
        send="Sign up",
        wrong="Please correct this:",
        wrong_title="Error",
        wrong_address="This is no email address we can write to. Write it like name@host.example, in plain letters.",
        wrong_choice="Choose one of those that are listed.",
        wrong_state="To hear of your state only, name it.",
        too_often="Too many sign-ups came from your network. Wait an hour, then try again.",
        asked="Look into your mailbox",
        asked_more="If the address is right, a mail is on its way. Open it and press the button behind its link: "
        "only then we write to you. The link works for three days.",
        asked_none="No mail after ten minutes? Look among the unwanted mail, or sign up again tomorrow.",
        confirm="One more click",
        confirm_more="Somebody asked for our mail to your address:",
        confirm_button="Yes, send it to me",
        confirmed="You are on the list",
        confirmed_more="From now on you get our mail, as you chose. You can change that at any time.",
        unknown="This link does not work any more",
        unknown_more="It is older than three days, or was used up. Nothing was changed.",
        again="Sign up again",
        choices="What we send you",
        choices_of="For",
        save="Save",
        saved="Saved. It holds from the next mail on.",
        earlier="What we announced before you changed this may not come by mail any more. It stands here:",
        leave="Leave the newsletter",
        delete="Delete what you know about me",
        delete_more="Your address and all of the above are deleted at once. What is left is a fingerprint that "
        "cannot be read back, so that nobody puts your address on the list again. You can sign up anew later.",
        delete_button="Delete it now",
        deleted="It is deleted",
        deleted_more="We know nothing about you any more. No mail will come, but one on its way may still arrive.",
        not_deleted="It is not deleted yet",
        not_deleted_more="The service that sends our mail did not answer. Nothing was changed. Try again in an hour.",
        not_subscribed="You get no mail from us at present.",
        fewer="Get fewer mails, or others",
    ),
    "es": Phrases(
        title="Recíbelo por correo",
        lead="Escribimos cuando una candidatura firma el compromiso y cuando tenemos que corregirnos.",
        address="Correo electrónico",
        address_hint="Como nombre@dominio.example. Ahí te llega un correo para confirmarlo.",
        language="Idioma de los correos",
        rhythm="Con qué frecuencia",
        rhythm_hint="Puedes cambiarlo cuando quieras.",
        state="Tu estado",
        no_state="No lo digo",
        own_state="Solo sobre candidaturas de mi estado",
        own_state_hint="Para eso, indica tu estado arriba.",
        leave_empty="Deja esto vacío",
        kept="Guardamos tu dirección y lo que eliges aquí, cuándo y dónde aceptaste, y nada más. "
        "Cada correo tiene un enlace para dejar el boletín.",
        send="Suscribirme",
        wrong="Corrige esto, por favor:",
        wrong_title="Error",
        wrong_address="No podemos escribir a esta dirección. Escríbela como nombre@dominio.example, sin tildes.",
        wrong_choice="Elige una de las opciones de la lista.",
        wrong_state="Para saber solo de tu estado, indícalo.",
        too_often="Llegaron demasiadas suscripciones desde tu red. Espera una hora e inténtalo de nuevo.",
        asked="Mira tu correo",
        asked_more="Si la dirección es correcta, un correo va en camino. Ábrelo y pulsa el botón de su enlace: "
        "solo entonces te escribimos. El enlace funciona tres días.",
        asked_none="¿No llegó nada en diez minutos? Mira en el correo no deseado o suscríbete de nuevo mañana.",
        confirm="Un clic más",
        confirm_more="Alguien pidió nuestros correos para tu dirección:",
        confirm_button="Sí, quiero recibirlos",
        confirmed="Estás en la lista",
        confirmed_more="Desde ahora recibes nuestros correos como elegiste. Puedes cambiarlo cuando quieras.",
        unknown="Este enlace ya no funciona",
        unknown_more="Tiene más de tres días o ya se usó. No cambió nada.",
        again="Suscribirme de nuevo",
        choices="Qué te enviamos",
        choices_of="Para",
        save="Guardar",
        saved="Guardado. Vale desde el próximo correo.",
        earlier="Lo que anunciamos antes de este cambio quizá ya no te llegue por correo. Está aquí:",
        leave="Dejar el boletín",
        delete="Borrar lo que saben de mí",
        delete_more="Tu dirección y todo lo de arriba se borran al momento. Queda una huella que no se puede leer, "
        "para que nadie vuelva a poner tu dirección en la lista. Si quieres, puedes suscribirte de nuevo más tarde.",
        delete_button="Borrar ahora",
        deleted="Está borrado",
        deleted_more="Ya no sabemos nada de ti y no llegarán correos. Si uno está en camino, aún puede llegar.",
        not_deleted="Aún no está borrado",
        not_deleted_more="El servicio que envía nuestros correos no respondió. Nada cambió. Inténtalo en una hora.",
        not_subscribed="Ahora no recibes correos nuestros.",
        fewer="Recibir menos correos u otros",
    ),
}
