"""Whatever is changed at random, the verification says so, and never with a traceback."""

import pytest
from campaign import Campaign


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_no_random_change_of_a_row_goes_unseen(scene, tmp_path, seed):
    campaign = Campaign(scene, tmp_path, seed)
    found = campaign.rows(75)
    assert (found["missed"], campaign.missed) == (0, [])
    assert found["caught"] > 40


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_no_flipped_bit_of_the_file_goes_unseen(scene, tmp_path, seed):
    campaign = Campaign(scene, tmp_path, seed)
    found = campaign.bits(75)
    assert (found["missed"], campaign.missed) == (0, [])
    assert found["caught"] > 15
