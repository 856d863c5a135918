"""The embedded database server: closed to other accounts, and stopped by a command."""

import os
import shutil
import stat

import pytest

from breakwater.delivery.cli import main
from breakwater.delivery.cluster import ClusterFault, _close_socket_to_others, cluster_at, ensure, is_running, start


def test_only_the_servers_own_account_and_root_come_to_its_socket(test_cluster):
    found = test_cluster.socket.stat()
    assert stat.S_IMODE(found.st_mode) == 0o700
    assert found.st_uid == test_cluster.data.stat().st_uid


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives a folder away")
def test_a_socket_folder_that_someone_else_put_there_is_not_used(tmp_path):
    cluster = cluster_at(tmp_path / "postgres")
    cluster.socket.mkdir(parents=True)
    os.chown(cluster.socket, 12345, 12345)
    with pytest.raises(ClusterFault, match="belongs to someone else"):
        _close_socket_to_others(cluster, {"user": 65534, "group": 65534})


@pytest.mark.slow
def test_a_command_stops_the_server_of_a_data_folder(tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("BREAKWATER_DATA", "elsewhere")
    cluster = ensure(cluster_at(tmp_path / "postgres"))
    assert is_running(cluster)
    assert main(["stop", "--data", str(tmp_path)]) == 0
    assert not is_running(cluster)
    assert main(["stop", "--data", str(tmp_path)]) == 0
    assert "No database server" in capsys.readouterr().out
    shutil.rmtree(cluster.home)


def test_a_folder_of_another_major_version_is_left_alone_and_named(tmp_path):
    cluster = cluster_at(tmp_path / "postgres")
    cluster.data.mkdir(parents=True)
    (cluster.data / "PG_VERSION").write_text("16\n")
    with pytest.raises(ClusterFault, match="PostgreSQL 16's"):
        start(cluster)
    assert [path.name for path in cluster.data.iterdir()] == ["PG_VERSION"]
