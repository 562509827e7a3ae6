"""Names of the states, the District of Columbia and the territories, in English and Spanish.

Spanish forms follow the Diccionario panhispánico de dudas (RAE), list of countries and places.
"""

TERRITORIES = frozenset({"DC", "PR", "GU", "VI", "AS", "MP"})
"""House seats without a floor vote: five delegates, and the Resident Commissioner of Puerto Rico."""

_SAME = {
    "AK": "Alaska", "AL": "Alabama", "AR": "Arkansas", "AZ": "Arizona", "CA": "California", "CO": "Colorado",
    "CT": "Connecticut", "DE": "Delaware", "FL": "Florida", "GA": "Georgia", "GU": "Guam", "IA": "Iowa",
    "ID": "Idaho", "IL": "Illinois", "IN": "Indiana", "KS": "Kansas", "KY": "Kentucky", "MA": "Massachusetts",
    "MD": "Maryland", "ME": "Maine", "MN": "Minnesota", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada",
    "OH": "Ohio", "OK": "Oklahoma", "PR": "Puerto Rico", "RI": "Rhode Island", "TN": "Tennessee", "TX": "Texas",
    "UT": "Utah", "VA": "Virginia", "VT": "Vermont", "WA": "Washington", "WI": "Wisconsin", "WY": "Wyoming",
}  # fmt: skip

ENGLISH = _SAME | {
    "AS": "American Samoa", "DC": "District of Columbia", "HI": "Hawaii", "LA": "Louisiana", "MI": "Michigan",
    "MO": "Missouri", "MP": "Northern Mariana Islands", "MS": "Mississippi", "NC": "North Carolina",
    "ND": "North Dakota", "NH": "New Hampshire", "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York",
    "OR": "Oregon", "PA": "Pennsylvania", "SC": "South Carolina", "SD": "South Dakota",
    "VI": "U.S. Virgin Islands", "WV": "West Virginia",
}  # fmt: skip

SPANISH = _SAME | {
    "AS": "Samoa Americana", "DC": "Distrito de Columbia", "HI": "Hawái", "LA": "Luisiana", "MI": "Míchigan",
    "MO": "Misuri", "MP": "Islas Marianas del Norte", "MS": "Misisipi", "NC": "Carolina del Norte",
    "ND": "Dakota del Norte", "NH": "Nuevo Hampshire", "NJ": "Nueva Jersey", "NM": "Nuevo México",
    "NY": "Nueva York", "OR": "Oregón", "PA": "Pensilvania", "SC": "Carolina del Sur", "SD": "Dakota del Sur",
    "VI": "Islas Vírgenes Estadounidenses", "WV": "Virginia Occidental",
}  # fmt: skip

NAMES = {"en": ENGLISH, "es": SPANISH}

ARTICLES = {"en": {"DC": "the", "MP": "the", "VI": "the"}, "es": {"DC": "el", "MP": "las", "VI": "las"}}
"""Places that take an article inside a sentence."""

MOST_DISTRICTS = 53
"""The highest number of a district in the House."""
