"""A Vega-Lite specification drawn as inline SVG that is safe in a page and quiet for a screen reader."""

import hashlib
import json
import re
import xml.etree.ElementTree as ET
from functools import lru_cache
from importlib.metadata import version
from typing import Any

from cofactory.base.files import write_atomically
from cofactory.base.own_cache import own_cache
from cofactory.render.theme import Spec, whole

VL_VERSION = "6.4"
"""The Vega-Lite version that the charts are written for."""

SVG = "http://www.w3.org/2000/svg"
ALLOWED = {"svg", "g", "path", "line", "rect", "circle", "text", "tspan", "defs", "clipPath"}
"""What our charts consist of; anything else in a drawing would come from somewhere else and is left out."""

SILENT = ("role", "aria-", "xlink", "tabindex", "pointer-events", "href", "on", "style", "cursor")
"""Attributes taken off: the whole drawing is one image with one name, and nothing in it may act."""

LONG = re.compile(r"\d+\.\d{3,}")
"""A coordinate to more than a hundredth of a pixel, which nobody sees and which makes the page a third larger."""


def svg(spec: Spec, name: str) -> str:
    """The drawing of a specification as an SVG element without outer size; `name` keeps its ids unique in the page."""
    return clean_svg(_draw(json.dumps(seen(whole(spec)))), name)


def seen(spec: Any) -> Any:
    """The specification without what a drawing cannot show: tooltips, and layers that only carry one."""
    if isinstance(spec, list):
        return [seen(part) for part in spec if not _unseen(part)]
    if isinstance(spec, dict):
        return {name: seen(part) for name, part in spec.items() if name != "tooltip"}
    return spec


def _unseen(part: Any) -> bool:
    mark = part.get("mark") if isinstance(part, dict) else None
    return isinstance(mark, dict) and mark.get("opacity") == 0


@lru_cache(maxsize=64)
def _draw(spec: str) -> str:
    """What the drawing engine makes of a specification; kept, as most charts of a page made again are the same."""
    import vl_convert

    drawn: str = vl_convert.vegalite_to_svg(spec, vl_version=VL_VERSION)
    return drawn


def clean_svg(drawn: str, name: str) -> str:
    """The SVG text with only drawing elements and attributes left, and its ids prefixed by `name`."""
    root = ET.fromstring(drawn)  # noqa: S314  (our own drawing, made a line above)
    _clean(root, name)
    width = root.attrib.pop("width", "0")
    root.attrib.pop("height", None)
    root.attrib.update({"aria-hidden": "true", "focusable": "false", "data-width": width})
    ET.register_namespace("", SVG)
    return ET.tostring(root, encoding="unicode")


def _clean(element: ET.Element, name: str) -> None:
    for child in list(element):
        if str(child.tag).removeprefix(f"{{{SVG}}}") not in ALLOWED:
            element.remove(child)
        else:
            _clean(child, name)
    for key, value in list(element.attrib.items()):
        if key.startswith(SILENT) or key.startswith("{"):
            del element.attrib[key]
        elif key == "id":
            element.attrib[key] = f"{name}-{value}"
        elif key == "d":
            element.attrib[key] = LONG.sub(lambda found: f"{float(found[0]):.2f}", value)
        elif "url(#" in value:
            element.attrib[key] = re.sub(r"url\(#", f"url(#{name}-", value)


def json_for_script(value: object) -> str:
    """JSON that may stand inside a script element: no `<`, `>`, `&` or line separator can end it or start another."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def vega_bundle() -> str:
    """The JavaScript of Vega, Vega-Lite and Vega-Embed, made once per version and kept in the user's cache."""
    import vl_convert

    edition = hashlib.sha256(f"{version('vl-convert-python')} {VL_VERSION}".encode()).hexdigest()[:12]
    kept = own_cache() / f"vega-{edition}.js"
    if kept.is_file():
        return kept.read_text("utf-8")
    bundle: str = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", VL_VERSION)
    bundle = bundle.replace("</script", "<\\/script").replace("<!--", "<\\!--")
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(kept, [bundle.encode()])
    except OSError:
        # A read-only home only means that the bundle is made again next time.
        return bundle
    return bundle
