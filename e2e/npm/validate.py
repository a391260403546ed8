"""How a Python service validates what it records."""

import json
import sys

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend


def max_bytes(validator, limit, value, schema):
    """Checks x-hh-maxbytes: jsonschema counts characters, and this counts bytes."""
    if isinstance(value, str) and len(value.encode()) > limit:
        yield ValidationError(f"{value[:32]!r}... is over {limit} bytes")


Validator = extend(Draft202012Validator, {"x-hh-maxbytes": max_bytes})


def errors(schema_file, event):
    """The errors of an event, by the schema of a package's events."""
    with open(schema_file, encoding="utf-8") as f:
        validator = Validator(json.load(f))
    return [f"{e.json_path}: {e.message}" for e in validator.iter_errors(event)]


if __name__ == "__main__":
    print(json.dumps([errors(sys.argv[1], event) for event in json.load(sys.stdin)]))
