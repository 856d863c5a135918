"""One source is counted as one, however its address is written."""

import pytest

from breakwater.foundation.design.senders import source_of


@pytest.mark.parametrize(
    ("address", "source"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("::FFFF:C000:201", "192.0.2.1"),
        ("2001:db8::1", "2001:db8::"),
        ("2001:db8:0:0:ffff:1:2:3", "2001:db8::"),
        ("2001:db8:0:1::1", "2001:db8:0:1::"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_an_address_is_one_source_in_each_of_its_forms(address, source):
    assert source_of(address) == source
