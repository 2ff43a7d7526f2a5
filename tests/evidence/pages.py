"""Web pages and PDFs for tests, honest and hostile."""

from __future__ import annotations

import zlib

PARAGRAPH = (
    "The minister said “100 pumps” would be delivered to the southern plant by the end of 2027, and that a second "
    "contract was being prepared with the partners in both countries."
)

PAGE = f"""<!doctype html><html lang="en-GB"><head><title>Site | Pumps to come</title>
<meta charset="utf-8"><meta property="og:title" content="=HYPERLINK(&quot;x&quot;) Pumps\u202e to come">
<meta property="og:site_name" content="The Plant Paper"><link rel="canonical" href="https://example.org/pumps">
<meta property="article:published_time" content="2026-02-09T10:00:00+02:00"></head>
<body onload="alert(1)"><nav><ul><li><a href="/">Home</a></li><li><a href="/w">World news of today</a></li></ul></nav>
<script>document.write("999 pumps")</script><style>p {{ color: red }}</style>
<article><h1>Pumps to come</h1><p>{PARAGRAPH}</p><p>{PARAGRAPH.replace("100", "120")}</p></article>
<footer>Subscribe to our newsletter! All rights reserved.</footer></body></html>"""


def pdf_objects(objects: list[bytes]) -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    body, places = b"%PDF-1.5\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    return (
        body
        + head
        + table
        + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(body))
    )


def pdf(*pages: str) -> bytes:
    """A PDF whose pages each show one line of text."""
    streams = [f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET".encode("latin-1") for text in pages]
    return pdf_of_streams([b"<< /Length %d >>\nstream\n%b\nendstream" % (len(s), s) for s in streams])


def pdf_of_streams(streams: list[bytes]) -> bytes:
    """A PDF with a page for each content stream."""
    kids = b" ".join(b"%d 0 R" % (4 + 2 * n) for n in range(len(streams)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (en) >>",
        b"<< /Type /Pages /Count %d /Kids [%b] >>" % (len(streams), kids),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, stream in enumerate(streams):
        resources = b"/Resources << /Font << /F1 3 0 R >> >>"
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] %b /Contents %d 0 R >>" % (resources, 5 + 2 * number)
        )
        objects.append(stream)
    return pdf_objects(objects)


def pdf_that_unpacks_to(size: int) -> bytes:
    """A PDF of one page whose content unpacks to so many bytes."""
    squeeze = zlib.compressobj(9)
    piece = b"(a) Tj " * (1 << 17)
    packed = b"".join(squeeze.compress(piece) for _ in range(size // len(piece))) + squeeze.flush()
    return pdf_of_streams([b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream" % (len(packed), packed)])


def pdf_whose_pages_double(levels: int) -> bytes:
    """A PDF of a few hundred bytes that says it has two to the power of `levels` pages."""
    nodes = [
        b"<< /Type /Pages /Count %d /Kids [%d 0 R %d 0 R] >>" % (2 ** (levels - n), n + 3, n + 3) for n in range(levels)
    ]
    page = b"<< /Type /Page /MediaBox [0 0 600 800] >>"
    return pdf_objects([b"<< /Type /Catalog /Pages 2 0 R >>", *nodes, page])
