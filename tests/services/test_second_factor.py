"""The second factor: what is right, what was used, and what the database gives away."""

import threading

import pyotp
import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import CommandError, call_command
from django.db import connection

from launches.models import RecoveryCode, SecondFactor
from launches.problems import Problem
from launches.services import people, second_factor
from tests.phones import Phone

pytestmark = pytest.mark.django_db


def deeds():
    return list(LogEntry.objects.order_by("pk").values_list("change_message", "user__username"))


def test_it_is_set_up_with_a_code_of_the_phone_and_gives_ten_recovery_codes(mona):
    salt = second_factor.new_salt()
    totp = pyotp.TOTP(second_factor.secret_of(mona, salt))

    codes = second_factor.set_up(mona, salt=salt, code=totp.now())

    assert second_factor.has(mona)
    assert len(set(codes)) == 10
    assert {len(code.replace("-", "")) for code in codes} == {24}
    assert deeds() == [("Set up a second factor", "mona")]


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "٠٠٠٠٠٠", "0" * 60])
def test_it_is_not_set_up_with_another_code(mona, code):
    with pytest.raises(second_factor.WrongCode):
        second_factor.set_up(mona, salt=second_factor.new_salt(), code=code)

    assert not second_factor.has(mona)
    assert not RecoveryCode.objects.exists()


def test_it_is_set_up_once(mona):
    phone, salt = Phone(mona), second_factor.new_salt()
    code = pyotp.TOTP(second_factor.secret_of(mona, salt)).now()

    with pytest.raises(Problem, match="already"):
        second_factor.set_up(mona, salt=salt, code=code)

    assert second_factor.use(mona, phone.code())
    assert RecoveryCode.objects.left().count() == 10


def test_it_tells_the_phone_whose_secret_it_is(mona):
    read = pyotp.parse_uri(second_factor.address_for_phone(mona, "salt"))

    assert (read.name, read.issuer, read.digits) == ("mona", "RCS launches", 6)
    assert read.secret == second_factor.secret_of(mona, "salt")


def test_it_takes_a_code_once_and_none_that_is_older(mona):
    phone = Phone(mona)

    assert second_factor.use(mona, phone.code(steps=1))
    assert not second_factor.use(mona, phone.code(steps=1))
    assert not second_factor.use(mona, phone.code())


@pytest.mark.parametrize(("steps", "is_right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_it_takes_codes_of_half_a_minute_around_now(mona, steps, is_right):
    phone = Phone(mona)
    SecondFactor.objects.update(last_step=0)

    assert second_factor.use(mona, phone.code(steps=steps)) is is_right


def test_it_takes_a_code_as_people_type_it(mona):
    code = Phone(mona).code()

    assert second_factor.use(mona, f" {code[:3]} {code[3:]} ")


def test_it_takes_nobody_elses_code_and_none_where_there_is_no_second_factor(mona, max, rita):
    phone = Phone(mona)
    Phone(max)

    assert not second_factor.use(max, phone.code())
    assert not second_factor.use(max, phone.codes[0])
    assert not second_factor.use(rita, phone.code())


def test_it_takes_each_recovery_code_once_however_it_is_typed(mona):
    phone = Phone(mona)
    code = phone.codes[3]

    assert second_factor.use(mona, code.upper().replace("-", " "))
    assert not second_factor.use(mona, code)
    assert RecoveryCode.objects.left().count() == 9
    assert deeds()[-1] == ("Used a recovery code in place of the second factor", "mona")


def test_it_makes_older_recovery_codes_worthless(mona):
    phone = Phone(mona)

    new = second_factor.renew_recovery_codes(mona)

    assert not second_factor.use(mona, phone.codes[0])
    assert second_factor.use(mona, new[0])


def test_it_makes_no_recovery_codes_where_there_is_nothing_to_recover(mona):
    with pytest.raises(Problem):
        second_factor.renew_recovery_codes(mona)


def test_it_is_taken_away_with_its_recovery_codes_by_a_named_person(mona, ada):
    Phone(mona)

    assert second_factor.take_away(mona, by=ada) is True
    assert second_factor.take_away(mona, by=ada) is False
    assert (SecondFactor.objects.count(), RecoveryCode.objects.count()) == (0, 0)
    assert deeds()[-1] == ("Took the second factor away", "ada")


def test_it_keeps_neither_secret_nor_recovery_code_in_the_database(mona):
    phone = Phone(mona)

    kept = f"{list(SecondFactor.objects.values_list())}{list(RecoveryCode.objects.values_list())}".lower()

    assert phone.totp.secret.lower() not in kept
    assert [code for code in phone.codes if code in kept or code.replace("-", "") in kept] == []


def test_it_is_worth_nothing_with_the_salt_of_somebody_else(mona, max):
    phone = Phone(mona)
    salt = SecondFactor.objects.get().salt
    SecondFactor.objects.create(person=max, salt=salt, since=mona.date_joined, last_step=0)

    assert not second_factor.use(max, phone.code())


def test_it_goes_on_while_the_old_secret_key_is_a_fallback_and_recovery_codes_beyond(mona, settings):
    phone, old = Phone(mona), settings.SECRET_KEY

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-key" * 6, [old]
    assert second_factor.use(mona, phone.code())
    settings.SECRET_KEY_FALLBACKS = []
    assert not second_factor.use(mona, phone.code(steps=1))
    assert second_factor.use(mona, phone.codes[0])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["code", "recovery code"])
def test_it_lets_one_of_two_in_who_send_the_same_code_at_once(mona, kind):
    phone, answers = Phone(mona), []
    code = phone.code() if kind == "code" else phone.codes[0]
    together = threading.Barrier(2)

    def send():
        together.wait()
        answers.append(second_factor.use(mona, code))
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [False, True]


def test_it_names_approvers_who_have_none(mona, rita, rob, ada, person):
    Phone(rob)
    person("gone", "Gus Gone", "Reviewers", is_active=False)

    without = second_factor.people_without("review_submission", "change_podhealth")

    assert [user.username for user in without] == ["ada", "rita"]


def test_whoever_operates_the_portal_takes_the_last_admins_away(ada):
    Phone(ada)

    call_command("take_second_factor_away", "ada")

    assert not second_factor.has(ada)
    for nobody in ("ada", "nobody"):
        with pytest.raises(CommandError, match=nobody):
            call_command("take_second_factor_away", nobody)


def test_it_goes_when_a_name_is_taken_away(mona):
    Phone(mona)

    people.pseudonymise(mona)

    assert (SecondFactor.objects.count(), RecoveryCode.objects.count()) == (0, 0)
