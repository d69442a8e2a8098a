"""Which address is which page, and which path is a table's socket."""

from django.contrib import admin
from django.urls import path, re_path

from colorclues import views
from colorclues.consumers import GameConsumer, NoSuchPath

urlpatterns = [
    path("", views.home, name="home"),
    path("new", views.create, name="create"),
    path("find", views.find, name="find"),
    path("t/<slug:code>/", views.table, name="table"),
    path("t/<slug:code>/watch", views.watch, name="watch"),
    path("t/<slug:code>/join", views.join, name="join"),
    path("t/<slug:code>/leave", views.leave, name="leave"),
    path("t/<slug:code>/lobby", views.lobby, name="lobby"),
    path("t/<slug:code>/rules", views.rules_form, name="rules_form"),
    path("t/<slug:code>/bots", views.bots, name="bots"),
    path("t/<slug:code>/start", views.start, name="start"),
    path("t/<slug:code>/again", views.start, name="again"),
    path("t/<slug:code>/referee", views.referee, name="referee"),
    path("t/<slug:code>/qr.svg", views.qr, name="qr"),
    path("admin/", admin.site.urls),
]
handler404 = views.no_such_table

sockets = [
    path("ws/t/<slug:code>/", GameConsumer.as_asgi()),
    re_path(r".*", NoSuchPath.as_asgi()),
]
