"""Fictional people whose names are hard to set: short, long, with marks, and in the scripts of the world."""

from datetime import UTC, date, datetime

from publisher.rules.wording import Facts

SAID, SEEN = date(2026, 3, 12), datetime(2026, 3, 14, 15, 0, tzinfo=UTC)
HARD_NAMES = (
    "Ana Sample",
    "Jo Li",
    "Exemplar",
    "Lee Placeholder Jr.",
    "Ludwig van der Sample III",
    "Juan de la Muestra y Ejemplo",
    "Maximiliana Featherstonhaugh-Candidate",
    "Wolfgangamadea Hausenbergerstein-Example",
    "Anne-Marie St. Sample-Placeholder",
    "Sinéad O’Example",
    "D’Angelo McSample",
    "J. R. “Bob” Specimen",
    "Wyatt AVAW Toy-Tyler",
    "Mia Illumillimillil",
    "María José Ñandú-Muestra",
    "Zoë Příkladová Ďáblíková",
    "Łukasz Przykład-Źdźbło",
    "Åsa Öberg-Exempel",
    "Þórður Dæmi Sýnisson",
    "İğdır Örnekçi",
    "Șerban Țeposu-Exemplu",
    "Ọlábísí Àpẹẹrẹ",
    "Đặng Thị Mẫu Ví Dụ",
    "Nguyễn Ế Ồ Mẫu",
    "Kaʻōpuaʻula Laʻana",
    "Анна Образцова-Примерная",
    "Ганна Їжакевич Приклад",
    "Ελένη Δειγματοπούλου",
    "أمل مثال النموذج",
    "שרה דוגמה־לוי",
    "आशा उदाहरण",
    "王示例",
    "陳範例 Ming Sample",
    "김예시",
    "አበበ ምሳሌ",
    "សុខា ឧទាហរណ៍",
    "Ana Sample (أمل مثال)",
    "Noor النموذج Example",
    "Dana דוגמה Specimen",
    "Sam Sample 🌻",
)
"""Forty of them, each plainly nobody's."""

_SEATS = (("house", "OH", 3), ("senate", "ME", None), ("house", "AK", 0), ("house", "NC", 12), ("house", "PR", 0))


def facts_of(name: str, number: int = 0, status: str = "signed") -> Facts:
    """A change of somebody who does not exist; `number` picks one of five seats."""
    office, state, district = _SEATS[number % len(_SEATS)]
    link = "https://example.org/a/SAMPLE"
    return Facts(name, office, state, district, status, SAID, "day", SEEN, "", "SAMPLE", link)
