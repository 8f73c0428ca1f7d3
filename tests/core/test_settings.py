"""Settings from the environment."""

import pytest

from eventdesk.core.settings import BadSetting, from_environment


def test_defaults_work_on_one_machine(tmp_path):
    settings = from_environment({"DATA_DIR": str(tmp_path)})

    assert settings.database_url == f"sqlite:///{tmp_path}/eventdesk.sqlite3"
    assert settings.base_url == "http://127.0.0.1:8000"
    assert (settings.port, settings.workers, settings.mail_url, settings.is_demo) == (8000, 2, "", False)


def test_generated_secret_is_stored_privately(tmp_path):
    first = from_environment({"DATA_DIR": str(tmp_path)}).secret_key
    second = from_environment({"DATA_DIR": str(tmp_path)}).secret_key

    assert first == second
    assert len(first) == 64
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("weak", ["", "secret", "a" * 64, "dev" * 20])
def test_weak_secret_is_refused(tmp_path, weak):
    with pytest.raises(BadSetting):
        from_environment({"DATA_DIR": str(tmp_path), "SECRET_KEY": weak})


@pytest.mark.parametrize("url", ["postgres://u@h/d", "postgresql://u@h/d"])
def test_postgresql_uses_the_installed_driver(tmp_path, url):
    settings = from_environment({"DATA_DIR": str(tmp_path), "DATABASE_URL": url})

    assert settings.database_url == "postgresql+psycopg://u@h/d"


def test_port_that_is_no_number_is_named(tmp_path):
    with pytest.raises(BadSetting, match="PORT"):
        from_environment({"DATA_DIR": str(tmp_path), "PORT": "eighty"})
