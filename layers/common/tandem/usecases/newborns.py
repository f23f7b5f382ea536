"""Keeps two connections of one company from making the same person at once: who comes second adopts what the first made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from tandem.domain.ids import RemoteId
from tandem.domain.link import Link, LinkState
from tandem.domain.contact import Contact, Side
from tandem.domain.match_key import KeyKind, match_keys, unpacked
from tandem.domain.sight import Seen
from tandem.ports import Operation
from tandem.state.births import Birth, birth, births
from tandem.state.changes import Note
from tandem.state.connections import Connection
from tandem.usecases.making import Making
from tandem.usecases.match_spool import adoption
from tandem.usecases.world import Opened, World
