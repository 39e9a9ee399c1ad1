"""What the buttons of a launch page send beside their name. Shape only."""

from uuid import uuid4

from django import forms

from launches.forms.fields import Unseen


class CopyForm(forms.Form):
    """Which page the copy was asked for on: the same page makes one."""

    form_token = forms.UUIDField(widget=Unseen(), required=False, initial=uuid4)
