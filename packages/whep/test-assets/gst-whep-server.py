#!/usr/bin/python3
"""A foreign WHEP server for tests: GStreamer's webrtcbin behind Python's own HTTP server, on 127.0.0.1 alone.

Prints the port it listens on, then a line for each session begun and ended. `POST /whep` with the bearer token "token" and an offer
begins one: H.264, 640x360 at 10/s, a key picture each two seconds. `DELETE` of its Location ends it.
"""
import http.server
import re
import threading

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstSdp", "1.0")
gi.require_version("GstWebRTC", "1.0")
from gi.repository import GLib, Gst, GstSdp, GstWebRTC

Gst.init(None)
sessions = {}
# webrtcbin does not count this reference: dropping it would take its agent away.
agents = []


def answer(offer):
    """A playing pipeline, and its answer with all candidates in it."""
    payload = re.search(r"a=rtpmap:(\d+) H264/90000", offer).group(1)
    pipeline = Gst.parse_launch(
        "webrtcbin name=peer bundle-policy=max-bundle videotestsrc is-live=true pattern=ball "
        "! video/x-raw,width=640,height=360,framerate=10/1 "
        "! x264enc tune=zerolatency bitrate=300 key-int-max=20 speed-preset=ultrafast threads=1 "
        "! video/x-h264,profile=constrained-baseline ! rtph264pay config-interval=-1 aggregate-mode=zero-latency "
        f"! application/x-rtp,media=video,encoding-name=H264,payload={payload} ! peer."
    )
    peer = pipeline.get_by_name("peer")
    agents.append(peer.get_property("ice-agent"))
    agents[-1].emit("add-local-ip-address", "127.0.0.1")
    pipeline.set_state(Gst.State.PLAYING)

    def ask(signal, *args):
        promise = Gst.Promise.new()
        peer.emit(signal, *args, promise)
        promise.wait()
        return promise.get_reply()

    kinds = GstWebRTC.WebRTCSDPType
    _, message = GstSdp.SDPMessage.new_from_text(offer)
    ask("set-remote-description", GstWebRTC.WebRTCSessionDescription.new(kinds.OFFER, message))
    # What it holds lives as long as the reply does.
    reply = ask("create-answer", None)
    ask("set-local-description", reply.get_value("answer"))
    while peer.get_property("ice-gathering-state") != GstWebRTC.WebRTCICEGatheringState.COMPLETE:
        GLib.usleep(5000)
    return pipeline, peer.get_property("local-description").sdp.as_text()


class Whep(http.server.BaseHTTPRequestHandler):
    def reply(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.reply(405)

    def do_POST(self):
        offer = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.headers["Authorization"] != "Bearer token":
            self.reply(401, WWW_Authenticate="Bearer")
            return
        pipeline, text = answer(offer)
        name = f"/whep/{len(sessions) + 1}"
        sessions[name] = pipeline
        print("begun", flush=True)
        self.reply(201, text.encode(), Content_Type="application/sdp", Location=name)

    def do_DELETE(self):
        pipeline = sessions.get(self.path)
        if pipeline is None:
            self.reply(404)
            return
        pipeline.set_state(Gst.State.NULL)
        print("ended", flush=True)
        self.reply(200)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Whep)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_address[1], flush=True)
GLib.MainLoop().run()
