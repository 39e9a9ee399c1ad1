"""What the buttons of a launch page send beside their name. Shape only."""

from django import forms


class CopyForm(forms.Form):
    """Which page the copy was asked for on: the same page makes one."""

    form_token = forms.UUIDField(required=False)
