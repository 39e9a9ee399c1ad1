"""A phone that holds somebody's secret and shows codes, for tests of the second factor."""

from time import time

import pyotp
from django.contrib.auth.models import User

from launches.models import SecondFactor
from launches.services import second_factor


class Phone:
    """What somebody set their second factor up with: `.code()` is right once, `.codes` open without it."""

    def __init__(self, user: User) -> None:
        salt = second_factor.new_salt()
        self.totp = pyotp.TOTP(second_factor.secret_of(user, salt))
        self.codes = second_factor.set_up(user, salt=salt, code=self.code())
        SecondFactor.objects.filter(person=user).update(last_step=int(time()) // 30 - 2)

    def code(self, *, steps: int = 0) -> str:
        """What it shows now, or so many half minutes later."""
        return self.totp.generate_otp(int(time()) // 30 + steps)

    def wrong_code(self) -> str:
        """Six digits that it shows at no moment near this one."""
        near = {self.code(steps=steps) for steps in range(-3, 4)}
        return next(code for code in map("{:06}".format, range(10)) if code not in near)
