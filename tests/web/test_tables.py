"""Tables: rows which are drawn without a template say the same and escape the same."""

from django.template.loader import render_to_string
from django.utils.html import format_html

from qanat.web.tables import Column, Row, Table

COLUMNS = (Column("name", 'Of <"whom">', whole=True), Column("count", "Flights", numeric=True))


def body_of(*rows: Row) -> str:
    page = render_to_string("web/parts/table.html", {"table": Table(COLUMNS, rows, "Nothing")})
    return page.split("<tbody>")[1].split("</tbody>")[0]


def test_cells_are_escaped_unless_they_are_ready_made() -> None:
    row = Row(("<b>Ann</b>", format_html("<b>{}</b>", "5 & 6")))
    assert body_of(row) == (
        "<tr data-qanat-item>"
        '<td class="nowrap" data-label="Of &lt;&quot;whom&quot;&gt;">&lt;b&gt;Ann&lt;/b&gt;</td>'
        '<td class="num" data-label="Flights"><b>5 &amp; 6</b></td></tr>'
    )


def test_a_row_leads_somewhere_by_its_first_cell_and_shows_what_it_is() -> None:
    row = Row(("", ""), url='/x/?a=1&b="', selected=True, tone="warn", id="row-7")
    assert body_of(row) == (
        '<tr data-qanat-item id="row-7" class="warn" aria-current="true">'
        '<td class="nowrap" data-label="Of &lt;&quot;whom&quot;&gt;">'
        '<a class="row-link" href="/x/?a=1&amp;b=&quot;">–</a></td>'
        '<td class="num" data-label="Flights">–</td></tr>'
    )
