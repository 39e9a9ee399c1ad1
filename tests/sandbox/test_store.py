"""What survives a restart, and what a crash may leave behind."""

import json
import time
from concurrent.futures import ThreadPoolExecutor

from sandbox.server import start
from tests.sandbox.conftest import REGIONS, Caller

VERIZON = "United States: Verizon"


def test_it_remembers_launches_orders_and_dials_after_a_restart(tmp_path):
    file = tmp_path / "var" / "sandbox.json"
    first = start(state_file=file, decide_after=0)
    launch_id = Caller(first).launch_id(VERIZON)
    first.answer_next("rcs500", on="regions")
    with first.store.change() as memory:
        memory.failure_rate, memory.latency = 0.0, 0.01
    first.stop()

    second = start(state_file=str(file), decide_after=0)
    call = Caller(second)

    assert call.states(launch_id) == [3]
    assert call.launch().code == "RCS904"  # the name is taken
    assert [call.get(REGIONS).status for _ in range(2)] == [500, 200]
    assert second.store.memory.latency == 0.01
    second.stop()


def test_it_forgets_everything_when_reset(tmp_path):
    running = start(state_file=tmp_path / "sandbox.json")
    call = Caller(running)
    call.launch(VERIZON)
    running.answer_next("rcs500", times=0)

    running.reset()

    assert (running.launches(), running.requests) == ([], [])
    assert call.launch(VERIZON).code == "RCS902"
    running.stop()


def test_it_sets_aside_a_file_that_is_not_readable(tmp_path):
    file = tmp_path / "sandbox.json"
    for spoilt in ("half a fi", "[]", '{"launches": {}, "plans": []}', '{"plans": [{"x": 1}]}'):
        file.write_text(spoilt)

        running = start(state_file=file)

        assert running.launches() == []
        assert running.store.trouble == f"{file} was not readable; it is now {file}.unreadable"
        assert (tmp_path / "sandbox.json.unreadable").read_text() == spoilt
        running.stop()


def test_it_drops_an_order_for_a_scenario_that_is_gone(tmp_path):
    file = tmp_path / "sandbox.json"
    plan = {"scenario": "of-another-version", "endpoint": "", "times": 0, "taken": False}
    file.write_text(json.dumps({"launches": {"IN": {}, "NA": {}}, "plans": [plan]}))

    running = start(state_file=file)

    assert Caller(running).get(REGIONS).status == 200
    running.stop()


def test_it_writes_a_whole_file_each_time_while_many_launch_at_once(tmp_path):
    file = tmp_path / "sandbox.json"
    running = start(state_file=file)
    call = Caller(running)

    with ThreadPoolExecutor(8) as pool:
        launches = [pool.submit(call.launch, VERIZON, launch_name=f"launch {at}") for at in range(40)]
        while not all(launch.done() for launch in launches):
            if file.exists():
                json.loads(file.read_text())
            time.sleep(0.002)

    assert {launch.result().code for launch in launches} == {"RCS902"}
    assert len(json.loads(file.read_text())["launches"]["NA"]) == 40
    assert [path.name for path in tmp_path.iterdir()] == ["sandbox.json"]
    running.stop()


def test_it_goes_on_and_says_so_when_the_file_cannot_be_written(tmp_path):
    running = start(state_file=tmp_path / "sandbox.json")
    running.store.path = tmp_path / "a-file" / "sandbox.json"
    (tmp_path / "a-file").write_text("in the way")

    assert Caller(running).launch(VERIZON).code == "RCS902"
    assert "could not be written" in running.store.trouble
    running.stop()
