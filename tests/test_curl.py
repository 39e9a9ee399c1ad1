"""A request as a command line."""

from launches.curl import command_line

URL = "https://x.example/a b"


def test_it_quotes_so_that_a_shell_reads_it_as_it_was():
    assert command_line("POST", URL, {"A": "it's"}, "$(id)") == (
        """curl --request POST 'https://x.example/a b' --header 'A: it'"'"'s' --data '$(id)'"""
    )


def test_it_sends_no_body_where_there_is_none():
    assert command_line("GET", URL, {}, "") == "curl --request GET 'https://x.example/a b'"
