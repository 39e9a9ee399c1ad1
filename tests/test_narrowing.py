"""launches/narrowing.py: a part of a name is found, by an index, however the name came there."""

import pytest
from django.db import connection

from launches.models import Launch
from launches.narrowing import narrowed
from tests.views.standing import a_draft
from tests.views.writing import make_agent


def found(words):
    return [launch.launch_name for launch in narrowed({"q": words}).order_by("-id")]


@pytest.fixture
def some(mona):
    a_draft(mona, "111", launch_name="spring_sale")
    a_draft(mona, "222", launch_name='100% off, say "hello"')
    a_draft(mona, "333", launch_name="Übergabe")


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("ring_s", ["spring_sale"]),
        ("RING", ["spring_sale"]),
        ("ring-s", []),
        ("sp", ["spring_sale"]),
        ("s", ['100% off, say "hello"', "spring_sale"]),
        ("100%", ['100% off, say "hello"']),
        ("%%%", []),
        ("___", []),
        ('"hello"', ['100% off, say "hello"']),
        ("say off", ['100% off, say "hello"']),
        ("OR AND NOT", []),
        ("spring*", []),
        ("überg", ["Übergabe"]),
        ("ÜBERG", ["Übergabe"]),
        ("üb", ["Übergabe"]),
        ("ÜB", ["Übergabe"]),
        ("Agent 222", ['100% off, say "hello"']),
        ("222 say", ['100% off, say "hello"']),
        ("222 spring", []),
    ],
)
def test_it_finds_any_part_of_a_name_and_nothing_else(some, words, names):
    assert found(words) == names


@pytest.mark.parametrize("word", ["öst", "ÖST", "Öst", "Ö", "ö"])
@pytest.mark.parametrize("is_rare", [True, False])
def test_it_knows_capitals_of_every_script_in_names_of_launches_and_agents(mona, word, is_rare):
    agent = make_agent(agent_no="1", name="Österreich")
    for name in ("of an agent", "ÖSTLICH", "östlich"):
        whose = agent if name == "of an agent" else make_agent(agent_no=name)
        Launch.objects.create(agent=whose, launch_name=name, created_by=mona)

    fitting = narrowed({"q": word}, is_rare=is_rare).values_list("launch_name", flat=True)

    assert sorted(fitting) == ["of an agent", "ÖSTLICH", "östlich"]


def test_it_finds_what_was_written_in_bulk_renamed_or_deleted_as_it_is_now(mona):
    agent = make_agent(agent_no="1")
    Launch.objects.bulk_create(
        Launch(agent=agent, launch_name=f"{word} nights", created_by=mona) for word in ("arctic", "tropic")
    )
    Launch.objects.filter(launch_name="arctic nights").update(launch_name="desert days")
    Launch.objects.filter(launch_name="tropic nights").delete()

    assert [found(word) for word in ("arctic", "tropic", "desert")] == [[], [], ["desert days"]]


def test_an_index_answers(mona):
    agent = make_agent(agent_no="1")
    Launch.objects.bulk_create(
        Launch(agent=agent, launch_name=f"launch_number_{number}", created_by=mona) for number in range(3000)
    )
    a_draft(mona, launch_name="zanzibar")
    query, given = narrowed({"q": "zanzibar"}).order_by().values("pk").query.sql_with_params()

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {query}", given)
            plan = [row[-1] for row in cursor.fetchall()]
            assert any("launches_launch_words VIRTUAL TABLE INDEX" in step for step in plan)
            assert not any(step.startswith("SCAN launches_launch ") for step in plan)
            return
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        if cursor.fetchone() is None:
            pytest.skip(
                "This PostgreSQL has no pg_trgm: everything is found all the same, only not by an index."
            )
        cursor.execute("ANALYZE launches_launch")
        cursor.execute(
            "SELECT gin_clean_pending_list('launch_words')"
        )  # as the server does by itself, in time
        cursor.execute("SET LOCAL enable_seqscan = off")  # three thousand rows would be read through faster
        cursor.execute(f"EXPLAIN {query}", given)
        plan = [row[0] for row in cursor.fetchall()]
        assert any("Bitmap Index Scan on launch_words" in step for step in plan), plan
