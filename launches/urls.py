"""The addresses of the pages and of their fragments."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from launches.views import (
    agent,
    autosave,
    carrier,
    carriers_add,
    draft,
    health,
    launch,
    launch_list,
    overview,
    picker,
    sign_in,
    style,
)

urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-out/", LogoutView.as_view(), name="sign_out"),
    path("", overview.overview, name="overview"),
    path("overview/live/", overview.overview_live, name="overview_live"),
    path("launches/", launch_list.launch_list, name="launch_list"),
    path("launches/rows/", launch_list.launch_rows, name="launch_rows"),
    path("launches/<int:pk>/", launch.launch_detail, name="launch_detail"),
    path("launches/<int:pk>/live/", launch.launch_live, name="launch_live"),
    path("launches/<int:pk>/revise/", launch.launch_revise, name="launch_revise"),
    path("launches/<int:pk>/check/", launch.launch_check, name="launch_check"),
    path("launches/<int:pk>/submissions/<int:number>/request/", launch.launch_request, name="launch_request"),
    path("launches/<int:pk>/exchanges/<int:call_pk>/", launch.launch_exchange, name="launch_exchange"),
    path("launches/new/", draft.launch_new, name="launch_new"),
    path("launches/new/agent-facts/", picker.agent_facts, name="launch_agent_facts"),
    path("launches/new/autosave/", autosave.launch_autosave, name="launch_autosave"),
    path("launches/<int:pk>/autosave/", autosave.launch_autosave, name="launch_autosave"),
    path("launches/picker/", picker.picker, name="launch_picker"),
    path("launches/<int:pk>/edit/", draft.launch_edit, name="launch_edit"),
    path("launches/<int:pk>/carriers/add/", carriers_add.carriers_add, name="carriers_add"),
    path("agents/", agent.agent_list, name="agent_list"),
    path("agents/rows/", agent.agent_rows, name="agent_rows"),
    path("agents/import/", agent.agent_import, name="agent_import"),
    path("agents/new/", agent.agent_new, name="agent_new"),
    path("agents/<int:pk>/", agent.agent_detail, name="agent_detail"),
    path("agents/<int:pk>/edit/", agent.agent_edit, name="agent_edit"),
    path("agents/<int:pk>/archive/", agent.agent_archive, name="agent_archive"),
    path("agents/<int:pk>/restore/", agent.agent_restore, name="agent_restore"),
    path("carriers/", carrier.carrier_list, name="carrier_list"),
    path("carriers/rows/", carrier.carrier_rows, name="carrier_rows"),
    path("style/", style.style, name="style"),
    path("healthz", health.healthz, name="healthz"),
]
