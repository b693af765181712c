"""The nation as it would be without some vehicles or people, or with the crews that come next."""

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from qanat.response.dispatch.suggest.exact.accompanying import with_own
from qanat.response.dispatch.suggest.exact.keeping import Current


def lacking(current: Current, without: Collection[str]) -> Current:
    """Return the same in which some vehicles and specialists can't be used."""
    snapshot, at = current.snapshot, current.snapshot.at
    vans = [at["ambulances"][one] for one in without if one in at["ambulances"]]
    planes = [at["aircraft"][one] for one in without if one in at["aircraft"]]
    people = [at["specialists"][one] for one in without if one in at["specialists"]]
    vans_s, planes_s = snapshot.units.ready_s.copy(), snapshot.craft.ready_s.copy()
    people_s = snapshot.guests.ready_s.copy()
    vans_s[vans], planes_s[planes], people_s[people] = np.inf, np.inf, np.inf
    left = replace(
        snapshot,
        units=snapshot.units._replace(ready_s=vans_s),
        craft=snapshot.craft._replace(ready_s=planes_s),
        guests=snapshot.guests._replace(ready_s=people_s),
    )
    return replace(current, snapshot=left)


def refusing(current: Current, hospitals: Collection[str]) -> Current:
    """Return the same in which some hospitals take nobody, but whom a physician sends there."""
    snapshot = current.snapshot
    numbers = [
        snapshot.at["hospitals"][one] for one in hospitals if one in snapshot.at["hospitals"]
    ]
    if not numbers:
        return current
    takes = snapshot.wards.is_accepting.copy()
    takes[numbers] = False
    wards = snapshot.wards._replace(is_accepting=takes)
    return replace(current, snapshot=replace(snapshot, wards=wards))


def relieved(current: Current) -> Current | None:
    """Return the same with the crews of aircraft which relieve those of now, and no others.

    ``None`` where no relief is known.
    """
    known = {key: one for key, one in current.aircraft.items() if one.relief is not None}
    if not known:
        return None
    snapshot, since = current.snapshot, current.snapshot.nation.at
    ready_s, duty_s = np.full_like(snapshot.craft.ready_s, np.inf), snapshot.craft.duty_s.copy()
    for key, one in known.items():
        number, (start, end) = snapshot.at["aircraft"][key], one.relief or (since, since)
        airborne_s = float(snapshot.craft.ready_s[number])
        begins_s = max((one.ready_at - since).total_seconds(), current.now_s)
        relief_s = (start - since).total_seconds() + airborne_s - begins_s
        ready_s[number] = max(airborne_s, relief_s)
        duty_s[number] = (end - since).total_seconds()
        known[key] = replace(one, ready_at=max(one.ready_at, start), duty_ends_at=end)
    craft = snapshot.craft._replace(ready_s=ready_s, duty_s=duty_s)
    return with_own(
        replace(
            current,
            snapshot=replace(snapshot, craft=craft),
            fleet=replace(current.fleet, known={**current.aircraft, **known}),
        )
    )


def next_shift(current: Current) -> Current | None:
    """Return the same with the crews that come next on everything; ``None`` if none is known."""
    later = relieved(current)
    vans = {key: one for key, one in current.vans.items() if len(one.crews) > 1}
    if later is None or not vans:
        return None
    snapshot, since = current.snapshot, current.snapshot.nation.at
    vans_s, planes_s = snapshot.units.ready_s.copy(), snapshot.craft.ready_s.copy()
    for key, one in vans.items():
        number, start = snapshot.at["ambulances"][key], one.crews[1][0]
        out_s = (start - since).total_seconds() + current.ground.turn_out_s
        vans_s[number] = max(vans_s[number], out_s)
        vans[key] = replace(one, ready_at=max(one.ready_at, start), crews=one.crews[1:])
    flies_later = np.isfinite(later.snapshot.craft.ready_s)
    planes_s[flies_later] = later.snapshot.craft.ready_s[flies_later]
    units = snapshot.units._replace(ready_s=vans_s)
    craft = later.snapshot.craft._replace(ready_s=planes_s)
    known = {key: replace(one, relief=None) for key, one in later.aircraft.items()}
    return with_own(
        replace(
            current,
            snapshot=replace(snapshot, units=units, craft=craft),
            vans={**current.vans, **vans},
            fleet=replace(current.fleet, known=known),
        )
    )
