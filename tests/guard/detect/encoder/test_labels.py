"""The labels that training and run time share."""

from guard.detect import catalogue
from guard.detect.encoder.labels import CATEGORIES, ENTITIES, HARM, LEVELS, TAGS
from guard.types import Category, Severity


def test_categories_are_those_of_the_product():
    assert {*CATEGORIES, Category.SEXUAL_MINORS} == set(Category)
    assert [Severity.SAFE, *LEVELS] == list(Severity)


def test_outputs_have_names_of_their_own():
    assert len(set(HARM)) == len(HARM) == len(CATEGORIES) * len(LEVELS) + 1
    assert len(set(TAGS)) == len(TAGS)


def test_policies_may_name_every_entity():
    assert set(ENTITIES) <= catalogue.entities()
