"""Keeping our catalogue of carriers in step with Kaleyra's."""

import pytest

from launches.kaleyra import CatalogueReply, RegionRow
from launches.models import ApiCall, CarrierRegion, PodHealth, StatusEvent
from launches.problems import NotAllowed, Problem
from launches.services import regions
from launches.services.regions import SyncReport
from sandbox import catalogue
from tests.contract import faultserver

pytestmark = pytest.mark.django_db
NA = catalogue.carriers("NA")


def said(scenario, sandbox):
    """Sync once with the catalogue in this shape."""
    sandbox.answer_next(scenario, on="regions", times=1)
    return regions.sync("NA")


def history():
    return [
        (event.carrier_region.display_name, event.from_state, event.to_state, event.reason)
        for event in StatusEvent.objects.filter(subject="carrier_region").select_related("carrier_region")
    ]


@pytest.fixture
def synced(sandbox):
    """The NA catalogue is known; history starts anew for the test."""
    regions.sync("NA")
    return StatusEvent.objects.count()


def news(synced):
    return history()[synced:]


def test_it_learns_the_whole_catalogue(sandbox):
    report = regions.sync("NA")

    assert report == SyncReport(added=len(NA), changed=0, retired=0, total=len(NA))
    bell = CarrierRegion.objects.get(display_name="Canada: Bell")
    known = catalogue.find("NA", "Canada: Bell")
    assert (bell.pod, bell.remote_id, bell.region_name) == ("NA", known.id, known.region_name)
    assert (bell.country, bell.carrier) == ("Canada", "Bell")
    assert (bell.management_type, bell.management_type_value) == (
        known.management_type, str(known.managment_type_value),
    )  # fmt: skip
    assert (bell.hosting_region, bell.is_offered) == (known.hosting_region, True)
    assert not CarrierRegion.objects.get(display_name="United States: Consumer Cellular").is_offered
    assert len(history()) == len(NA)
    assert ("Canada: Bell", "", "offered", "") in history()
    assert ApiCall.objects.get().verdict == "ok"


def test_it_gives_every_carrier_a_name(settings):
    rows = [{"id": "a", "region_name": "/v1/regions/bell"}, {"id": "b"}]
    with faultserver.FaultServer(faultserver.says({"code": "RCS902", "data": rows})) as server:
        settings.KALEYRA_PODS = {"NA": {**settings.KALEYRA_PODS["NA"], "base_url": server.url}}
        regions.sync("NA")

    named = CarrierRegion.objects.order_by("remote_id").values_list("display_name", "carrier")
    assert list(named) == [("/v1/regions/bell", "/v1/regions/bell"), ("b", "b")]


def test_it_keeps_the_name_of_a_carrier_that_comes_without_one(synced):
    bell = CarrierRegion.objects.get(display_name="Canada: Bell")
    row = RegionRow(bell.remote_id, bell.region_name, "", "", "", True, "")

    regions.apply("NA", CatalogueReply((row,), ()), is_believed=True)

    bell.refresh_from_db()
    assert (bell.display_name, bell.country, bell.carrier) == ("Canada: Bell", "Canada", "Bell")


def test_it_changes_nothing_when_nothing_is_new(sandbox, synced):
    assert regions.sync("NA") == SyncReport(0, 0, 0, len(NA))
    assert news(synced) == []


def test_it_adds_a_newcomer(sandbox, synced):
    assert said("region-new", sandbox) == SyncReport(1, 0, 0, len(NA) + 1)
    assert news(synced) == [("Atlantis: Newcomer", "", "offered", "")]


def test_it_retires_what_vanished_and_welcomes_it_back(sandbox, synced):
    first = NA[0].display_name
    assert said("region-gone", sandbox) == SyncReport(0, 0, 1, len(NA) - 1)
    gone = CarrierRegion.objects.get(display_name=first)
    assert gone.retired_at is not None
    assert gone not in CarrierRegion.objects.offered()

    assert regions.sync("NA") == SyncReport(0, 1, 0, len(NA))

    assert news(synced) == [
        (first, "offered", "retired", "No longer listed by Kaleyra."),
        (first, "retired", "offered", ""),
    ]
    assert CarrierRegion.objects.get(display_name=first).is_offered


def test_it_tells_each_difference(sandbox, synced):
    first = NA[0].display_name

    assert said("region-disabled", sandbox) == SyncReport(0, 1, 0, len(NA))

    assert news(synced) == [(first, "offered", "disabled", "carrier enabled: yes > no")]


@pytest.mark.parametrize(
    ("scenario", "field", "value"),
    [
        ("region-no-colon", "carrier", "9 Mobile"),
        ("region-hosting", "hosting_region", "MOON"),
        ("region-management", "management_type", "X"),
        ("region-markup", "country", "<script>alert(1)</script>"),
    ],
)
def test_it_keeps_what_nobody_documented(sandbox, synced, scenario, field, value):
    said(scenario, sandbox)

    assert getattr(CarrierRegion.objects.get(remote_id=NA[0].id), field) == value


@pytest.mark.same_rows
@pytest.mark.parametrize(
    "scenario", ["right-spelling", "regions-text", "regions-camel", "regions-wrapped", "regions-twice"]
)
def test_it_reads_every_shape_as_the_same(sandbox, synced, scenario):
    assert said(scenario, sandbox) == SyncReport(0, 0, 0, len(NA))
    assert news(synced) == []


@pytest.mark.same_rows
@pytest.mark.parametrize("scenario", ["region-no-id", "region-odd"])
def test_it_reads_the_rest_when_one_row_is_odd(sandbox, synced, scenario):
    report = said(scenario, sandbox)

    assert (report.added, report.changed) == (0, 0)
    assert report.total == len(NA) - (scenario == "region-no-id")


def test_it_believes_no_answer_with_a_fraction_of_what_we_know(sandbox, synced):
    sandbox.answer_next("regions-empty", on="regions")

    with pytest.raises(Problem, match=f"Kaleyra lists 0 of the {len(NA)} carriers that we know"):
        regions.sync("NA")

    assert news(synced) == []
    assert CarrierRegion.objects.filter(retired_at=None).count() == len(NA)


def test_it_believes_half_of_it(sandbox, synced):
    assert said("regions-half", sandbox).retired == len(NA) // 2


def test_it_believes_no_catalogue_of_strangers_however_long(sandbox, synced):
    CarrierRegion.objects.update(pod="IN")
    known = [
        CarrierRegion(
            pod="NA", remote_id=f"old-{number}", display_name=f"Old: {number}", country="Old", carrier="x"
        )
        for number in range(10)
    ]
    CarrierRegion.objects.bulk_create(known)

    with pytest.raises(Problem, match="Kaleyra lists 0 of the 10 carriers"):
        regions.sync("NA")

    assert CarrierRegion.objects.filter(pod="NA", retired_at=None).count() == 10


def test_it_keeps_the_catalogue_of_the_other_pod(sandbox, synced):
    report = regions.sync("IN")

    assert report.added == len(catalogue.carriers("IN"))
    assert CarrierRegion.objects.filter(pod="NA", retired_at=None).count() == len(NA)


def test_it_keeps_everything_and_says_why_when_kaleyra_does_not_answer(sandbox, synced):
    sandbox.answer_next("rcs500", on="regions", times=0)

    with pytest.raises(Problem, match="internal error"):
        regions.sync("NA")

    assert news(synced) == []
    assert ApiCall.objects.filter(verdict="try_later").exists()
    assert PodHealth.objects.get(pod="NA").failures == 1


def test_it_lets_only_admins_ask_for_a_sync(ada, mona, rita, stranger):
    regions.request_sync("NA", by=ada)
    for by in (mona, rita, stranger):
        with pytest.raises(NotAllowed, match="Only admins"):
            regions.request_sync("NA", by=by)
