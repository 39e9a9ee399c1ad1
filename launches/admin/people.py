"""People: accounts, their groups, and the record of what was done in the admin."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.db.models import Count, ManyToManyField, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from launches.admin.columns import NOTHING, link, person, when
from launches.admin.filters import AboutFilter, yes_or_no
from launches.admin.readonly import ListAdmin, ReadOnlyAdmin, who
from launches.services import passwords, people, second_factor, sessions
from launches.statuses import Look
from launches.templatetags.portal import badge
from launches.views import proof

# Who may edit people must not be able to make themselves, or anybody, more than an admin. Rights come with groups.
ONLY_FOR_SUPERUSERS = ("is_superuser",)

admin.site.unregister(User)
admin.site.unregister(Group)

LABELS = {"is_active": "May sign in", "is_staff": "May enter the admin", "email": "E-mail"}
HELP = {
    "username": "What they sign in with: letters, digits and @ . + - _",
    "is_active": "Nobody is deleted, because history names people: untick this for whoever leaves.",
    "is_staff": "Reviewers and admins need it, Marketing does not.",
    "groups": "",
}
GROUPS_HELP = "It comes with the groups; somebody may belong to several."

# The few groups, and what a group may do: boxes to tick.
TO_TICK: Any = {ManyToManyField: {"widget": forms.CheckboxSelectMultiple}}

if TYPE_CHECKING:
    BaseUserAdmin = UserAdmin[User]
    BaseGroupAdmin = GroupAdmin
    BaseModelForm = forms.ModelForm[User]
else:
    BaseModelForm = forms.ModelForm
    BaseUserAdmin = UserAdmin
    BaseGroupAdmin = GroupAdmin


class NewcomerForm(BaseModelForm):
    """Somebody new, who has no password yet."""

    def save(self, commit: bool = True) -> User:
        """Nobody can sign in as them."""
        self.instance.set_unusable_password()
        return super().save(commit)


@admin.register(User)
class PersonAdmin(ListAdmin[User], BaseUserAdmin):
    """Django's own page for people, without the ways to rise above one's own rights."""

    list_title = "People"
    search_help_text = "Search by user name, name and e-mail"
    list_display = ("username", "called", "groups_joined", "standing", "signed_in")
    list_filter = (
        "groups",
        ("is_active", yes_or_no("right to sign in")),
        ("is_staff", yes_or_no("right to enter the admin")),
    )
    filter_horizontal = ()
    formfield_overrides = TO_TICK
    # Without a password: it is theirs alone, and comes by a link that is offered next.
    add_form = NewcomerForm
    add_form_template = None
    add_fieldsets = (
        (None, {"fields": ("username", "first_name", "last_name", "email")}),
        ("What they may do", {"fields": ("is_staff", "groups"), "description": GROUPS_HELP}),
    )
    readonly_fields = ("sign_in_with", "has_factor", "last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "first_name", "last_name", "email", "sign_in_with", "has_factor")}),
        ("What they may do", {"fields": ("is_active", "is_staff", "groups"), "description": GROUPS_HELP}),
        ("Record", {"fields": ("last_login", "date_joined")}),
    )
    actions = ("sign_out_everywhere", "take_second_factor_away")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """With their groups and second factors."""
        rows = super().get_queryset(request)
        return rows.select_related("second_factor").prefetch_related("groups")

    def title_of(self, obj: User) -> str:
        """What people call them."""
        return person(obj)

    def get_form(
        self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any
    ) -> "type[forms.ModelForm[User]]":
        """In our words."""
        return super().get_form(
            request, obj, **{"change": change, "labels": LABELS, "help_texts": HELP, **kwargs}
        )

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """What only a superuser may give is shown to superusers alone."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not request.user.is_superuser:
            return fieldsets
        return [*fieldsets, ("Beyond the groups", {"fields": ONLY_FOR_SUPERUSERS})]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[Any, ...]:
        """What only a superuser may give."""
        fields = tuple(super().get_readonly_fields(request, obj))
        return fields if request.user.is_superuser else (*fields, *ONLY_FOR_SUPERUSERS)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Changed only with a password given lately: whoever changes accounts could become anybody."""
        return proof.fresh(super().changeform_view, unless=proof.is_no_form)(request, *args, **kwargs)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """Nobody chooses a password for another: a link is made, with which they set their own."""
        return proof.fresh(self._invite, unless=proof.is_no_form)(request, self.get_object(request, id))

    def _invite(self, request: HttpRequest, user: User | None) -> HttpResponse:
        if user is None:
            raise Http404
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        url = ""
        if request.method == "POST":
            url = settings.PORTAL_URL + passwords.invite(user, by=who(request))
        more = {"title": "A password of their own", "colleague": user, "url": url}
        return render(request, "admin/auth/user/invite.html", self.admin_site.each_context(request) | more)

    def response_add(
        self, request: HttpRequest, obj: User, post_url_continue: str | None = None
    ) -> HttpResponse:
        """On to the link by which they set their password."""
        super().response_add(request, obj, post_url_continue)  # It says that they were added.
        return redirect("admin:auth_user_password_change", obj.pk)

    def save_model(
        self, request: HttpRequest, obj: User, form: "forms.ModelForm[User]", change: bool
    ) -> None:
        """Whoever is switched off is signed out everywhere, at once."""
        super().save_model(request, obj, form, change)
        people.note_standing(obj)

    @admin.action(description="Sign out everywhere", permissions=["change"])
    def sign_out_everywhere(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        """Each of them has to sign in again."""
        theirs = [one for one in chosen if self.has_change_permission(request, one)]
        for one in theirs:
            sessions.end_all(one)
            self.log_change(request, one, "Signed out everywhere")
        names = ", ".join(one.get_username() for one in theirs)
        messages.success(request, f"Signed out everywhere: {names or 'nobody'}.")

    @admin.action(description="Take the second factor away", permissions=["change"])
    def take_second_factor_away(self, request: HttpRequest, chosen: QuerySet[User]) -> HttpResponse:
        """For whoever lost phone and recovery codes: they sign in with their password, and set it up anew."""

        def take_away(request: HttpRequest) -> HttpResponse:
            may_be = [one for one in chosen if self.has_change_permission(request, one)]
            theirs = [one.get_username() for one in may_be if second_factor.take_away(one, by=who(request))]
            messages.success(request, f"Second factor taken away: {', '.join(theirs) or 'nobody had one'}.")
            return redirect("admin:auth_user_changelist")

        return proof.fresh(take_away)(request)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Only a superuser changes a superuser; their password least of all."""
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Nobody: history names people. Whoever leaves becomes inactive."""
        return False

    @admin.display(description="Name", ordering="first_name")
    def called(self, user: User) -> SafeString:
        """Their name, with their e-mail below it."""
        return format_html('{} <span class="sub">{}</span>', user.get_full_name(), user.email)

    @admin.display(description="Groups")
    def groups_joined(self, user: User) -> str:
        """By name."""
        everything = ["Superuser"] if user.is_superuser else []
        return ", ".join([*everything, *(group.name for group in user.groups.all())]) or NOTHING

    @admin.display(description="May sign in", ordering="is_active")
    def standing(self, user: User) -> SafeString:
        """Where they may enter, and whether a phone is asked for."""
        if not user.is_active:
            return badge(Look("Nowhere", "grey", "circle-minus"))
        where = badge(Look("Portal and admin" if user.is_staff else "Portal", "green", "circle-check"))
        step = "With a second factor" if hasattr(user, "second_factor") else "Password alone"
        return format_html('{} <span class="sub">{}</span>', where, step)

    @admin.display(description="Second factor since")
    def has_factor(self, user: User) -> SafeString | str:
        """When it was set up."""
        return when(user.second_factor.since) if hasattr(user, "second_factor") else NOTHING

    @admin.display(description="Last sign-in", ordering="last_login")
    def signed_in(self, user: User) -> SafeString | str:
        """How long ago."""
        return when(user.last_login)

    @admin.display(description="Password")
    def sign_in_with(self, user: User) -> SafeString:
        """Nobody sees it; they set it anew by a link."""
        words = "A link to set a new one" if user.has_usable_password() else "None yet: a link to set one"
        return link(reverse("admin:auth_user_password_change", args=[user.pk]), words)


@admin.register(Group)
class GroupsAdmin(ListAdmin[Group], BaseGroupAdmin):
    """What each group may do. The migrations keep them; only a superuser changes one."""

    list_display = ("name", "members")
    filter_horizontal = ()  # Django's widget of two lists cannot be used without seeing them.
    formfield_overrides = TO_TICK

    def get_queryset(self, request: HttpRequest) -> QuerySet[Group]:
        """With how many people belong to each."""
        return super().get_queryset(request).annotate(people=Count("user"))

    def get_fields(self, request: HttpRequest, obj: Group | None = None) -> Any:
        """In sentences for whoever only looks."""
        return super().get_fields(request, obj) if request.user.is_superuser else ("name", "members", "may")

    @admin.display(description="People", ordering="people")
    def members(self, group: Group) -> int:
        """How many belong to it."""
        return int(getattr(group, "people", 0))

    @admin.display(description="What they may do")
    def may(self, group: Group) -> SafeString:
        """Each permission as a line."""
        lines = (
            (name.removeprefix("Can ").capitalize(),)
            for name in group.permissions.values_list("name", flat=True)
        )
        return format_html('<ul class="plain">{}</ul>', format_html_join("", "<li>{}</li>", lines))


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnlyAdmin[LogEntry]):
    """What was done in the admin, by whom."""

    list_title = "Record of the admin"
    when_empty = "Nothing was done in the admin yet. Every decision, change and button pressed here is named."
    search_help_text = "Search by what it was about, what was done, and who did it"
    list_display = ("done", "who_did", "said", "about")
    list_filter = (("content_type", AboutFilter), "action_flag")
    search_fields = ("object_repr", "change_message", "user__username", "user__first_name", "user__last_name")
    date_hierarchy = "action_time"
    list_select_related = ("user", "content_type")
    fields = ("action_time", "who_did", "said", "about")

    def title_of(self, obj: LogEntry) -> str:
        """What it was about."""
        return obj.object_repr

    @admin.display(description="When", ordering="action_time")
    def done(self, entry: LogEntry) -> SafeString | str:
        """How long ago; the exact moment on hover."""
        return when(entry.action_time)

    @admin.display(description="Who", ordering="user__first_name")
    def who_did(self, entry: LogEntry) -> str:
        """What people call them."""
        return person(entry.user)

    @admin.display(description="What was done")
    def said(self, entry: LogEntry) -> str:
        """In words."""
        return entry.get_change_message() or str(entry.get_action_flag_display())

    @admin.display(description="About", ordering="object_repr")
    def about(self, entry: LogEntry) -> SafeString | str:
        """What it was done to, with a link where it has a page."""
        url = entry.get_admin_url()
        return link(url, entry.object_repr) if url else entry.object_repr
