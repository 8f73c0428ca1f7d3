"""QR codes on paper."""

import segno

from eventdesk.printing.qr import qr_code

ADDRESS = "https://clusterdays.example/desk/cluster-days/door/person/K7WQ2M9XAB"


def test_qr_code_is_drawn_as_its_library_draws_it():
    drawn = qr_code(ADDRESS, "QR <code>")

    code = segno.make_qr(ADDRESS, error="m")
    assert drawn.count("h1v1h-1z") == sum(sum(row) for row in code.matrix)
    assert f'viewBox="0 0 {code.symbol_size()[0]} {code.symbol_size()[0]}"' in drawn
    assert "<title>QR &lt;code&gt;</title>" in drawn
