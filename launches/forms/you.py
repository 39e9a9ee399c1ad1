"""What a person chooses for themselves."""

from django import forms

from launches.models import Reader


class TellForm(forms.ModelForm[Reader]):
    """How somebody is told by e-mail."""

    class Meta:
        model = Reader
        fields = ("wish",)
        widgets = {"wish": forms.RadioSelect}
        labels = {"wish": "E-mail"}
