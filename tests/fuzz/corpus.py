"""Small made-up cards to begin with, in each version and with what programs put into them; and the shared real ones."""

from tests.providers.icloud import shared_cards

APPLE = """BEGIN:VCARD
VERSION:3.0
PRODID:-//Apple Inc.//iOS 18//EN
N:Beispiel;Eva;Maria;Dr.;
FN:Dr. Eva Maria Beispiel
ORG:Beispiel & Söhne;Einkauf
TITLE:Leitung\\, Einkauf
item1.EMAIL;type=INTERNET;type=pref:eva@example.com
item1.X-ABLabel:_$!<Work>!$_
TEL;type=CELL;type=VOICE:+49 170 1234567
item2.TEL:030 23125 001
item2.X-ABLabel:Ferienhaus
item3.ADR;type=HOME:;;Weg 1\\nHinterhaus;Berlin;;10115;Deutschland
item3.X-ABADR:de
IMPP;X-SERVICE-TYPE=Skype;type=HOME:skype:eva.beispiel
X-SKYPE:eva.beispiel
BDAY;X-APPLE-OMIT-YEAR=1604:1604-05-09
NOTE:Erste Zeile\\nzweite\\; Zeile
PHOTO;ENCODING=b;TYPE=PNG:iVBORw0KGgo=
CATEGORIES:Kunden,Messe\\, Halle 3
X-SOCIALPROFILE;type=other:https://example.com/eva
UID:0a1b2c3d-0000-4000-8000-00000000000a
END:VCARD"""

OLD = """BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=B6rg;;;
FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=B6rg M=C3=BCller
TEL;HOME;PREF:089 1234
TEL;WORK;FAX:089 1235
EMAIL;INTERNET:joerg@example.com
ADR;WORK;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:;;Stra=DFe 5=0D=0A=
Hof;M=FCnchen;;80331;
LABEL;HOME:Weg 2
NOTE;ENCODING=QUOTED-PRINTABLE:eins=0D=0Azwei
BDAY:19700131
END:VCARD"""

NEW = """BEGIN:VCARD
VERSION:4.0
KIND:individual
N:King;Ada;;;
FN:Ada King
EMAIL;PREF=1;TYPE=work:ada@example.com
TEL;VALUE=uri;TYPE="voice,home":tel:+44-20-7946-0123
IMPP:xmpp:ada@example.org
ADR;LABEL="Weg 3":;;Weg 3;London;;W1;UK
BDAY:--1210
PHOTO:data:image/gif;base64,R0lGODdh
NOTE:kurz
NOTE:lang
UID:urn:uuid:0a1b2c3d-0000-4000-8000-00000000000b
END:VCARD"""

GROUP = """BEGIN:VCARD
VERSION:3.0
N:Kunden
FN:Kunden
X-ADDRESSBOOKSERVER-KIND:group
X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:0a1b2c3d-0000-4000-8000-00000000000a
UID:0a1b2c3d-0000-4000-8000-00000000000c
END:VCARD"""

CARDS = (APPLE, OLD, NEW, GROUP)


def shared() -> list[str]:
    """None where the folder is absent."""
    there = [name for name in shared_cards.NAMES if (shared_cards.FOLDER / f"{name}.vcf").exists()]
    return [card for name in there for card in shared_cards.cards(name)]
