import io
import json
import logging
from collections.abc import Iterator

import pytest
from django.db import IntegrityError
from django.test import Client, RequestFactory

from qanat.config.logs import JsonLines

IIN = "900101300123"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.addHandler(handler)
    yield stream
    root.removeHandler(handler)


def line_of(stream: io.StringIO) -> dict[str, object]:
    (line,) = stream.getvalue().splitlines()
    read: dict[str, object] = json.loads(line)
    return read


def test_a_line_is_json_with_time_level_and_named_extras(written: io.StringIO) -> None:
    logging.getLogger("qanat.ops").warning("slow %s", "sweep", extra={"task": "x", "patient": "y"})
    line = line_of(written)
    assert line["text"] == "slow sweep"
    assert line["level"] == "warning"
    assert line["task"] == "x"
    assert "patient" not in line
    assert str(line["at"]).endswith("+00:00")


def test_an_error_is_told_by_class_and_place_never_by_its_words(written: io.StringIO) -> None:
    def refused() -> None:
        raise IntegrityError(f"Key (iin)=({IIN}) already exists.")

    try:
        refused()
    except IntegrityError:
        logging.getLogger("qanat.ops").exception("work failed")
    assert IIN not in written.getvalue()
    line = line_of(written)
    assert line["error"] == "IntegrityError"
    assert "test_an_error_is_told_by_class" in str(line["places"])


def test_words_which_others_fill_from_a_request_are_left_out(written: io.StringIO) -> None:
    request = RequestFactory().get(f"/patients/{IIN}")
    logging.getLogger("django.request").error(
        "Internal Server Error: %s", request.path, extra={"status_code": 500, "request": request}
    )
    assert IIN not in written.getvalue()
    assert line_of(written)["status_code"] == 500


def test_a_request_leaves_its_route_and_status_but_no_query_or_body(
    db: None, written: io.StringIO, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    client.post(f"/no-such-page-{IIN}?iin={IIN}", {"name": IIN})
    assert IIN not in written.getvalue()
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    (access,) = [line for line in lines if line["logger"] == "qanat.access"]
    assert (access["method"], access["route"], access["status"]) == ("POST", "", 404)
