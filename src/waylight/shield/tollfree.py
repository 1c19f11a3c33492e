"""Numbers that are free to call: hotlines and companies have them, an operator hardly ever."""

from __future__ import annotations

from functools import lru_cache

import phonenumbers

_FREE = ("0800", "1800", "00800", "800")


@lru_cache(maxsize=1 << 16)
def is_toll_free(phone: str) -> bool:
    """Whether a phone number as `find_contacts` gives it (E.164 or `national:DIGITS`) is a toll-free one."""
    if phone.startswith("national:"):
        return phone.removeprefix("national:").startswith(_FREE)
    try:
        number = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return False
    return bool(phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.TOLL_FREE)
