"""What all tests share: generated tests may take their time, for the machine may be busy; a PostgreSQL server."""

import os

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings

settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")


@pytest.fixture(scope="session")
def postgresql() -> str:
    """The URL of a PostgreSQL server that answers."""
    pytest.importorskip("psycopg")
    url = os.environ.get("OCS_TEST_POSTGRESQL", "postgresql+psycopg://postgres@127.0.0.1:5432/test")
    engine = sa.create_engine(url, connect_args={"connect_timeout": 2})
    try:
        engine.connect().close()
    except sa.exc.OperationalError:
        # Where somebody names a server, as CI does, it must be there.
        if "OCS_TEST_POSTGRESQL" in os.environ:
            raise
        pytest.skip(f"no PostgreSQL answers at {url}")
    finally:
        engine.dispose()
    return url
