"""Presidio's recognisers come without its engine, and leave the package to whoever imports it."""

import subprocess
import sys

import presidio_analyzer
import pytest

from guard.detect import presidio_import


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def test_the_engine_is_not_imported():
    code = """
import sys
from guard import Guard
Guard.load("default").check("call +1 415 555 0132 or mail jane@example.org, 4111 1111 1111 1111")
print([name for name in ("spacy", "thinc", "torch", "presidio_analyzer") if name in sys.modules])
"""
    assert run(code) == "[]"


def test_an_app_that_imports_presidio_later_gets_the_whole_of_it():
    code = """
from guard.detect import presidio
presidio.catalogue()
import presidio_analyzer
from presidio_analyzer.nlp_engine import SpacyNlpEngine
print(presidio_analyzer.AnalyzerEngine.__name__, SpacyNlpEngine.__name__)
"""
    assert run(code) == "AnalyzerEngine SpacyNlpEngine"


def test_an_app_that_has_presidio_already_shares_it():
    code = """
import presidio_analyzer
from guard.detect import presidio_import
classes = presidio_import.load()
from presidio_analyzer.predefined_recognizers import IbanRecognizer
print(classes["IbanRecognizer"] is IbanRecognizer)
"""
    assert run(code) == "True"


def test_every_class_is_the_packages_own():
    classes = presidio_import.load()
    assert len(classes) > 90
    for name, each in classes.items():
        assert getattr(presidio_analyzer.predefined_recognizers, name, each).__name__ == name


def test_a_package_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(presidio_import, "_PACKAGE", "no_such_package")
    with pytest.raises(ModuleNotFoundError):
        presidio_import.folder()
