"""`guard detectors`: what can be found, and by what."""

from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from guard.commands.shared import JsonOption, out, print_json
from guard.detect import catalogue, presidio
from guard.detect.remote import listing
from guard.engine import Guard
from guard.errors import ConfigError


def detectors(
    country: Annotated[str, typer.Option(help="Only what belongs to this country, by its ISO code.")] = "",
    policy: Annotated[str, typer.Option(help="List the further detectors of this policy instead.")] = "",
    trial: Annotated[bool, typer.Option("--try", help="Ask each of them about a harmless text.")] = False,
    as_json: JsonOption = False,
) -> None:
    """List what can be found, by which detector, what it checks, and whether it is on by default."""
    if policy:
        _further(listing.rows(Guard.load(policy).lines.values(), trial=trial), as_json=as_json)
        return
    wanted = presidio.country(country)
    if wanted and wanted not in catalogue.countries():
        raise ConfigError(
            f"no detectors of country `{country}`: expected one of {', '.join(sorted(catalogue.countries()))}"
        )
    listings = [each for each in catalogue.listings() if wanted in ("", each.countries)]
    if as_json:
        print_json(
            [
                {
                    "label": each.label,
                    "detector": each.detector,
                    "countries": each.countries,
                    "languages": each.languages,
                    "default": each.default,
                    "checks": each.checks,
                    "source": each.source,
                }
                for each in listings
            ]
        )
        return
    table = Table(box=None, pad_edge=False)
    for column in ("label", "country", "default", "checks", "detector", "source"):
        table.add_column(column, overflow="fold")
    for each in listings:
        on = "on" if each.default else "off"
        table.add_row(each.label, each.countries, on, each.checks, each.detector, each.source)
    out.print(table)
    out.print(f"{len(listings)} detectors, {sum(each.default for each in listings)} of them on by default")


def _further(rows: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        print_json(rows)
        return
    table = Table(box=None, pad_edge=False)
    for column in rows[0] if rows else ():
        table.add_column(column, overflow="fold")
    for each in rows:
        table.add_row(
            *(escape(", ".join(value) if isinstance(value, list) else str(value)) for value in each.values())
        )
    out.print(table)
    out.print(f"{len(rows)} further detectors")
