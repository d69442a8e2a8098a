import pytest
from tests.server.factories import table_of
@pytest.mark.django_db
def test_orm(chromium):
    assert table_of(3)[0].pk
