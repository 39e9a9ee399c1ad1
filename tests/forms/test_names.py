"""Names stand on one line, whatever a browser or a program sends: they go into subjects, lists and to Kaleyra."""

from django.contrib import admin

from launches.admin.agent import AgentAdmin
from launches.forms.agent import AgentForm
from launches.forms.launch import LaunchForm
from launches.models import Agent

TYPED = " Maple\r\nBcc: \t mallory\u2028Bank "
KEPT = "Maple Bcc: mallory Bank"


def test_it_keeps_every_name_on_one_line(rf):
    in_admin = AgentAdmin(Agent, admin.site).get_form(rf.get("/"))
    asked = {
        AgentForm: ("name", "agent_no", "brand_name", "contact_name"),
        in_admin: ("name", "agent_no", "brand_name", "contact_name"),
    }

    for form, names in asked.items():
        assert {name: form.base_fields[name].clean(TYPED) for name in names} == dict.fromkeys(names, KEPT)
    assert LaunchForm.base_fields["launch_name"].clean(TYPED) == KEPT
