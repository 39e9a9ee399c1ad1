"""The addresses of the pages and of their fragments."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from launches.views import carriers_add, draft, health, picker

urlpatterns = [
    path("sign-in/", LoginView.as_view(redirect_authenticated_user=True), name="sign_in"),
    path("sign-out/", LogoutView.as_view(), name="sign_out"),
    path("launches/new/", draft.launch_new, name="launch_new"),
    path("launches/new/agent-facts/", picker.agent_facts, name="launch_agent_facts"),
    path("launches/picker/", picker.picker, name="launch_picker"),
    path("launches/<int:pk>/edit/", draft.launch_edit, name="launch_edit"),
    path("launches/<int:pk>/carriers/add/", carriers_add.carriers_add, name="carriers_add"),
    path("healthz", health.healthz, name="healthz"),
]
