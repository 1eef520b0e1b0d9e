import json
from dataclasses import replace

import pytest

from corpus.codec import dumps, from_json, mention_from_json, mention_to_json, to_json
from corpus.errors import UnreadableInput
from corpus.mentions import Rank
from tests.corpus.samples import analysis


def test_round_trip() -> None:
    made = analysis()
    line = dumps(to_json(made, tokens=True))
    assert from_json(json.loads(line)) == made


def test_without_a_date_of_publication() -> None:
    made = replace(analysis(), article=replace(analysis().article, published=None))
    record = to_json(made)
    assert record["published"] is record["published_method"] is record["published_confidence"] is None
    assert from_json(record).article.published is None


def test_contract_keys() -> None:
    record = to_json(analysis())
    assert list(record)[:4] == ["schema", "id", "origin_id", "url"]
    by_kind = {m["kind"]: m for m in record["mentions"]}
    assert set(by_kind) == {"date", "term", "rank", "person", "position", "unit", "place", "document", "abbreviation"}
    assert by_kind["date"]["from"] == "2022-05-21"
    assert by_kind["person"]["positions"] == ["Trưởng Phòng Tham mưu"]
    for mention in record["mentions"]:
        assert record["text"][mention["start"] : mention["end"]] == mention["text"]


@pytest.mark.parametrize("broken", [{}, {"schema": 99}, {"schema": 1}, {"schema": "1"}])
def test_what_is_not_ours_is_refused(broken: dict[str, object]) -> None:
    with pytest.raises(UnreadableInput):
        from_json(broken)


def test_unknown_kind_is_refused() -> None:
    record = to_json(analysis())
    record["mentions"][0]["kind"] = "ship"
    with pytest.raises(UnreadableInput, match="ship"):
        from_json(record)


def test_a_promotion_is_written_only_where_it_is_told() -> None:
    rank = next(m for m in analysis().mentions if isinstance(m, Rank))
    assert "promoted_from" not in mention_to_json(rank)
    risen = replace(rank, promoted_from="thieu-ta")
    assert mention_to_json(risen)["promoted_from"] == "thieu-ta"
    assert mention_from_json(mention_to_json(risen)) == risen
