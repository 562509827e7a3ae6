"""The candidates of the sandbox. All are made up; their names say so."""

COLUMNS = ("id", "name", "office", "state", "district", "party", "status", "date", "evidence")

_PEOPLE = """
bo-sample|Bo Sample|Senate|ME||Independent|pending||
dana-specimen|Dana Specimen|Senate|GA||Republican|refused|2026-02-20|https://campaign.example/dana-specimen/statement
kai-makebelieve|Kai Makebelieve|Senate|NC||Democratic|signed|2026-01-15|https://campaign.example/kai-makebelieve/pledge
lee-placeholder|Lee Placeholder|House|OH|3|Democratic|pending||
maximiliana|Maximiliana Featherstonhaugh-Candidate|House|TX|28|Republican|pending||
zoe-priklad|Zoë Ñandú Příklad|House|NM|2|Independent|pending||
jose-ejemplo|José Ejemplo-Núñez|House|CA|41|Democratic|signed|2026-02-03|https://campaign.example/jose-ejemplo/pledge
wilhelmina|Wilhelmina Fictitious|House|AK|At-Large|Republican|pending||
thi-mau|Nguyễn Thị Mẫu|House|WA|9|Democratic|pending||
lucja-example|Łucja Ćwik-Example|House|IL|6|Libertarian|pending||
bartholomew|Bartholomew Imaginary III|House|VT|At-Large|Green|signed|2026-02|https://campaign.example/bartholomew/pledge
odalys|Odalys Inventada de la Prueba|House|PR|At-Large|Independent|pending||
"""


def people(site: str) -> list[dict[str, str]]:
    """The rows that a new sandbox starts with; their evidence lies on `site`."""
    lines = _PEOPLE.strip().replace("https://campaign.example", f"{site}/evidence").splitlines()
    return [dict(zip(COLUMNS, line.split("|"), strict=True)) for line in lines]
