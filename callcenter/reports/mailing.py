"""A report as a mail to one address: what the outbox sends for the target `report:email`."""

import json

from callcenter.reports.writing import MEDIA
from integrations.channel import Refused, load
from integrations.mail import CHANNEL
from integrations.mail.papers import paper
from integrations.mail.sending import send
from integrations.mail.settings import EmailSettings
from models import outbox, reports
from models.database import Store


def tell(store: Store, one: outbox.Delivery) -> str:
    """The Message-ID. Raises `ChannelError`."""
    told = json.loads(one.body)
    with store.reading() as session:
        stored = load(session, CHANNEL.name, CHANNEL.settings)
        if not stored.enabled or not isinstance(stored.values, EmailSettings):
            raise Refused("channel-disabled", CHANNEL.name)
        row = reports.one(session, told["report"])
        files = [
            (f"{row.title}.{held.format}", MEDIA[held.format], held.data)
            for held in (reports.file(session, row.id, name) for name in told["formats"])
        ]
        words = f"您好：\n\n附上{row.title}，请查收。\n\n数据版本：{row.data_version}。\n本邮件由系统自动发出。"
        mail = paper(stored.values, key=one.key, to=told["to"], subject=row.title, words=words, files=files)
        return send(stored.values, mail, told["to"])
