"""A challenge in place of a listing or an article is told by the same marks; a page with content is none."""

from __future__ import annotations

import json

import pytest
from lanterns import capture

from spiders.challenges import challenge_mark, has_little_text
from spiders.discovery.link import ChallengeError, ListingError
from spiders.discovery.listing import read_listing
from spiders.source import Feed, NewsSitemap, SectionPage
from transforms.article import Reason, Rejection
from transforms.parse import parse

BASE = "https://www.lantern.example/feed.xml"
SOURCES = (Feed(url=BASE), NewsSitemap(url=BASE), SectionPage(url=BASE, pages=1))
#: Made up after what each vendor serves with status 200.
CHALLENGES = {
    "Arvan": "<html><head><script>var __arcsjs=1;</script></head><body></body></html>",
    "Cloudflare": "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body><noscript>Enable scripts and "
    "cookies to go on</noscript><script>window._cf_chl_opt={cType:'managed'};var a=document.createElement('script');"
    "a.src='/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1?ray=1';</script></body></html>",
    "DataDome": "<html><head><title>lantern.example</title></head><body><p id='cmsg'>Please turn scripts on</p>"
    "<script>var dd={'rt':'c','host':'geo.captcha-delivery.com'}</script></body></html>",
    "Imperva": "<html><head><META NAME='robots' CONTENT='noindex'></head><body><iframe src='/_Incapsula_Resource?"
    "CWUDNSAI=9&incident_id=1' height=100%>Request unsuccessful. Incapsula incident ID: 1-2</iframe></body></html>",
    "Sucuri": "<html><title>You are being redirected...</title><noscript>Scripts are required.</noscript>"
    "<script>var s={},sucuri_cloudproxy_js='';</script></html>",
    "AWS WAF": "<!DOCTYPE html><html><head><script>window.awsWafCookieDomainList=[];window.gokuProps={'key':'A'};"
    "</script><script src='https://1.token.awswaf.com/1/challenge.js'></script></head><body>"
    "<div id='challenge-container'></div><noscript><h1>Scripts are off</h1>Turn them on.</noscript></body></html>",
    "PerimeterX": "<html><head><title>Access to this page has been denied</title></head><body>"
    "<div id='px-captcha'></div><p>Press &amp; Hold to confirm you are a human.</p></body></html>",
    "Akamai": "<html><body><div id='sec-if-cpt-container'></div></body></html>",
    "F5": "<html><head><script src='/TSPD/?type=1'></script></head><body><noscript>Turn on.</noscript></body></html>",
    "Kasada": "<html><body><script>window.KPSDK={};</script></body></html>",
    "Qrator": "<html><head><script src='/__qrator/qauth.js'></script></head><body></body></html>",
    "DDoS Guard": "<html><head><script src='/.well-known/ddos-guard/js-challenge/index.js'></script></head></html>",
    "Jiasule": "<html><script>document.cookie='__jsl_clearance=1';</script></html>",
    "SiteGround": "<html><head><meta http-equiv='refresh' content='0;/.well-known/sgcaptcha/?r=/'></head></html>",
    "Anubis": "<html><body><img src='/.within.website/x/cmd/anubis/static/img/pensive.webp'></body></html>",
    "Vercel": "<html><head><title>Vercel Security Checkpoint</title></head><body><p>One moment.</p></body></html>",
}


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: type(source).__name__)
@pytest.mark.parametrize("vendor", CHALLENGES)
def test_a_challenge_in_place_of_a_listing_is_one(vendor: str, source: Feed | NewsSitemap | SectionPage) -> None:
    with pytest.raises(ChallengeError, match=rf"^it is a challenge page: .*\({vendor}\)$"):
        read_listing(source, CHALLENGES[vendor].encode(), "text/html", BASE)


@pytest.mark.parametrize("vendor", CHALLENGES)
def test_a_challenge_in_place_of_an_article_is_one(vendor: str) -> None:
    read = parse(capture(CHALLENGES[vendor], url="https://www.lantern.example/story/7"), None)
    assert isinstance(read, Rejection)
    assert (read.reason, f"({vendor})" in (read.detail or "")) == (Reason.CHALLENGE, True)


def test_a_challenge_may_be_no_page() -> None:
    body = json.dumps({"url": "https://geo.captcha-delivery.com/captcha/?cid=1"}).encode()
    for source in SOURCES:
        with pytest.raises(ChallengeError, match="DataDome"):
            read_listing(source, body, "application/json", BASE)


SCRIPTS = (
    "<script src='/_Incapsula_Resource?SWJIYLWA=1'></script><script src='https://1.token.awswaf.com/1.js'></script>"
    "<script>var a={};a.src='/cdn-cgi/challenge-platform/h/b/scripts/jsd/main.js';</script>"
    "<script src='https://ct.captcha-delivery.com/c.js'></script>"
)
HEADLINES = ("Checking your browser: how __arcsjs tests a reader", "Lanterns are lit again in Velde", "A ferry sails")


def test_a_feed_that_reports_on_challenges_is_a_feed() -> None:
    items = "".join(f"<item><link>{BASE}/{n}</link><title>{text}</title></item>" for n, text in enumerate(HEADLINES))
    listing = read_listing(SOURCES[0], f"<rss><channel>{items}</channel></rss>".encode(), "text/xml", BASE)
    assert [link.headline for link in listing.links] == list(HEADLINES)


def test_a_section_page_that_carries_such_scripts_is_one_however_short() -> None:
    links = "".join(f"<li><a href='/{number}'>{text}</a></li>" for number, text in enumerate(HEADLINES))
    page = f"<html><head>{SCRIPTS}</head><body><ul>{links}</ul></body></html>"
    assert len(read_listing(SOURCES[2], page.encode(), "text/html", BASE).links) == 3


def test_a_section_page_with_text_and_such_scripts_is_one() -> None:
    text = "The lantern makers of Velde met at the mill. " * 20
    page = f"<html><head>{SCRIPTS}</head><body><p>{text}</p><a href='/1'>More</a></body></html>"
    assert len(read_listing(SOURCES[2], page.encode(), "text/html", BASE).links) == 1


def test_a_page_in_place_of_a_feed_is_a_page_though_it_carries_such_scripts() -> None:
    text = "The lantern makers of Velde met at the mill. " * 20
    for page in (
        f"<html><head>{SCRIPTS}</head><body><p>{text}</p></body></html>",
        "<html><head><script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script></head><body>Hi</body>",
    ):
        with pytest.raises(ListingError, match="it is an HTML page") as refused:
            read_listing(SOURCES[0], page.encode(), "text/html", BASE)
        assert not isinstance(refused.value, ChallengeError)


@pytest.mark.parametrize(
    ("markup", "little"),
    [
        ("", True),
        ("x" * 599, True),
        ("x" * 600, False),
        ("<p>" + "x " * 299 + "</p>" + "y" * 20, False),
        (f"<script>{'x' * 9000}</script><p>One moment.</p>", True),
        (f"<style>{'x' * 9000}</STYLE ><!-- {'<p>x</p>' * 900} --><title>{'x' * 900}</title>", True),
        (f"<script>{'x' * 9000}", True),
        (f"<noscript><p>{'x' * 9000}</p></noscript>", True),
        (f"<script></script><p>{'x' * 700}", False),
        ("<p" * 50_000 + "<!--" * 50_000, False),
    ],
)
def test_what_a_reader_sees_of_a_page_is_counted(markup: str, little: bool) -> None:
    assert has_little_text(markup) == little


def test_a_page_without_a_mark_has_none() -> None:
    assert challenge_mark("<p>Lanterns</p>" * 1000) is None
    assert challenge_mark("Please verify you are a human.") == "'verify you are a human'"
