"""Numbers as text: few digits to read, all digits to copy."""

from __future__ import annotations

import math

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def short(value: float, digits: int = 4, *, trim: bool = False) -> str:
    """`digits` significant digits, a true minus sign, powers of ten for tiny and huge.

    With `trim` trailing zeros are dropped, as inside formulas.
    """
    if not math.isfinite(value):
        return _special(value)
    if value == 0:
        return "0"
    # The power after rounding: 0.99999 has that of 1.
    mantissa, power = f"{value:.{digits - 1}e}".split("e")
    if -4 <= int(power) < 6:
        text = f"{value:.{max(digits - 1 - int(power), 0)}f}"
        if trim and "." in text:
            text = text.rstrip("0").rstrip(".")
        return text.replace("-", "−")
    if trim and "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{mantissa}·{_raised(int(power))}".replace("-", "−")


def power_of_ten(exponent: int) -> str:
    """Such as ``10⁻³``; 1 and 10 are written out."""
    return {0: "1", 1: "10"}.get(exponent, _raised(exponent))


def exact(value: float) -> str:
    """All digits: reading the text gives the same bits."""
    return _special(value) if not math.isfinite(value) else repr(float(value))


def bytes_text(count: int) -> str:
    """A number of bytes, such as ``12.3 KiB``."""
    if count < 1024:
        return f"{count} B"
    size = float(count)
    for unit in ("KiB", "MiB", "GiB", "TiB"):
        size /= 1024
        if round(size) < 1024 or unit == "TiB":
            break
    return f"{size:.3g} {unit}" if size < 999.5 else f"{size:.0f} {unit}"


def bytes_of_text(part: int, whole: int) -> str:
    """Bytes of so many, such as ``34 of 256 MiB``, or ``34 MiB of 2 GiB``."""
    part_text, whole_text = bytes_text(part), bytes_text(whole)
    unit = f" {whole_text.split()[1]}"
    return f"{part_text.removesuffix(unit)} of {whole_text}"


def shape_text(shape: tuple[int, ...]) -> str:
    """Such as ``100 × 65``, or ``scalar``."""
    return " × ".join(map(str, shape)) if shape else "scalar"


def _raised(exponent: int) -> str:
    return f"10{str(exponent).translate(_SUPERSCRIPTS)}"


def _special(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    return "∞" if value > 0 else "−∞"
