#!/usr/bin/python3
"""A foreign RTSP server for tests: GStreamer's, with digest authentication and live test pictures.

Prints the port it listens on, then a line "SETUP <url>" for each track that a client sets up. Mounts of H.264: /main
(1280x720 at 15/s), /detail (the same with more in the picture: 1.5 Mbit/s), /sub (640x360 at 10/s), /odd-<width>x<height>,
/b-frames, /sprop (parameter sets in the description alone); of H.265: /h265 and /h265-detail (as /main and /detail),
/h265-b (638x358, B-frames, open groups); with sound: /audio (A-law), /mu-law, /aac, /opus; /jpeg (quality 30) and
/jpeg-422 are motion JPEG; /raw is uncompressed.
User camera, password secret.
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


def source(width, height, rate, pattern="ball"):
    size = f"video/x-raw,format=I420,width={width},height={height},framerate={rate}/1"
    return f"videotestsrc is-live=true pattern={pattern} ! {size} "


def h265(width, height, rate, kbit, pattern="ball"):
    return (
        source(width, height, rate, pattern)
        + f"! x265enc tune=zerolatency bitrate={kbit} key-int-max={rate * 2} speed-preset=ultrafast "
        "option-string=pools=1:frame-threads=1:log-level=none ! rtph265pay name=pay0 pt=96 config-interval=1"
    )


X264 = "! x264enc speed-preset=ultrafast threads=1 key-int-max=10 "
PICTURE = h264(640, 360, 10, 300)
SOUND = " audiotestsrc is-live=true ! audioconvert ! audioresample "

PIPELINES = {
    "/main": h264(1280, 720, 15, 1500),
    "/detail": h264(1280, 720, 15, 1500, "smpte"),
    "/sub": h264(640, 360, 10, 300),
    "/audio": PICTURE + SOUND + "! alawenc ! rtppcmapay name=pay1 pt=8",
    "/mu-law": PICTURE + SOUND + "! mulawenc ! rtppcmupay name=pay1 pt=0",
    "/aac": PICTURE + SOUND + "! voaacenc ! rtpmp4gpay name=pay1 pt=97",
    "/opus": PICTURE + SOUND + "! opusenc ! rtpopuspay name=pay1 pt=98",
    "/odd-638x358": h264(638, 358, 10, 300),
    "/odd-1920x1080": h264(1920, 1080, 5, 1000),
    "/odd-2304x1296": h264(2304, 1296, 5, 1000),
    "/b-frames": source(640, 360, 10) + X264 + "bframes=2 b-adapt=false rc-lookahead=5 sync-lookahead=0 "
    "! video/x-h264,profile=main ! rtph264pay name=pay0 pt=96 config-interval=1",
    "/sprop": source(640, 360, 10) + X264 + "tune=zerolatency ! h264parse ! video/x-h264,stream-format=avc "
    "! rtph264pay name=pay0 pt=96 config-interval=0",
    "/h265": h265(1280, 720, 15, 1500),
    "/h265-detail": h265(1280, 720, 15, 1500, "smpte"),
    "/h265-b": source(638, 358, 10) + "! x265enc speed-preset=ultrafast key-int-max=10 option-string="
    "bframes=2:b-adapt=0:rc-lookahead=5:pools=1:frame-threads=1:log-level=none ! rtph265pay name=pay0 pt=96 config-interval=1",
    "/jpeg": source(640, 360, 10) + "! jpegenc quality=30 ! rtpjpegpay name=pay0",
    "/jpeg-422": source(640, 360, 10).replace("I420", "Y42B") + "! jpegenc ! rtpjpegpay name=pay0",
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


def connected(_server, client):
    client.connect("setup-request", lambda _client, context: print("SETUP " + context.uri.get_request_uri(), flush=True))


server.connect("client-connected", connected)
server.attach(None)
print(server.get_bound_port(), flush=True)
GLib.MainLoop().run()
