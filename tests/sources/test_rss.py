"""Feeds: every dialect, what real feeds get wrong, and what hostile ones try."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from waylight.files.find import find
from waylight.files.opened import Opened
from waylight.schema import NotAPost, Post
from waylight.sources.rss import SOURCE
from waylight.stage import SkipPost, StopSource

RSS = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://feed.example/rss-0.91.dtd">
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:georss="http://www.georss.org/georss"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"><channel>
<title>Board</title><link>https://board.example/</link><language>pt-br</language>
<item><title>Trabalho&nbsp;no exterior</title><link>https://board.example/1</link><guid isPermaLink="false">1</guid>
<description>short</description><content:encoded><![CDATA[<p>Passagem paga.</p><p>Ligue&nbsp;j&aacute; <a
href="https://t.example/x">aqui</a></p>]]></content:encoded><pubDate>Thu, 02 May 2024 10:00:00 -0300</pubDate>
<dc:creator>Ana</dc:creator><category>empregos</category><georss:point>-23.5 -46.6</georss:point>
<media:group><media:content url="https://cdn.example/1.jpg" medium="image"/></media:group>
<enclosure url="https://cdn.example/1.mp3" type="audio/mpeg" length="1"/></item>
<item><description>no title, no guid</description><link>/2</link></item>
<item><title></title></item>
<item><title>nothing names it</title></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Blog</title><link href="https://blog.example/"/>
<entry><id>urn:uuid:1</id><title type="html">Zimmer &amp;amp; Arbeit</title><link rel="self" href="/self"/>
<link href="/1"/><published>2024-05-01T00:00:00Z</published><updated>2024-05-01T00:00:00Z</updated>
<author><name>Bo</name><uri>https://bo.example</uri></author><category term="jobs"/>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>one</p><p>two <b>bold</b> end</p></div></content>
</entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://old.example/"><title>Old</title></channel>
<item rdf:about="https://old.example/1"><title>One</title><dc:date>2005-03-04T05:06:07+00:00</dc:date></item></rdf:RDF>"""


def opened(tmp_path: Path, data: str | bytes) -> Opened:
    path = tmp_path / "feed.xml"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    (only,) = find(path)
    assert isinstance(only, Opened)
    return only


def read(tmp_path: Path, data: str | bytes) -> list[Post | NotAPost | type[SkipPost]]:
    found: list[Post | NotAPost | type[SkipPost]] = []
    for item in SOURCE.split(opened(tmp_path, data)):
        try:
            found.append(SkipPost if isinstance(item.value, SkipPost) else SOURCE.parse(item.value))
        except SkipPost:
            found.append(SkipPost)
    return found


def test_rss_with_its_extensions_and_errors(tmp_path: Path) -> None:
    assert SOURCE.sniff(opened(tmp_path, RSS).sample) > 0.9
    first, second, empty, nameless = read(tmp_path, RSS)
    assert isinstance(first, Post)
    assert first.text.replace("\xa0", " ") == "Trabalho no exterior\n\nPassagem paga.\n\nLigue já aqui"
    assert first.created_at == datetime(2024, 5, 2, 13, tzinfo=UTC)
    assert (first.lat, first.lon, first.author_name, first.hashtags) == (-23.5, -46.6, "Ana", ["empregos"])
    assert first.language_declared == "pt-br"
    assert first.urls == ["https://t.example/x"]
    assert first.media is not None
    assert {(m["kind"], m["key"]) for m in first.media} == {
        ("photo", "https://cdn.example/1.jpg"),
        ("audio", "https://cdn.example/1.mp3"),
    }
    assert isinstance(second, Post)
    assert (second.text, second.url) == ("no title, no guid", "https://board.example/2")
    assert isinstance(empty, NotAPost)
    assert nameless is SkipPost


def test_atom_with_xhtml(tmp_path: Path) -> None:
    assert SOURCE.sniff(opened(tmp_path, ATOM).sample) > 0.9
    (post,) = read(tmp_path, ATOM)
    assert isinstance(post, Post)
    assert [line for line in post.text.split("\n") if line] == ["Zimmer & Arbeit", "one", "two bold end"]
    assert (post.url, post.author_name, post.hashtags) == ("https://blog.example/1", "Bo", ["jobs"])
    assert post.edited_at is None


def test_rdf(tmp_path: Path) -> None:
    assert SOURCE.sniff(opened(tmp_path, RDF).sample) > 0.9
    (post,) = read(tmp_path, RDF)
    assert isinstance(post, Post)
    assert (post.text, post.created_at) == ("One", datetime(2005, 3, 4, 5, 6, 7, tzinfo=UTC))


def test_the_same_short_guid_on_two_boards_gives_two_ids(tmp_path: Path) -> None:
    here, there = read(tmp_path, RSS)[0], read(tmp_path, RSS.replace("board.example/<", "other.example/<"))[0]
    assert isinstance(here, Post)
    assert isinstance(there, Post)
    assert here.id != there.id
    assert "board" not in here.id


def test_a_cut_feed_keeps_its_entries(tmp_path: Path) -> None:
    kinds = [
        type(p) if not isinstance(p, type) else p for p in read(tmp_path, RSS[: RSS.index("nothing names")])
    ]
    assert kinds == [Post, Post, NotAPost, SkipPost]


@pytest.mark.parametrize("code", ["iso-8859-1", "windows-1251", "utf-16", "utf-8"])
def test_declared_encodings(tmp_path: Path, code: str) -> None:
    word = "работа" if code == "windows-1251" else "mañana"
    feed = f'<?xml version="1.0" encoding="{code}"?><rss><channel><item><guid>1</guid><title>{word}</title></item></channel></rss>'
    (post,) = read(tmp_path, feed.encode(code))
    assert isinstance(post, Post)
    assert post.text == word


def test_bad_bytes_and_controls_cost_nothing(tmp_path: Path) -> None:
    feed = b"<rss><channel><item><guid>1</guid><title>a\xffb\x00c\x08d &eacute; &amp; &unknown</title></item></channel></rss>"
    assert read(tmp_path, feed) == [SkipPost]
    (post,) = read(tmp_path, feed.replace(b" &unknown", b""))
    assert isinstance(post, Post)
    assert post.text == "a\ufffdbcd é &"


def test_entities_cut_by_a_read_are_put_together(tmp_path: Path) -> None:
    for pad in range(65_480, 65_540):
        feed = f"<rss><channel><item><guid>1</guid><title>{'x' * (pad - 44)}&eacute;&amp;</title></item></channel></rss>"
        (post,) = read(tmp_path, feed)
        assert isinstance(post, Post)
        assert post.text.endswith("xé&")


@pytest.mark.parametrize(
    "attack",
    [
        '<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss><channel><item><title>&b;</title></item></channel></rss>',
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&x;</title></item></channel></rss>',
        '<?xml version="1.0" encoding="no-such-code"?><rss><channel/></rss>',
        "<rss>" + "<a>" * 100_000,
        "<rss><channel><item><title>" + "x" * (17 << 20),
    ],
)
def test_attacks_stop_the_source(tmp_path: Path, attack: str) -> None:
    with pytest.raises(StopSource):
        read(tmp_path, attack)


@pytest.mark.parametrize(
    "other",
    [
        "<html><body>rss</body></html>",
        "<svg/>",
        "<?xml version='1.0'?><articles><article/></articles>",
        "<<<",
        "id,text\n",
    ],
)
def test_other_xml_is_left_alone(tmp_path: Path, other: str) -> None:
    assert SOURCE.sniff(opened(tmp_path, other).sample) == 0.0
