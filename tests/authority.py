"""An authority that stamps the time, run here with openssl: its root and certificate, as a command and as a server."""

import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

CONFIGURATION = """
[req]
distinguished_name = dn
[dn]
[root]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[stamp]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[tsa]
default_tsa = one
[one]
serial = {folder}/serial
signer_cert = {folder}/stamp.pem
signer_key = {folder}/stamp.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
ess_cert_id_alg = sha256
"""


class Authority:
    def __init__(self, folder):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.configuration = self.folder / "openssl.cnf"
        self.configuration.write_text(CONFIGURATION.format(folder=self.folder))
        (self.folder / "serial").write_text("01\n")
        self._make("root", "/CN=Racine de test", "-x509", "-days", "3650", "-extensions", "root")
        self._make("stamp", "/CN=Horodatage de test")
        self._openssl(
            *("x509", "-req", "-in", "stamp.pem", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial"),
            *("-days", "3650", "-extfile", self.configuration, "-extensions", "stamp", "-out", "signed.pem"),
        )
        (self.folder / "signed.pem").replace(self.folder / "stamp.pem")

    @property
    def root(self):
        return (self.folder / "root.pem").read_bytes()

    @property
    def command(self):
        return f"openssl ts -reply -config {self.configuration} -queryfile {{query}} -out {{reply}}"

    def serve(self, status=200):
        """A server of it on this machine that answers with that status; its address, and how to stop it."""
        reply = self._reply

        class Answers(BaseHTTPRequestHandler):
            def do_POST(self):
                content = reply(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(status)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_):
                pass

        server = HTTPServer(("127.0.0.1", 0), Answers)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()

        def stop():
            server.shutdown()
            thread.join()
            server.server_close()

        return f"http://127.0.0.1:{server.server_port}", stop

    def verify(self, data, token):
        """What openssl itself says of a token."""
        return (
            self._openssl("ts", "-verify", "-data", data, "-in", token, "-CAfile", "root.pem", check=False).returncode
            == 0
        )

    def _reply(self, query):
        (self.folder / "q").write_bytes(query)
        self._openssl("ts", "-reply", "-config", self.configuration, "-queryfile", "q", "-out", "r")
        return (self.folder / "r").read_bytes()

    def _make(self, name, subject, *more):
        self._openssl(
            *("req", "-new", "-newkey", "rsa:2048", "-nodes", "-config", self.configuration, "-subj", subject),
            *("-keyout", f"{name}.key", "-out", f"{name}.pem", *more),
        )

    def _openssl(self, *words, check=True):
        return subprocess.run(["openssl", *map(str, words)], cwd=self.folder, check=check, capture_output=True)
