"""The form of an agent with its brand checklist."""

from typing import Any

from django import forms

from launches.forms.fields import LineField
from launches.models import Agent


class AgentForm(forms.ModelForm[Agent]):
    """One agent as people describe it. Only the first three fields must be there to keep it."""

    website = forms.URLField(
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text="Where people can read about the brand. It should name the same company as the agent.",
    )

    class Meta:
        model = Agent
        fields = (
            "name",
            "pod",
            "agent_no",
            "brand_name",
            "contact_name",
            "contact_email",
            "website",
            "contacts_confirmed",
        )
        field_classes = dict.fromkeys(("name", "agent_no", "brand_name", "contact_name"), LineField)
        labels = {
            "name": "Agent name",
            "brand_name": "Brand name",
            "contact_email": "Contact e-mail",
            "contacts_confirmed": "These contacts are confirmed with Kaleyra",
        }
        help_texts = {
            "name": "What your team calls it.",
            "pod": "The Kaleyra region on which the agent was made. It decides which carriers it can reach.",
            "agent_no": "As Kaleyra's console shows it, for instance 48900.",
            "brand_name": "As users see it beside the messages.",
            "contact_name": "The person at the brand whom Google or a carrier asks before they approve.",
            "contact_email": "Google writes to this address; the review does not start before somebody answers.",
            "contacts_confirmed": "Kaleyra keeps its own contacts of a brand. Tick this once they have them.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "tick" if name == "contacts_confirmed" else "input"

    def clean(self) -> dict[str, Any]:
        """Says beside the number that it is taken, rather than above the whole form."""
        cleaned = super().clean() or self.cleaned_data
        same = Agent.objects.filter(pod=cleaned.get("pod"), agent_no=cleaned.get("agent_no"))
        if other := same.exclude(pk=self.instance.pk).first():
            self.add_error(
                "agent_no", f"The {other.pod} pod already has an agent with this number: {other.name}."
            )
        return cleaned
