"""How gunicorn serves the pages; read by gunicorn as its configuration file."""

import os

from publisher.tether import die_with_parent

wsgi_app = "publisher.wsgi"
workers = 2
worker_class = "gthread"
threads = 4
timeout = 60
graceful_timeout = 5
# Pages carry what staff decide; a leak that grows with requests should not outlive a day.
max_requests = 5000
max_requests_jitter = 500
control_socket_disable = True
loglevel = os.environ.get("PUBLISHER_LOG_LEVEL", "info").lower()


def post_fork(_arbiter: object, _worker: object) -> None:
    """A web worker does not outlive its master."""
    die_with_parent()
