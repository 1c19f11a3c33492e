"""Writes drafts as chats: Telegram Desktop JSON, a WhatsApp export in its zip, and DiscordChatExporter JSON."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

from waylight.testing.day_drafts import Draft, Written
from waylight.testing.day_shapes import WORD, Earlier, dump, epoch_ms, save

_TG_CHATS = {
    "east": ("Работа и жизнь за границей", 1_512_300_017),
    "world": ("Life & Work Abroad 🌍", 1_498_700_029),
}
_PART = re.compile(rf"((?<!\w)#{WORD}|(?<!\w)@\w{{3,}})")
_DISCORD_EPOCH = 1_420_070_400_000


def write_telegram(folder: Path, rng: Random, drafts: Sequence[Draft]) -> list[Written]:
    """Two public groups, one for Russian and Ukrainian and one for the rest, each as a `result.json`."""
    written: list[Written] = []
    for label, (title, number) in _TG_CHATS.items():
        own = [d for d in drafts if (d.language in ("ru", "uk")) == (label == "east")]
        written += _telegram_chat(folder, rng, f"telegram/{label}/result.json", title, number, own)
    return written


def _telegram_chat(
    folder: Path, rng: Random, file: str, title: str, chat: int, drafts: Sequence[Draft]
) -> list[Written]:
    earlier, number = Earlier(rng), 41_000
    messages: list[dict[str, Any]] = []
    written = []
    for draft in drafts:
        number += rng.randint(1, 3)
        if rng.random() < 0.05:
            messages.append(_joined(draft, number))
            number += 1
        message = _message(draft, number)
        if found := earlier.parent(draft):
            message["reply_to_message_id"] = int(found[0])
        earlier.add(str(number), draft)
        messages.append(message)
        written.append(Written(file, "telegram", f"channel{chat}/{number}", True, draft))
    top = {"name": title, "type": "public_supergroup", "id": chat, "messages": messages}
    save(folder, file, dump(top, indent=1))
    return written


def _message(draft: Draft, number: int) -> dict[str, Any]:
    parts = [part for part in _PART.split(draft.text) if part]
    entities = [
        {
            "type": {"#": "hashtag", "@": "mention"}.get(part[0] if _PART.fullmatch(part) else "", "plain"),
            "text": part,
        }
        for part in parts
    ]
    mixed = [e["text"] if e["type"] == "plain" else e for e in entities]
    return {
        "id": number,
        "type": "message",
        **_when(draft),
        "from": draft.account.name,
        "from_id": f"user{5_000_000_000 + draft.account.number}",
        "text": mixed if any(isinstance(part, dict) for part in mixed) else draft.text,
        "text_entities": entities,
    }


def _joined(draft: Draft, number: int) -> dict[str, Any]:
    actor = {"actor": draft.account.name, "actor_id": f"user{5_000_000_000 + draft.account.number}"}
    rest = {"action": "join_group_by_link", "inviter": "Group", "text": "", "text_entities": []}
    return {"id": number, "type": "service", **_when(draft), **actor, **rest}


def _when(draft: Draft) -> dict[str, str]:
    return {"date": f"{draft.at:%Y-%m-%dT%H:%M:%S}", "date_unixtime": str(int(draft.at.timestamp()))}


def write_whatsapp(folder: Path, rng: Random, drafts: Sequence[Draft]) -> list[Written]:
    """An iPhone export of a group: `_chat.txt` in a zip, with marks, notices and messages of several lines.

    WhatsApp has no ids: the source makes one of the digest of all lines and the number of the message.
    """
    title = "Compañeros & Friends Abroad"
    messages = [f"[14/05/2025, 00:00:01] {title}: \u200eMessages and calls are end-to-end encrypted."]
    places: list[tuple[int, Draft]] = []
    for draft in drafts:
        head = f"[{draft.at:%d/%m/%Y, %H:%M:%S}] "
        if rng.random() < 0.04:
            messages.append(f"{head}\u200e{draft.account.name} joined using this group's invite link")
        messages.append(f"{head}{draft.account.name}: {draft.text}")
        places.append((len(messages), draft))
    digest = hashlib.blake2b(("\n".join(messages) + "\n").encode(), digest_size=16).hexdigest()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        info = zipfile.ZipInfo("_chat.txt", (2025, 5, 15, 6, 0, 0))
        info.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(info, "\r\n".join(messages) + "\r\n")
    name = save(folder, "whatsapp/WhatsApp Chat.zip", packed.getvalue())
    return [Written(name, "whatsapp", f"{digest}/{number}", True, draft) for number, draft in places]


def write_discord(folder: Path, rng: Random, drafts: Sequence[Draft]) -> list[Written]:
    """`discord/general.json`: one channel as DiscordChatExporter saves it."""
    earlier, messages, written = Earlier(rng), [], []
    guild, channel = "1100000000000000017", "1100000000000000029"
    for number, draft in enumerate(drafts):
        native = str((epoch_ms(draft.at) - _DISCORD_EPOCH << 22) + number % 4096)
        message = _discord_message(draft, native)
        if found := earlier.parent(draft):
            message["type"] = "Reply"
            message["reference"] = {"messageId": found[0], "channelId": channel, "guildId": guild}
        earlier.add(native, draft)
        messages.append(message)
        written.append(Written("discord/general.json", "discord", native, False, draft))
    top = {
        "guild": {
            "id": guild,
            "name": "Around the World",
            "iconUrl": "https://cdn.discordapp.com/embed/avatars/0.png",
        },
        "channel": {
            "id": channel,
            "type": "GuildTextChat",
            "categoryId": None,
            "category": "Text",
            "name": "general",
            "topic": None,
        },
        "dateRange": {"after": None, "before": None},
        "exportedAt": "2025-05-15T06:00:00+00:00",
        "messages": messages,
        "messageCount": len(messages),
    }
    save(folder, "discord/general.json", dump(top, indent=2))
    return written


def _discord_message(draft: Draft, native: str) -> dict[str, Any]:
    account = draft.account
    author: dict[str, Any] = {
        "id": str(900_000_000_000_000_000 + account.number * 6_700_417),
        "name": account.handle,
        "discriminator": "0000",
        "nickname": account.name,
        "color": None,
        "isBot": False,
        "roles": [],
        "avatarUrl": "https://cdn.discordapp.com/embed/avatars/1.png",
    }
    return {
        "id": native,
        "type": "Default",
        "timestamp": f"{draft.at:%Y-%m-%dT%H:%M:%S}.{draft.at.microsecond // 1000:03}+00:00",
        "timestampEdited": None,
        "callEndedTimestamp": None,
        "isPinned": False,
        "content": draft.text,
        "author": author,
        "attachments": [],
        "embeds": [],
        "stickers": [],
        "reactions": [],
        "mentions": [],
    }
