"""Which address is which page, and which path is a table's socket."""

from django.contrib import admin
from django.urls import path, re_path
from django.views.i18n import JavaScriptCatalog, set_language

from colorclues import album_views, views
from colorclues.consumers import GameConsumer, NoSuchPath, UserConsumer

urlpatterns = [
    path("", views.home, name="home"),
    path("new", views.create, name="create"),
    path("find", views.find, name="find"),
    path("t/<slug:code>/", views.table, name="table"),
    path("t/<slug:code>/watch", views.watch, name="watch"),
    path("t/<slug:code>/join", views.join, name="join"),
    path("t/<slug:code>/move", views.move, name="move"),
    path("take/<str:ticket>/qr.svg", views.take_qr, name="take_qr"),
    path("take/<str:ticket>", views.take, name="take"),
    path("t/<slug:code>/leave", views.leave, name="leave"),
    path("tables", views.public, name="public"),
    path("t/<slug:code>/tv", views.tv, name="tv"),
    path("t/<slug:code>/waiting", views.waiting, name="waiting"),
    path("t/<slug:code>/withdraw", views.withdraw, name="withdraw"),
    path("t/<slug:code>/requests", views.requests, name="requests"),
    path("t/<slug:code>/power", views.power, name="power"),
    path("t/<slug:code>/menu", views.menu, name="menu"),
    path("t/<slug:code>/menu/<int:player>", views.menu, name="person"),
    path("t/<slug:code>/lobby", views.lobby, name="lobby"),
    path("t/<slug:code>/rules", views.rules_form, name="rules_form"),
    path("t/<slug:code>/bots", views.bots, name="bots"),
    path("t/<slug:code>/start", views.start, name="start"),
    path("t/<slug:code>/again", views.start, name="again"),
    path("t/<slug:code>/referee", views.referee, name="referee"),
    path("t/<slug:code>/qr.svg", views.qr, name="qr"),
    path("g/<slug:slug>/", album_views.whole_game, name="album"),
    path("g/<slug:slug>/picture.png", album_views.picture, name="picture"),
    path("g/<slug:slug>/record.json", album_views.record, name="record"),
    path("g/<slug:slug>/replay", album_views.replay, name="replay"),
    path("g/<slug:slug>/replay.json", album_views.steps, name="steps"),
    path("i18n/setlang/", set_language, name="set_language"),
    path("words.js", JavaScriptCatalog.as_view(packages=["colorclues"]), name="words"),
    path("admin/", admin.site.urls),
]
handler404 = views.no_such_table

sockets = [
    path("ws/me/", UserConsumer.as_asgi()),
    path("ws/t/<slug:code>/", GameConsumer.as_asgi()),
    re_path(r".*", NoSuchPath.as_asgi()),
]
