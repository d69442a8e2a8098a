"""What a process counts and measures for Prometheus: numbers only, no name and no room's code."""

from prometheus_client import Counter, Gauge, Histogram

SOCKETS = Gauge("colorclues_sockets", "Open sockets of this process.", ["who"])
ROOMS = Gauge("colorclues_rooms", "Rooms with sockets at this process.")
FRAMES = Counter("colorclues_frames", "Frames from clients.", ["type"])
REFUSALS = Counter("colorclues_refusals", "Refused messages, by the code of the refusal.", ["code"])
CLOSED = Counter("colorclues_closed", "Sockets that the server closed, by close code.", ["code"])
EVENTS = Counter("colorclues_events", "Events written to the log.")
COMMIT = Histogram(
    "colorclues_commit_seconds",
    "From the moment a group of commands is taken up until it is committed.",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5),
)
FAN_OUT = Histogram(
    "colorclues_fan_out_seconds",
    "From a new look at a room until the view of each of its sockets here is made and queued.",
    buckets=(0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.1, 1),
)
