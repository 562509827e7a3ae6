import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.channels.base import Surroundings


@pytest.mark.parametrize(
    "endpoint",
    ["http://127.0.0.1:80", "http://127.9.9.9:1", "https://[::1]:8443", "http://localhost:8000/", ""],
)
def test_loopback_stands_in_for_a_service(endpoint: str) -> None:
    assert Surroundings(endpoint).endpoint == endpoint


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://192.168.1.5:80",
        "http://0.0.0.0:80",
        "https://i.instagram.com",
        "http://127.0.0.1.example.com",
        "http://user@127.0.0.1:80",
        "http://127.0.0.1:80/elsewhere",
        "ftp://127.0.0.1",
        "127.0.0.1:80",
        "http://127.0.0.1:port",
        "http://127.0.0.1:0",
        "http://localhost.example",
    ],
)
def test_any_other_address_is_refused_with_the_cure(endpoint: str) -> None:
    with pytest.raises(ValueError, match=r"no loopback address.*leave the setting empty"):
        Surroundings(endpoint)


@given(st.ip_addresses().filter(lambda address: not address.is_loopback))
def test_no_other_number_is_loopback(address: object) -> None:
    host = f"[{address}]" if ":" in str(address) else str(address)
    with pytest.raises(ValueError, match="no loopback address"):
        Surroundings(f"http://{host}:8000")
