"""Quantities: scale suffixes, currencies, plain arithmetic, and money brought to one currency and price year."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

SCALES: Mapping[str, float] = {"k": 1e3, "M": 1e6, "bn": 1e9}

CURRENCIES = frozenset(
    """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW
    CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL
    HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA
    MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD
    RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD
    USN UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XDR XOF XPF YER ZAR ZMW ZWG ANG BGN HRK
    """.split()  # noqa: SIM905
)
"""ISO 4217 codes in use, and three (ANG, BGN, HRK) withdrawn since 2023, which sums of earlier years still name."""

SYMBOLS: Mapping[str, str] = {"€": "EUR", "$": "USD", "£": "GBP", "₴": "UAH"}
"""Signs that people write for currencies; only ever used in advice, for $ may be a dozen currencies."""

LARGEST = 1e30
"""Numbers beyond this are refused: no unit, money or period has them, and their squares must stay floats."""

_DEEPEST = 24
_LONGEST = 300
_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|([-+*/()]))")
_PLAIN = re.compile(r"\s*[0-9]+(?:\.[0-9]*)?\s*")
_SEPARATOR = re.compile("[.,']")
_NUMBER_WITH_SEPARATORS = re.compile(r"(?<![\w.,])\d[\d.,']*")
_LOOKALIKES = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "S": "5", "B": "8"})


class CellError(ValueError):
    """A cell that cannot be read: its kebab-case `name`, one sentence `why`, one sentence `mend`."""

    def __init__(self, name: str, why: str, mend: str) -> None:
        super().__init__(f"{why} {mend}")
        self.name = name
        self.why = why
        self.mend = mend


def spell(number: float) -> str:
    """The shortest text that reads back as this number: `120`, `0.35`, `1e+20`."""
    if number == int(number) and abs(number) < 1e16:
        return str(int(number))
    return repr(number)


def evaluate(text: str) -> float:
    """The value of a plain number or of arithmetic with + - * / and parentheses.

    Length and depth are bounded; nothing is executed. Raises CellError.
    """
    if len(text) > _LONGEST:
        raise CellError("cell-too-long", f"The arithmetic is longer than {_LONGEST} characters.", "Write its result.")
    if _PLAIN.fullmatch(text):  # most cells need none of what follows
        return finite(float(text))
    _refuse_dashes(text.strip())
    tokens = _tokens(text)
    if not tokens:
        raise CellError("not-a-number", "There is no number here.", "Write a number like 120.")
    value, rest = _sum(tokens, 0, 0)
    if rest != len(tokens):
        _refuse_leftover(tokens[rest], text)
    return finite(value)


def _refuse_dashes(text: str) -> None:
    """Nothing, unless a dash that is arithmetic by rule was surely meant as part of a date or as an interval."""
    if re.fullmatch(r"(19|20|21)\d\d-\d\d(-\d\d)?", text):
        raise CellError("date-not-number", f'"{text}" is a date or a period, not a number.', "Write a number.")
    between = re.fullmatch(r"(\d+(?:\.\d+)?)\s*-\s*(\d+(?:\.\d+)?)", text)
    if between is not None and float(between[1]) < float(between[2]):
        low, high = between[1], between[2]
        why = f'"{text}" reads as {low} minus {high}, and looks like an interval.'
        raise CellError("dash-interval", why, f"Write {low} to {high}, or ({low} - {high}) for the difference.")


def finite(value: float) -> float:
    """The value itself, if it is a number a programme can have; else CellError."""
    if not math.isfinite(value) or abs(value) > LARGEST:
        raise CellError(
            "not-finite", "This is not a finite number of a sensible size.", "Write a finite number, or unknown."
        )
    return value


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    end = 0
    text = text.rstrip()
    while end < len(text):
        match = _TOKEN.match(text, end)
        if match is None:
            raise not_a_number(text)
        tokens.append(match[1] or match[2])
        end = match.end()
        if match[1] and end < len(text) and re.match(r"[\w.]|\s+[\d.]", text[end:]):
            raise not_a_number(text)
    return tokens


def _sum(tokens: list[str], at: int, depth: int) -> tuple[float, int]:
    value, at = _product(tokens, at, depth)
    while at < len(tokens) and tokens[at] in "+-":
        right, after = _product(tokens, at + 1, depth)
        value = value + right if tokens[at] == "+" else value - right
        at = after
    return value, at


def _product(tokens: list[str], at: int, depth: int) -> tuple[float, int]:
    value, at = _factor(tokens, at, depth)
    while at < len(tokens) and tokens[at] in "*/":
        right, after = _factor(tokens, at + 1, depth)
        if tokens[at] == "/" and right == 0:
            raise CellError("division-by-zero", "The arithmetic divides by zero.", "Divide by a number other than 0.")
        value = value * right if tokens[at] == "*" else value / right
        at = after
    return value, at


def _factor(tokens: list[str], at: int, depth: int) -> tuple[float, int]:
    if depth > _DEEPEST:
        raise CellError(
            "cell-too-deep", f"More than {_DEEPEST} signs and parentheses are nested.", "Write the result instead."
        )
    if at >= len(tokens):
        raise CellError(
            "unfinished-arithmetic", "The arithmetic ends too early.", "Write the missing number, or the result."
        )
    sign = tokens[at]
    if sign in "+-":
        value, at = _factor(tokens, at + 1, depth + 1)
        return (-value if sign == "-" else value), at
    if sign == "(":
        value, at = _sum(tokens, at + 1, depth + 1)
        if at >= len(tokens) or tokens[at] != ")":
            raise CellError("unclosed-parenthesis", "A parenthesis ( is not closed.", "Close it with ).")
        return value, at + 1
    if sign in "*/)":
        raise CellError(
            "unfinished-arithmetic", f'A number is missing before "{sign}".', "Write a number on both sides."
        )
    return float(sign), at + 1


def _refuse_leftover(sign: str, text: str) -> None:
    if sign == ")":
        raise CellError("unclosed-parenthesis", "A parenthesis ) was never opened.", "Open it with ( or take it away.")
    raise not_a_number(text)


def not_a_number(text: str) -> CellError:
    """The error that says best why `text` is not a number, and what was probably meant."""
    bare = text.strip()
    name, why = "not-a-number", f'"{bare[:60]}" is not a number.'
    percent = re.fullmatch(r"([-+]?[\d.]+)\s*%", bare)
    if percent is not None and percent[1].count(".") <= 1 and any(c.isdigit() for c in percent[1]):
        share = round(float(percent[1]) / 100, 12)
        why = "Shares are written as numbers between 0 and 1."
        if not 0 <= share <= 1:
            why = f"Per cent are written as a number, 100 % as 1; this is {'below 0' if share < 0 else 'over 100'} %."
        return CellError("percent-sign", why, f"Write {spell(share)}.")
    if bare.lower().lstrip("+-") in {"nan", "inf", "infinity", "∞"}:
        return CellError("not-finite", f"{why} It is not finite.", "Write a finite number, or unknown.")
    if bare.lower() in {"n/a", "na", "?", "tbd", "tbc", "none", "-", "–", "n.a.", "null", "not known", "inconnu"}:
        return CellError(name, why, "Write unknown, where the table allows it.")
    spaced = re.fullmatch(r"[-+]?\d{1,3}([ '_’]\d{3})+(\.\d+)?", bare)
    if spaced is not None:
        return CellError("spaced-number", "Digits are not grouped here.", f"Write {re.sub(r'[^-+.0-9]', '', bare)}.")
    digits = bare.translate(_LOOKALIKES)
    if digits != bare and any(c.isdigit() for c in bare) and re.fullmatch(r"[-+]?\d+(\.\d+)?", digits):
        return CellError(
            "letter-in-number", f"{why} It has a letter that looks like a digit.", f"Did you mean {digits}?"
        )
    symbol = re.fullmatch(r"([€$£₴]|[A-Z]{3})\s*(\d.*)", bare)
    if symbol is not None:
        code = SYMBOLS.get(symbol[1], symbol[1])
        return CellError("unknown-suffix", "The currency stands after the number.", f"Write {symbol[2]} {code}.")
    dashed = re.fullmatch(r"([\d.]+)\s*(?:[–—~]|\.\.+|…)\s*([\d.]+)", bare)
    if dashed is not None:
        return CellError(name, f"{why} It looks like an interval.", f"Write {dashed[1]} to {dashed[2]}.")
    return CellError(name, why, "Write a number like 120, an interval like 100 to 160, or unknown.")


def with_decimal_points(text: str, *, decimal_comma: bool) -> str:
    """The text with decimal commas turned into points, where nothing else can be meant.

    `1,5` is 1.5. `1,500` is 1.5 in a file with decimal commas and refused elsewhere; `1.500` the other way
    round; numbers with several separators are refused everywhere (CellError).
    """
    if not _SEPARATOR.search(text):
        return text

    def one(match: re.Match[str]) -> str:
        """One number with a decimal point."""
        return _decimal_point(match[0], decimal_comma=decimal_comma)

    return _NUMBER_WITH_SEPARATORS.sub(one, text)


def _decimal_point(number: str, *, decimal_comma: bool) -> str:
    separators = [character for character in number if character in ".,'"]
    if not separators:
        return number
    if len(separators) > 1 or separators[0] == "'":
        last = max(number.rfind("."), number.rfind(","))
        whole, fraction = (number[:last], number[last + 1 :]) if len(set(separators)) > 1 else (number, "")
        meant = re.sub(r"[.,']", "", whole) + (f".{fraction}" if fraction else "")
        raise CellError(
            "mixed-separators", "Only one separator, the decimal one, can stand in a number.", f"Write {meant}."
        )
    whole, fraction = re.split("[.,]", number)
    thousands = len(fraction) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0")
    if thousands and (separators[0] == ",") != decimal_comma:
        decimal = spell(float(f"{whole}.{fraction}"))
        if decimal_comma and len(decimal.partition(".")[2]) == 3:
            decimal += "0"
        why = f'"{number}" may be {whole}{fraction} or {decimal}.'
        raise CellError("ambiguous-separator", why, f"Write {whole}{fraction} or {decimal}.")
    return number.replace(",", ".")


def check_currency(code: str) -> str:
    """The code itself, if ISO 4217 has it; else CellError with the nearest code."""
    if code in CURRENCIES:
        return code
    words = {"UKR": "UAH", "RMB": "CNY", "STG": "GBP"}
    meant = words.get(code.upper()) or (code.upper() if code.upper() in CURRENCIES else None)
    why = f'"{code}" is not a currency code of ISO 4217.'
    raise CellError("unknown-currency", why, f"Write {meant}." if meant else "Write a code like EUR, USD or UAH.")


def convert(
    amount: float,
    currency: str | None,
    price_year: int | None,
    *,
    to: str,
    to_year: int,
    exchange: Mapping[str, float],
    price_index: Mapping[int, float],
) -> float:
    """The amount in money of the programme: currency `to`, prices of `to_year`.

    `exchange[c]` is the number of units of `to` for one unit of c, in `to_year`; `price_index[y]` the value of one
    unit of money of year y in money of `to_year`. The rate is applied first, then the index. None means "already
    so". Raises CellError where the rate or the index is missing: nothing is guessed.
    """
    return amount * conversion(currency, price_year, to=to, to_year=to_year, exchange=exchange, price_index=price_index)


def conversion(
    currency: str | None,
    price_year: int | None,
    *,
    to: str,
    to_year: int,
    exchange: Mapping[str, float],
    price_index: Mapping[int, float],
) -> float:
    """The factor that `convert` applies, for sums that are distributions."""
    factor = 1.0
    if currency is not None and currency != to:
        if currency not in exchange:
            raise CellError(
                "missing-exchange-rate",
                f"There is no rate from {currency} to {to}.",
                f'Add {currency} = "RATE [citation]" under [exchange] in programme.toml ({to} for one {currency}).',
            )
        factor *= exchange[currency]
    if price_year is not None and price_year != to_year:
        if price_year not in price_index:
            raise CellError(
                "missing-price-index",
                f"There is no price index from {price_year} to {to_year}.",
                f'Add {price_year} = "INDEX [citation]" under [price_index] in programme.toml '
                f"(value of one unit of money of {price_year} in prices of {to_year}).",
            )
        factor *= price_index[price_year]
    return factor
