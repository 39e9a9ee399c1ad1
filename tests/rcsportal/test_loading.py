"""rcsportal/loading.py: pages without the spaces that indent them."""

from django.template import engines
from django.template.loader import get_template


def test_it_leaves_out_what_only_indents_a_page_and_keeps_its_lines():
    source = get_template("base.html").template.source

    assert "\n<head>\n<meta charset" in source
    assert "\n " not in source
    with open(get_template("base.html").origin.name) as file:
        assert source.count("\n") == file.read().count("\n")


def test_it_keeps_a_letter_as_it_is_and_finds_the_templates_of_packages():
    letter = get_template("mail/letter.txt")
    with open(letter.origin.name) as file:
        assert letter.template.source == file.read()
    assert "django/contrib/admin" in engines["django"].get_template("admin/base.html").origin.name
