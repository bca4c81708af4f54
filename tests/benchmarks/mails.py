"""Messages as customers write them: Chinese, with HTML, some with a photo."""

from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from random import Random

from odoo import fields

PARAGRAPH = (
    "包裹昨天下午送到，打开以后发现里面的手机屏幕已经破损，请尽快处理并给我答复。"
)
PARAGRAPHS = 30
PHOTO_EVERY, PHOTO_BYTES = 3, 20_000
STRANGER_EVERY = 5


def write(number, recipient, customers):
    """The bytes of message ``number``: the same for the same number, but for its id."""
    message = EmailMessage()
    name, address = customers[number % len(customers)]
    if number % STRANGER_EVERY == 0:
        name, address = f"陌生人{number}", f"stranger{number}@elsewhere.example"
    message["From"] = f"{name} <{address}>"
    message["To"] = recipient
    message["Subject"] = f"投诉：包裹破损，订单 {number}"
    message["Message-ID"] = make_msgid(domain="customer.example")
    message["Date"] = format_datetime(fields.Datetime.now())
    lines = [f"{PARAGRAPH}（{number}-{line}）" for line in range(PARAGRAPHS)]
    message.set_content("\n".join(lines))
    html = "".join(f"<p style='margin:0'>{line}</p>" for line in lines)
    message.add_alternative(f"<html><body>{html}</body></html>", subtype="html")
    if number % PHOTO_EVERY == 0:
        photo = Random(number).randbytes(PHOTO_BYTES)
        message.add_attachment(
            photo, maintype="application", subtype="octet-stream", filename="照片.bin"
        )
    return message.as_bytes()
