#!/usr/bin/env python3
"""A mail server on 127.0.0.1 that takes everything: smtp.py PORT FILE      what is said to it goes to FILE, line by line"""
import socketserver
import sys

port, name = int(sys.argv[1]), sys.argv[2]


class Talk(socketserver.StreamRequestHandler):
    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def handle(self):
        data = False
        self.say("220 loopback")
        with open(name, "ab", buffering=0) as log:
            for line in self.rfile:
                log.write(line.rstrip(b"\r\n") + b"\n")
                word = line.strip().upper()
                if data:
                    data = word != b"."
                    if not data:
                        self.say("250 taken")
                elif word == b"DATA":
                    data = True
                    self.say("354 go on")
                elif word == b"QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("250 ok")


socketserver.ThreadingTCPServer.allow_reuse_address = True
with socketserver.ThreadingTCPServer(("127.0.0.1", port), Talk) as server:
    server.serve_forever()
