"""/agents/: the agents and their brand checklists."""

import pytest
from django.contrib.messages import get_messages

from launches.models import Agent
from tests.views.reading import Page
from tests.views.standing import in_review, with_carriers
from tests.views.writing import make_agent

URL = "/agents/"
NEW = "/agents/new/"
TYPED = {
    "name": "Acme Store",
    "pod": "IN",
    "agent_no": "48900",
    "brand_name": "Acme",
    "contact_name": "Asha Rao",
    "contact_email": "asha@example.com",
    "website": "https://example.com",
    "contacts_confirmed": "on",
}


@pytest.mark.page_only
def test_it_lists_agents_with_what_their_brand_lacks(mona, rita, browsing):
    make_agent(agent_no="1", name="Bare Bones", contact_name="", contacts_confirmed=False)
    with_carriers(mona, rita, "live", number="2")

    response = browsing(mona).get(URL)

    listed = [(agent.name, agent.launches_total, agent.launches_live) for agent in response.context["agents"]]
    assert listed == [("Agent 2", 1, 1), ("Bare Bones", 0, 0)]
    text = " ".join(response.content.decode().split())
    assert "2 missing" in text
    assert "Contact name, Contacts confirmed with Kaleyra" in text


def test_it_says_what_to_do_first_when_there_is_none(mona, browsing):
    text = browsing(mona).get(URL).content.decode()

    assert "No agents yet" in text
    assert 'href="/agents/new/"' in text


@pytest.mark.page_only
def test_it_offers_no_change_to_those_who_may_not(rita, browsing):
    agent = make_agent(website="")
    client = browsing(rita)

    assert NEW not in client.get(URL).content.decode()
    page = client.get(f"/agents/{agent.pk}/").content.decode()
    assert "/edit/" not in page
    assert "/archive/" not in page


@pytest.mark.page_only
def test_it_adds_an_agent(mona, browsing):
    response = browsing(mona).post(NEW, TYPED)

    agent = Agent.objects.get()
    assert response["Location"] == f"/agents/{agent.pk}/"
    assert (agent.name, agent.agent_no, agent.pod, agent.created_by) == ("Acme Store", "48900", "IN", mona)
    assert agent.missing_brand_data() == []
    assert [str(message) for message in get_messages(response.wsgi_request)] == ["Acme Store is saved."]


@pytest.mark.page_only
def test_it_keeps_an_agent_whose_checklist_is_not_complete_yet(mona, browsing):
    browsing(mona).post(NEW, {"name": "Acme Store", "pod": "NA", "agent_no": " 77 "})

    agent = Agent.objects.get()
    assert (agent.agent_no, len(agent.missing_brand_data())) == ("77", 4)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "This field is required."),
        ("agent_no", "", "This field is required."),
        ("pod", "EU", "Select a valid choice. EU is not one of the available choices."),
        ("contact_email", "asha at example", "Enter a valid email address."),
        ("website", "javascript:alert(1)", "Enter a valid URL."),
    ],
)
def test_it_says_beside_the_field_what_is_wrong_and_keeps_the_rest(mona, browsing, field, value, words):
    response = browsing(mona).post(NEW, TYPED | {field: value})

    page = Page(response)
    assert response.status_code == 422
    assert page.errors(field) == words
    assert page.attributes[f"id_{field}"]["aria-invalid"] == "true"
    for name in TYPED.keys() - {field, "contacts_confirmed"}:
        assert page.values[name] == [TYPED[name]], name
    assert Agent.objects.count() == 0


def test_it_says_beside_the_number_that_it_is_taken(mona, browsing):
    make_agent(agent_no="48900", name="First Come")

    response = browsing(mona).post(NEW, TYPED)

    assert response.status_code == 422
    assert Page(response).errors("agent_no") == (
        "The IN pod already has an agent with this number: First Come."
    )
    assert Agent.objects.count() == 1


@pytest.mark.page_only
def test_it_shows_the_agent_with_its_checklist_and_launches(mona, browsing):
    launch = in_review(mona)

    text = " ".join(browsing(mona).get(f"/agents/{launch.agent_id}/").content.decode().split())

    assert "Ready to be launched on carriers of the IN pod." in text
    assert f'href="/launches/{launch.pk}/">launch_48900</a>' in text
    assert f"/launches/new/?agent={launch.agent_id}" in text


@pytest.mark.page_only
def test_it_changes_an_agent(mona, browsing):
    agent = make_agent(website="")
    client = browsing(mona)
    page = Page(client.get(f"/agents/{agent.pk}/edit/"))

    response = client.post(f"/agents/{agent.pk}/edit/", page.sends() | {"website": "https://acme.example"})

    agent.refresh_from_db()
    assert response["Location"] == f"/agents/{agent.pk}/"
    assert agent.website == "https://acme.example"


def test_it_keeps_the_number_of_an_agent_that_has_launches(mona, browsing):
    agent = in_review(mona).agent

    response = browsing(mona).post(f"/agents/{agent.pk}/edit/", TYPED | {"agent_no": "1"})

    agent.refresh_from_db()
    assert response.status_code == 422
    assert "An agent that has launches keeps its pod and number." in response.content.decode()
    assert agent.agent_no == "48900"


@pytest.mark.page_only
def test_it_archives_an_agent_and_offers_it_again(mona, browsing):
    agent = make_agent()
    client = browsing(mona)

    client.post(f"/agents/{agent.pk}/archive/")
    agent.refresh_from_db()
    assert agent.archived_at is not None
    assert [one.pk for one in client.get(URL).context["archived"]] == [agent.pk]

    client.post(f"/agents/{agent.pk}/restore/")
    agent.refresh_from_db()
    assert agent.archived_at is None


@pytest.mark.page_only
@pytest.mark.parametrize("verb", ["edit", "archive", "restore"])
def test_it_refuses_reviewers_to_change_an_agent(rita, browsing, caplog, verb):
    agent = make_agent()

    response = browsing(rita).post(f"/agents/{agent.pk}/{verb}/", TYPED)

    agent.refresh_from_db()
    assert response.status_code == 403
    assert (agent.name, agent.archived_at) == ("Agent 48900", None)
    assert f"Person {rita.pk} may not POST /agents/{agent.pk}/{verb}/." in caplog.messages


@pytest.mark.page_only
def test_it_refuses_reviewers_to_add_an_agent(rita, browsing):
    assert browsing(rita).post(NEW, TYPED).status_code == 403
    assert Agent.objects.count() == 0


@pytest.mark.page_only
def test_it_hides_agents_from_a_stranger(stranger, browsing):
    agent = make_agent()
    client = browsing(stranger)

    assert client.get(URL).status_code == 403
    assert client.get(f"/agents/{agent.pk}/").status_code == 404
    assert client.post(f"/agents/{agent.pk}/archive/").status_code == 404


@pytest.mark.parametrize("path", ["/agents/99/", "/agents/99/edit/", f"/agents/{'9' * 30}/"])
def test_it_knows_no_other_agent(mona, browsing, path):
    assert browsing(mona).get(path).status_code == 404


@pytest.mark.page_only
@pytest.mark.parametrize("verb", ["archive", "restore"])
def test_it_changes_nothing_by_get(mona, browsing, verb):
    agent = make_agent()

    assert browsing(mona).get(f"/agents/{agent.pk}/{verb}/").status_code == 405


@pytest.mark.page_only
@pytest.mark.parametrize("path", [URL, NEW, "/agents/1/", "/agents/1/edit/"])
def test_it_asks_to_sign_in(client, db, path):
    assert client.get(path)["Location"] == f"/sign-in/?next={path}"


def test_it_takes_the_same_number_of_queries_for_1_and_for_30(mona, browsing, django_assert_num_queries):
    make_agent()
    client = browsing(mona)
    with django_assert_num_queries(6) as one:
        client.get(URL)
    for number in range(30):
        make_agent(agent_no=f"n{number}")

    with django_assert_num_queries(len(one)):
        client.get(URL)
