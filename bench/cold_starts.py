#!/usr/bin/env python3
"""How long each function takes from the start of its process until it asks for its first invocation: Lambda's init phase.

    bench/cold_starts.py RUNTIME [ZIP...]

RUNTIME is the folder of the runtime interface client: .terrace/<port>/runtime of a local cloud that was started. Without ZIPs, those of
all functions. Prints size, median of wall clock and of processor time; the latter hardly depends on what else the machine does.
"""
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

STARTS = 3
ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = (ROOT / "target/template.yaml").read_text()
ENVIRONMENT = {
    "AWS_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
    # What template.yaml sets, each with some value: nothing is called before the first invocation.
    **{name: "1" for name in re.findall(r"^ {8,10}([A-Z_]+): ", TEMPLATE, re.M)},
}


def start(code, handler, runtime):
    """One start: its seconds of wall clock, and of processor time."""
    asked = threading.Event()

    class RuntimeApi(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.set()

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), RuntimeApi) as api:
        threading.Thread(target=api.serve_forever, daemon=True).start()
        begin = time.monotonic()
        function = subprocess.Popen(
            ["/bin/sh", str(ROOT / "functions/bootstrap")],
            env={**os.environ, **ENVIRONMENT, "JAVA_TOOL_OPTIONS": "-XX:+TieredCompilation -XX:TieredStopAtLevel=1",
                 "LAMBDA_TASK_ROOT": str(code), "TERRACE_RUNTIME": runtime, "_HANDLER": handler,
                 "AWS_LAMBDA_RUNTIME_API": "127.0.0.1:%d" % api.server_port},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while not asked.wait(0.001) and function.poll() is None:
            pass
        took = time.monotonic() - begin
        if function.returncode is not None:
            sys.exit(f"{handler} does not start: what it needs is not in the zip")
        function.kill()
        usage = os.wait4(function.pid, 0)[2]
        api.shutdown()
    return took, usage.ru_utime + usage.ru_stime


def main():
    runtime, *zips = sys.argv[1:]
    handlers = {name: handler for handler, name in re.findall(r"Handler: (dev\.terrace\.(\w+)\.\w+)", TEMPLATE)}
    print("| function | MB | init, s | processor, s |\n|---|---:|---:|---:|")
    for name in map(Path, zips or sorted(ROOT.glob("functions/**/target/function.zip"))):
        function = name.stem if name.stem in handlers else name.parent.parent.name
        with tempfile.TemporaryDirectory() as code:
            zipfile.ZipFile(name).extractall(code)
            starts = [start(code, handlers[function], runtime) for _ in range(STARTS)]
        wall, cpu = (statistics.median(column) for column in zip(*starts))
        print(f"| {function} | {name.stat().st_size / 1e6:.1f} | {wall:.2f} | {cpu:.2f} |", flush=True)


if __name__ == "__main__":
    main()
