"""The work of `make bench` is the work it claims to be, and a row that cannot be measured says why."""

import shutil

import pytest

from benchmarks import simulating
from benchmarks.simulating import NODES, RUMOURS, Wires, ours, simblock_row, simblock_seconds


def test_every_rumour_goes_over_every_line_that_is_not_the_first_one():
    net = Wires()
    delivered, last = ours(net)
    lines = sum(map(len, net.links))
    assert delivered == RUMOURS * (1 + lines - (NODES - 1))
    begun = {node: at for at, node in net.begins}
    assert 10 * 0.9 < max(begun.values()) < last < max(begun.values()) + 5


@pytest.mark.parametrize("name", ["with_simpy", "with_callbacks"])
def test_simpy_delivers_the_same(name):
    simpy = pytest.importorskip("simpy", reason="SimPy is only in the environment of the benchmarks")
    net = Wires()
    assert getattr(simulating, name)(simpy, net) == ours(net)


def test_without_simblock_the_row_says_so(tmp_path):
    row = simblock_row(None)
    assert row.ratios == () and "--simblock DIR" in row.verdict
    with pytest.raises(ValueError, match="no source of SimBlock"):
        simblock_seconds(tmp_path)


MAIN = """
package simblock.simulator;
public class Main {
  public static void main(String[] arguments) throws Exception {
    if (ClassLoader.getSystemResource("simulator.conf") == null) throw new Exception("no conf");
    if (!new java.io.File("output/graph").isDirectory()) throw new Exception("no output");
    System.out.println(simblock.settings.SimulationConfiguration.NUM_OF_NODES);
    System.out.println(simblock.settings.SimulationConfiguration.END_BLOCK_HEIGHT * 10);
  }
}
"""
SETTINGS = """
package simblock.settings;
public class SimulationConfiguration {
  public static final int NUM_OF_NODES = 300;//600
  public static final int END_BLOCK_HEIGHT = 3;
  public static final float CBR_USAGE_RATE = 0.964f;
}
"""


@pytest.fixture
def source(tmp_path):
    """A program with SimBlock's places and names, and a time that tells whether its settings were changed."""
    java = tmp_path / "simulator" / "src" / "main" / "java" / "simblock"
    conf = tmp_path / "simulator" / "src" / "dist" / "conf"
    for folder in java / "simulator", java / "settings", conf:
        folder.mkdir(parents=True)
    (java / "simulator" / "Main.java").write_text(MAIN)
    (java / "settings" / "SimulationConfiguration.java").write_text(SETTINGS)
    (conf / "simulator.conf").write_text("{}")
    return tmp_path


def test_simblock_is_compiled_and_run_in_a_copy(source):
    if not shutil.which("javac"):
        pytest.skip("javac is not installed")
    before = {path: path.read_bytes() for path in source.rglob("*") if path.is_file()}
    assert simblock_seconds(source) == 1.0  # 100 blocks, times ten, in milliseconds
    assert {path: path.read_bytes() for path in source.rglob("*") if path.is_file()} == before


def test_what_else_may_be_missing_is_told(source, monkeypatch):
    settings = source / "simulator/src/main/java/simblock/settings/SimulationConfiguration.java"
    settings.write_text(SETTINGS.replace("NUM_OF_NODES", "NODES"))
    monkeypatch.setattr(simulating.shutil, "which", lambda name: name)
    with pytest.raises(ValueError, match="no NUM_OF_NODES"):
        simblock_seconds(source)
    monkeypatch.setattr(simulating.shutil, "which", lambda name: None)
    assert "not installed" in simblock_row(source).verdict
