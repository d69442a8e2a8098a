"""Addresses: which path is which page, and which is which socket."""

from django.contrib import admin
from django.urls import path, re_path
from django.views.i18n import set_language

from colorclues.house_words.consumer import HouseWordsConsumer
from colorclues.language import script_texts
from colorclues.sockets.base import NoSuchPath
from colorclues.sockets.feed_consumer import FeedConsumer
from colorclues.sockets.game_consumer import GameConsumer
from colorclues.sockets.protocol import protocol_json
from colorclues.views import album, home, host, house_rules, puzzle, responses, seats, table

urlpatterns = [
    path("", home.home, name="home"),
    path("new", home.create, name="create"),
    path("find", home.find, name="find"),
    path("t/<slug:code>/", table.table, name="table"),
    path("t/<slug:code>/watch", table.watch, name="watch"),
    path("t/<slug:code>/join", seats.join, name="join"),
    path("t/<slug:code>/move", seats.move, name="move"),
    path("take/<str:ticket>/qr.svg", seats.take_qr, name="take_qr"),
    path("take/<str:ticket>", seats.take, name="take"),
    path("t/<slug:code>/leave", seats.leave, name="leave"),
    path("tables", home.public, name="public"),
    path("t/<slug:code>/tv", table.tv, name="tv"),
    path("t/<slug:code>/waiting", seats.waiting, name="waiting"),
    path("t/<slug:code>/withdraw", seats.withdraw, name="withdraw"),
    path("t/<slug:code>/requests", host.requests, name="requests"),
    path("t/<slug:code>/power", host.power, name="power"),
    path("t/<slug:code>/menu", host.menu, name="menu"),
    path("t/<slug:code>/menu/<int:player>", host.menu, name="person"),
    path("t/<slug:code>/lobby", table.lobby, name="lobby"),
    path("t/<slug:code>/rules", house_rules.rules, name="rules"),
    path("t/<slug:code>/bots", host.bots, name="bots"),
    path("t/<slug:code>/start", host.start, name="start"),
    path("t/<slug:code>/again", host.start, name="again"),
    path("t/<slug:code>/referee", table.referee, name="referee"),
    path("t/<slug:code>/qr.svg", table.qr, name="qr"),
    path("g/<slug:slug>/", album.whole_game, name="album"),
    path("g/<slug:slug>/picture.png", album.picture, name="picture"),
    path("g/<slug:slug>/record.json", album.record, name="record"),
    path("g/<slug:slug>/replay", album.replay, name="replay"),
    path("g/<slug:slug>/replay.json", album.steps, name="steps"),
    path("today", puzzle.today, name="today"),
    path("today/piece", puzzle.piece, name="piece"),
    path("i18n/setlang/", set_language, name="set_language"),
    path("words.js", script_texts, name="words"),
    path("protocol.json", protocol_json, name="protocol"),
    path("admin/", admin.site.urls),
]
handler404 = responses.no_such_table

sockets = [
    path("ws/me/", FeedConsumer.as_asgi()),
    path("ws/t/<slug:code>/", GameConsumer.as_asgi()),
    path("ws/t/<slug:code>/words/", HouseWordsConsumer.as_asgi()),
    re_path(r".*", NoSuchPath.as_asgi()),
]
