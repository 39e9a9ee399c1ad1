"""The addresses of the pages and of their fragments."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from launches.views import health

urlpatterns = [
    path("sign-in/", LoginView.as_view(redirect_authenticated_user=True), name="sign_in"),
    path("sign-out/", LogoutView.as_view(), name="sign_out"),
    path("healthz", health.healthz, name="healthz"),
]
