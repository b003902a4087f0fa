"""Staged for a review: nothing is shown, nothing is lost, and what was not looked at is not published."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ingest.pipeline import Pipeline
from ingest.publishing import Publisher
from ingest.review import GoldenReview, Review
from ingest.settings import IngestSettings
from knowledge.errors import EditionChanged, NothingStaged, UnknownEdition
from knowledge.history import StagedEdition
from knowledge.records import Edition
from knowledge.stores.catalogue import open_catalogue
from tests.ingest.test_pipeline import Library
from tests.support.stages import Fatal, PowerCut


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """Two documents, published as edition 1; then one figure of one of them changed."""
    library = Library(tmp_path)
    library.write("a.md", "# Apples\n\nOf the growers, 70% sell apples at the market.\n")
    library.write("b.md", "# Bees\n\nThere were 40 hives in the valley in 2031.\n")
    library.ingest()
    library.write("a.md", "# Apples\n\nOf the growers, 75% sell apples at the market.\n")
    return library


def staged(library: Library, *inputs: Path) -> StagedEdition:
    report = library.pipeline().stage([str(each) for each in inputs or (library.reports,)], by="bob")
    assert report.staged
    return report.staged


def changes(of: StagedEdition) -> list[tuple[str, str | None, str | None]]:
    review = Review.model_validate_json(of.review)
    return [(f.kind, f.old and f.old.as_written, f.new and f.new.as_written) for f in review.facts]


def published_number(library: Library) -> int:
    edition = library.catalogue.current()
    assert edition
    return edition.id


def test_staging_publishes_nothing_and_says_which_facts_would_change(library: Library) -> None:
    before = library.published()
    report = library.pipeline().stage([str(library.reports)], by="bob")
    assert (library.published(), published_number(library)) == (before, 1)
    assert (report.published, report.replaced, library.shown(report.changed)) == (False, False, ["a.md"])
    assert report.staged
    assert report.staged == library.catalogue.staged()
    assert changes(report.staged) == [("changed", "70%", "75%")]


def test_only_what_changed_is_embedded_of_a_hundred_documents(tmp_path: Path) -> None:
    library = Library(tmp_path)
    for number in range(100):
        library.write(f"{number}.md", f"# Farm {number}\n\nOf the workers on farm {number}, 70% sell apples.\n")
    library.ingest()
    library.embedder.calls.clear()
    library.write("42.md", "# Farm 42\n\nOf the workers on farm 42, 71% sell apples.\n")
    assert changes(staged(library)) == [("changed", "70%", "71%")]
    assert library.embedder.texts
    assert all("71%" in text for text in library.embedder.texts)


SURVEY = """# Farm {number}

## Markets

Of the workers there, 70% sell apples at the market of the town.

In the evening most of them go home by train.

## Barns

Of the workers there, 31% sleep in a barn near the river.

## Pay

Of the workers there, 12% recieve their wages by the month.
"""


def test_of_edited_copies_among_a_hundred_the_review_names_the_changed_facts_and_no_others(tmp_path: Path) -> None:
    """A figure, a moved sentence, a removed paragraph, a mended typo; and only those documents are embedded again."""
    library = Library(tmp_path)
    texts = {number: SURVEY.format(number=number) for number in range(100)}
    for number, text in texts.items():
        library.write(f"{number}.md", text)
    library.ingest()
    library.embedder.calls.clear()
    evening = "In the evening most of them go home by train.\n\n"
    edited = {
        11: texts[11].replace("70%", "71%"),
        22: texts[22].replace(evening, "").replace("## Pay\n\n", f"## Pay\n\n{evening}"),
        33: texts[33].replace("Of the workers there, 31% sleep in a barn near the river.\n\n", ""),
        44: texts[44].replace("recieve", "receive"),
    }
    for number, text in edited.items():
        assert text != texts[number]
        library.write(f"{number}.md", text)
    assert sorted(changes(staged(library))) == [("changed", "70%", "71%"), ("removed", "31%", None)]
    assert library.embedder.texts
    assert {_farm(text) for text in library.embedder.texts} <= set(edited)


def _farm(text: str) -> int:
    return int(re.findall(r"Farm (\d+)", text)[0])


def test_approving_publishes_what_was_staged_without_embedding(library: Library) -> None:
    staged(library)
    library.embedder.calls.clear()
    edition = Publisher(library.catalogue).approve("eve", "Checked.")
    assert (edition.id, edition.published_by) == (2, "eve")
    assert "75%" in library.catalogue.text(library.published()["a.md"].id)
    assert library.embedder.calls == []
    assert library.pipeline().ingest([str(library.reports)]).published is False  # the sources say nothing else


def test_discarding_leaves_what_is_published_and_the_next_run_drops_the_rest(library: Library) -> None:
    staged(library)
    Publisher(library.catalogue).discard("eve", "A draft.")
    assert published_number(library) == 1
    library.ingest(library.reports / "b.md")
    assert library.is_tidy()
    assert library.catalogue.leftovers() == 0


def test_where_nothing_differs_nothing_is_staged(library: Library) -> None:
    report = library.pipeline().stage([str(library.reports / "b.md")])
    assert (report.staged, library.catalogue.staged()) == (None, None)


def test_what_is_staged_already_is_neither_embedded_nor_staged_again(library: Library) -> None:
    first = staged(library)
    library.embedder.calls.clear()
    assert staged(library) == first
    assert library.embedder.calls == []


def test_a_second_staging_has_what_the_first_one_had_and_takes_its_place(library: Library) -> None:
    staged(library, library.reports / "a.md")
    library.write("b.md", "# Bees\n\nThere were 50 hives in the valley in 2031.\n")
    report = library.pipeline().stage([str(library.reports / "b.md")])
    assert report.replaced
    assert report.staged
    assert sorted(changes(report.staged)) == [("changed", "40", "50"), ("changed", "70%", "75%")]


def test_what_was_taken_back_in_the_sources_is_staged_no_longer(library: Library) -> None:
    staged(library)
    library.write("a.md", "# Apples\n\nOf the growers, 70% sell apples at the market.\n")
    assert library.pipeline().stage([str(library.reports)]).staged is None
    assert library.catalogue.staged() is None


def test_what_was_staged_before_another_edition_is_not_published_unseen(library: Library) -> None:
    """Another look puts it on top of what is published by now, and then it can be."""
    staged(library, library.reports / "a.md")
    library.ingest(library.write("c.md", "# Cider\n\nOf the villages, 20% make cider.\n"))
    publisher = Publisher(library.catalogue)
    with pytest.raises(EditionChanged, match="Edition 2 was published since"):
        publisher.approve("eve")
    again = library.pipeline().review("eve")
    assert again
    assert (again.against, changes(again)) == (2, [("changed", "70%", "75%")])
    publisher.approve("eve")
    assert sorted(library.published()) == ["a.md", "b.md", "c.md"]


def test_who_approves_by_number_publishes_what_they_looked_at_or_nothing(library: Library) -> None:
    looked_at = staged(library)
    library.write("b.md", "# Bees\n\nThere were 50 hives in the valley in 2031.\n")
    staged(library)
    with pytest.raises(NothingStaged, match="replaced by a later one"):
        Publisher(library.catalogue).approve("eve", staged_id=looked_at.id)
    assert published_number(library) == 1


def test_a_staging_that_broke_off_before_its_review_is_reviewed_when_somebody_looks(library: Library) -> None:
    with pytest.raises(PowerCut):
        library.pipeline(catalogue=Fatal(library.catalogue, "set_review")).stage([str(library.reports)])
    kept = library.catalogue.staged()
    assert kept
    assert kept.review == ""
    looked_at = library.pipeline().review()
    assert looked_at
    assert changes(looked_at) == [("changed", "70%", "75%")]


def test_what_is_staged_survives_a_restart(tmp_path: Path) -> None:
    library = Library(tmp_path)
    library.catalogue = open_catalogue(library.folder)  # type: ignore[assignment]
    library.write("a.md", "# Apples\n\nOf the growers, 70% sell apples at the market.\n")
    first = staged(library)
    library.catalogue.close()  # type: ignore[attr-defined]
    again = open_catalogue(library.folder)
    assert again.staged() == first
    assert again.publish_staged(first.id, "eve").id == 1


def test_golden_questions_are_asked_of_both_editions_for_the_review(library: Library) -> None:
    asked: list[tuple[int | None, int]] = []

    def golden(published: Edition | None, staged: Edition) -> GoldenReview:
        asked.append((published and published.id, staged.id))
        return GoldenReview(questions=3, right=2)

    report = library.pipeline(golden=golden).stage([str(library.reports)])
    assert report.staged
    assert asked == [(1, -report.staged.id)]
    assert Review.model_validate_json(report.staged.review).golden == GoldenReview(questions=3, right=2)


# -- rolling back ------------------------------------------------------------------------------------------------------


def test_rolling_back_goes_to_the_edition_before_and_back_again_without_embedding(library: Library) -> None:
    library.ingest()
    library.embedder.calls.clear()
    publisher = Publisher(library.catalogue)
    assert publisher.roll_back("eve").id == 3
    assert "70%" in library.catalogue.text(library.published()["a.md"].id)
    assert publisher.roll_back("eve").id == 4
    assert "75%" in library.catalogue.text(library.published()["a.md"].id)
    assert library.embedder.calls == []
    assert library.index.missing(library.catalogue.content_ids()) == set()


def test_there_must_be_an_earlier_edition_to_roll_back_to(library: Library) -> None:
    publisher = Publisher(library.catalogue)
    with pytest.raises(UnknownEdition, match="no edition before"):
        publisher.roll_back("eve")
    with pytest.raises(UnknownEdition, match="is the published one"):
        publisher.roll_back("eve", 1)
    first = staged(library)
    with pytest.raises(UnknownEdition):
        publisher.roll_back("eve", first.edition.id)


def test_a_rollback_during_an_ingest_is_what_the_ingest_goes_on_from(library: Library) -> None:
    library.ingest()  # edition 2 says 75%
    catalogue = library.catalogue

    class Meddled:
        """Somebody rolls back to edition 1 just before the ingest publishes."""

        def __getattr__(self, name: str) -> object:
            return getattr(catalogue, name)

        def publish(self, *args: object) -> Edition:
            if published_number(library) == 2:
                catalogue.roll_back(1, "eve")
            return catalogue.publish(*args)  # type: ignore[arg-type]

    new = library.write("c.md", "# Cider\n\nOf the villages, 20% make cider.\n")
    report = library.pipeline(catalogue=Meddled()).ingest([str(new)])
    assert report.edition
    assert report.edition.id == 4
    assert "70%" in catalogue.text(library.published()["a.md"].id)
    assert "c.md" in library.published()


# -- what is kept ------------------------------------------------------------------------------------------------------


def test_as_many_editions_are_kept_as_the_settings_say_with_their_vectors(tmp_path: Path) -> None:
    library = Library(tmp_path)
    for year in range(2030, 2036):
        library.write("a.md", f"# Apples\n\nOf the growers, {year - 2000}% sold apples in {year}.\n")
        settings = IngestSettings(keep_editions=3)
        parts = library.catalogue, library.index, library.embedder, settings, library.folder
        Pipeline(*parts).ingest([str(library.reports)])
    assert [each.id for each in library.catalogue.editions() if each.kept] == [6, 5, 4]
    assert library.is_tidy()
    assert len(library.catalogue.revisions(4)) == 1


def test_vectors_of_every_kept_edition_are_made_again(library: Library) -> None:
    """As after a change of the embedding model: a rollback needs no embedding then, either."""
    library.ingest()
    library.index.remove(library.index.ids())
    assert library.pipeline().tidy() > 0
    assert library.index.missing(library.catalogue.content_ids()) == set()


def test_an_ingest_says_why_it_published(library: Library) -> None:
    library.ingest()
    assert library.catalogue.editions(1)[0].why == f"Changed {library.reports}/a.md"
    for number in range(5):
        library.write(f"{number}.md", f"# Farm {number}\n\nIt has {number + 20} cows in its stables today.\n")
    (library.reports / "b.md").unlink()
    library.ingest()
    assert library.catalogue.editions(1)[0].why == "Added 5 documents; removed b.md"
