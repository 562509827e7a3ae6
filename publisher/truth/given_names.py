"""Given names that may stand for one another: as candidates are called, and as forms have them."""

from rapidfuzz import fuzz

_ONE = """
abigail abby gail
albert al bert albie
alejandro alejandra alexander alexandra alex ale sandy sasha xander
alfred alfredo al fred fredo
andrew andres andy drew
anthony antonio tony toni
arthur arturo art artie
barbara barb babs
benjamin ben benny benji
bernard bernardo bernie
carlos charles charlie chuck chas carl
catherine katherine kathryn kathleen kate kathy cathy katie kat kit
christopher christian christine christina chris kris topher tina
consuelo chelo
cynthia cindy
daniel danielle dan danny dani
david dave davy
deborah debra deb debbie
donald don donnie
dorothy dot dottie
edward eduardo edwin ed eddie ted teddy ned
eleanor elena ellie nell nora
elizabeth eliza liz lizzie beth betsy betty bess libby
emmanuel manuel manny manolo
ernest ernesto ernie
eugene eugenio gene
frances francis francisco frank frankie fran paco pancho
frederick frederic fred freddie
gabriel gabriela gabrielle gabe gaby
gerald geraldine jerry gerry
gerard gerry jerry
gregory gregorio greg
guadalupe lupe
harold hal harry
henry enrique hank harry
isabel isabella bella izzy
jacob jacobo jake
jacqueline jackie
james jaime jim jimmy jamie jem
janet janice jan
jeffrey geoffrey jeff geoff
jennifer jen jenny
jessica jess jessie
jesus chuy
john jonathan juan jack johnny jon jonny jackie
joseph josephine jose joe joey jo josie pepe
joshua josue josh
judith judy
kenneth ken kenny
kimberly kim
lawrence laurence lorenzo larry laurie
leonard leonardo leo len lenny
louis luis lewis lou louie
lucille lucia lucy
magdalena maggie lena
margaret margarita maggie meg peg peggy marge greta rita daisy
mary maria marie molly polly mia
martin marty
matthew mateo matt
maximilian maxine maxima max
megan meg
michael miguel michelle mike mickey mick shelly
nathaniel nathan nate nat
nicholas nicolas nicole nick nicky nico
pamela pam
patricia patrick pat patty trish tricia paddy rick
paul pablo paulo
peter pedro pete
philip felipe phil pip
rafael raphael rafa rafe
raymond ramon ray
rebecca becca becky
reginald reggie reg
richard ricardo rich rick ricky dick richie
robert roberto roberta bob bobby rob robbie bert beto
ronald ron ronnie
rosario rosa rose charo rosie
samuel samantha sam sammy
sandra sandy
sidney sid
stanley stan
stephen steven stephanie esteban steve steph
susan suzanne susana sue susie
terence terrence theresa teresa terry tess
theodore theodora ted teddy theo
thomas tomas tom tommy
timothy tim timmy
valerie val
victor victoria vic vicky tori
vincent vicente vince vinny
virginia ginny
walter walt wally
wesley wes
william guillermo bill billy will willie liam memo
zachary zach zack
"""
"""A line each. A name may stand in several: Jerry is Gerald or Gerard."""

_CALLED: dict[str, set[int]] = {}
for _number, _line in enumerate(_ONE.split("\n")):
    for _name in _line.split():
        _CALLED.setdefault(_name, set()).add(_number)

ALIKE = 75.0
"""Similarity, 0 to 100, from which on two given names may be one in two spellings (Jon and John, not Dan and Jan)."""
SHORTEST = 3
"""Letters from which on the beginning of a name may stand for it: Ben for Benjamin."""


def may_be_one(one: str, other: str) -> bool:
    """True for the same, for a nickname, for a short form and for another spelling; both folded."""
    if _CALLED.get(one, set()) & _CALLED.get(other, set()):
        return True
    short, long = sorted((one, other), key=len)
    if len(short) >= SHORTEST and long.startswith(short):
        return True
    return one == other or fuzz.ratio(one, other) >= ALIKE
