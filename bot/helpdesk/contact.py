"""How a visitor can be reached: optional, checked, and kept with the ticket alone."""

from __future__ import annotations

import re

from bot.helpdesk.tickets import TicketError

_PHONE = re.compile(r"(?:\+?86)?1[3-9]\d{9}|0\d{9,11}")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s]{2,}")
_LONGEST = 100


def checked_contact(name: str = "", phone: str = "", email: str = "") -> dict[str, str]:
    """The fields that were filled in; raises TicketError that says which one can't be right."""
    phone = re.sub(r"[\s\-()（）]", "", phone)
    given = {"name": name.strip(), "phone": phone, "email": email.strip()}
    if any(len(value) > _LONGEST for value in given.values()):
        raise TicketError(f"联系方式每项最多 {_LONGEST} 个字。")
    if phone and not _PHONE.fullmatch(phone):
        raise TicketError("电话号码好像不对，请写 11 位手机号或带区号的座机。")
    if given["email"] and not _EMAIL.fullmatch(given["email"]):
        raise TicketError("邮箱好像不对，请写成 name@example.com 这样。")
    if not phone and not given["email"]:
        raise TicketError("请至少写下电话或邮箱中的一项；不想留也没关系，回复会出现在这个对话里。")
    return {field: value for field, value in given.items() if value}
