"""The addresses of the portal."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("launches.urls")),
]

handler400 = "launches.views.errors.bad_request"
handler403 = "launches.views.errors.forbidden"
handler404 = "launches.views.errors.not_found"
handler500 = "launches.views.breakdown.server_error"
