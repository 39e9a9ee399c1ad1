"""Who a session belongs to, with everything they may do and what is new to them: one query a request, not four.

And whose code it is that somebody typed in the second step of signing in.
"""

from django.contrib.auth.backends import BaseBackend, ModelBackend
from django.contrib.auth.models import User
from django.db.models import Count, Subquery
from django.http import HttpRequest

from launches.models import Notice
from launches.services import second_factor
from launches.written import Written

FIELDS = [field.attname for field in User._meta.concrete_fields]
# What somebody may do by their groups, and by themselves, as (app, permission).
RIGHTS = (
    "groups__permissions__content_type__app_label",
    "groups__permissions__codename",
    "user_permissions__content_type__app_label",
    "user_permissions__codename",
)


class PersonBackend(ModelBackend):
    """Django's own, except that it reads a person, their rights and the number of their unread notices together,
    as every page needs all of them.

    Read anew for every request: a right that is taken away is gone with the next click.
    """

    def get_user(self, user_id: int) -> User | None:
        """The person of this session, if they may still sign in."""
        rows = _WITH_RIGHTS.rows(user_id)
        if not rows:
            return None
        user = User.from_db("default", FIELDS, rows[0][: len(FIELDS)])
        rights = {tuple(row[at : at + 2]) for row in rows for at in (len(FIELDS), len(FIELDS) + 2)}
        if user.is_active and not user.is_superuser:
            # Where Django keeps what it has read; superusers are asked for no right.
            user._perm_cache = {f"{app}.{codename}" for app, codename in rights if codename}  # type: ignore[attr-defined]
        user.unread_notices = rows[0][-1] or 0  # type: ignore[attr-defined]  # for services/notices.py
        return user if self.user_can_authenticate(user) else None


class CodeBackend(BaseBackend):
    """The second step of signing in. As a backend, so that wrong codes are throttled as wrong passwords are."""

    def authenticate(  # type: ignore[override]  # each backend takes the credentials that it knows
        self, request: HttpRequest | None, username: str = "", code: str = ""
    ) -> User | None:
        """The person, if this is their code of the moment or a recovery code; it is used up then."""
        user = User.objects.filter(username=username, is_active=True).first()
        return user if user and second_factor.use(user, code) else None


def _unread(user_id: int) -> Subquery:
    """How many notices they have not read: asked once, however many rows of rights there are."""
    theirs = Notice.objects.unread().filter(person=user_id).order_by().values("person")
    return Subquery(theirs.annotate(number=Count("pk")).values("number"))


# Asked for every request: Django took longer to write it than everything else that the smallest page costs.
_WITH_RIGHTS = Written(lambda pk: User.objects.filter(pk=pk).values_list(*FIELDS, *RIGHTS, _unread(pk)), int)
