#!/usr/bin/python3
"""A foreign RTSP server for tests: GStreamer's, with digest authentication and a live H.264 test picture.

Prints the port it listens on. Mounts: /main (1280x720 at 15/s), /detail (the same with more in the picture: 1.5 Mbit/s),
/sub (640x360 at 10/s), /audio (picture and AAC-less G.711 sound), /raw (uncompressed). User camera, password secret.
"""
import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer

Gst.init(None)


def h264(width, height, rate, kbit, pattern="ball"):
    return (
        f"videotestsrc is-live=true pattern={pattern} ! video/x-raw,width={width},height={height},framerate={rate}/1 "
        f"! x264enc tune=zerolatency bitrate={kbit} key-int-max={rate * 2} speed-preset=ultrafast threads=1 "
        "! video/x-h264,profile=constrained-baseline ! rtph264pay name=pay0 pt=96 config-interval=1"
    )


PIPELINES = {
    "/main": h264(1280, 720, 15, 1500),
    "/detail": h264(1280, 720, 15, 1500, "smpte"),
    "/sub": h264(640, 360, 10, 300),
    "/audio": h264(640, 360, 10, 300) + " audiotestsrc is-live=true ! alawenc ! rtppcmapay name=pay1 pt=8",
    "/raw": "videotestsrc is-live=true ! video/x-raw,format=UYVY,width=320,height=240,framerate=5/1 ! rtpvrawpay name=pay0 pt=96",
}

server = GstRtspServer.RTSPServer()
server.set_address("127.0.0.1")
server.set_service("0")
auth = GstRtspServer.RTSPAuth()
auth.set_supported_methods(__import__("gi").repository.GstRtsp.RTSPAuthMethod.DIGEST)
token = GstRtspServer.RTSPToken()
token.set_string("media.factory.role", "camera")
auth.add_digest("camera", "secret", token)
server.set_auth(auth)
permissions = GstRtspServer.RTSPPermissions()
permissions.add_role("camera")
permissions.add_permission_for_role("camera", "media.factory.access", True)
permissions.add_permission_for_role("camera", "media.factory.construct", True)
mounts = server.get_mount_points()
for path, pipeline in PIPELINES.items():
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_launch("( " + pipeline + " )")
    factory.set_shared(True)
    factory.set_permissions(permissions)
    mounts.add_factory(path, factory)
server.attach(None)
print(server.get_bound_port(), flush=True)
GLib.MainLoop().run()
