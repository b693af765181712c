"""Reference data: codes, places, hospitals."""

from typing import Annotated, Literal

from msgspec import Meta

from qanat.exchange.api.shapes import Code, ListSize, Region, Sent, Text120, Told

PlaceKind = Literal["settlement", "region", "airfield", "country"]
FirstRow = Annotated[int, Meta(ge=0, le=10_000)]


class CodeOut(Told):
    """One entry of a list; ``text`` is its name in the asker's language."""

    code: str
    text: str
    needs_note: bool
    is_verified: bool


class CodeList(Told):
    """The entries of a list which may be chosen today."""

    items: tuple[CodeOut, ...]


class PlacesQuery(Sent):
    """What was typed, in any script and spelling."""

    q: Annotated[Text120, Meta(min_length=1)]
    kind: tuple[PlaceKind, ...] = ()
    region: Region = ""
    limit: ListSize = 20


class PlaceOut(Told):
    """A place; ``id`` is the code of a region or country, else a number as text."""

    kind: PlaceKind
    id: str
    name: str
    region_code: str | None
    region_name: str
    country_code: str
    lon: float | None
    lat: float | None


class PlaceList(Told):
    """Places, the best first."""

    items: tuple[PlaceOut, ...]


class FacilitiesQuery(Sent):
    """Which hospitals: by words of the name, region, capability."""

    q: Text120 = ""
    region: Region = ""
    type: Code = ""
    capability: Code = ""
    is_inpatient: bool | None = None
    offset: FirstRow = 0
    limit: ListSize = 20


class FacilityOut(Told):
    """A hospital or other organisation."""

    id: int
    code: str
    name: str
    type: str
    level: str
    is_inpatient: bool
    region_code: str
    region_name: str
    settlement_id: int
    settlement_name: str
    lon: float
    lat: float
    beds_stated: int | None


class FacilityList(Told):
    """Hospitals; ``total`` is how many fit."""

    items: tuple[FacilityOut, ...]
    total: int


class CapabilityOut(Told):
    """Something a hospital is able to do; without a level where there are none."""

    code: str
    name: str
    level: int | None


class FacilityDetails(FacilityOut):
    """A hospital with what it is able to do."""

    capabilities: tuple[CapabilityOut, ...]
