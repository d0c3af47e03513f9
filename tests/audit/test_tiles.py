"""Tiles, read by tlog-scales at every size that has an edge, and folders that are cut short or of another log."""

import contextlib
import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tlog_scales import tiles as scales
from tlog_scales.backend import LocalBackend
from tlog_scales.reader import TilesReader
from tlog_scales.signing import Vkey

from audit import tiles
from audit.errors import IntegrityError, StoreError
from audit.merkle import LEAF, Frontier, leaf_hash
from audit.note import Signer
from audit.proof import consistency, inclusion, streamed
from audit.signing import origin, signed
from audit.store.rows import Head
from audit.tiles import CHECKPOINT, Tiler, tile_path, update

NAME = origin("default")
SIGNER = Signer(NAME, bytes(range(32)))
EDGES = [255, 256, 257, 258, 511, 512, 513, 514]
FAR = [65_535, 65_536, 65_537, 65_538]


def leaf(index: int, log: str = "") -> bytes:
    return (sha256(f"{log}{index}".encode()).digest() * 4)[:LEAF]


def leaves(size: int, log: str = "") -> Iterator[bytes]:
    return (leaf(index, log) for index in range(size))


def heads(sizes: list[int], log: str = "") -> dict[int, Head]:
    tree, found = Frontier(), {}
    for index in range(max(sizes)):
        tree = tree.append(leaf_hash(leaf(index, log)))
        if tree.size in sizes:
            found[tree.size] = Head(tree, signed(tree, SIGNER))
    return found


def written(folder: Path, size: int, log: str = "") -> int:
    return update(folder, leaves(size, log), heads([size], log)[size], NAME)


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def needed(size: int) -> set[str]:
    """Return the paths of a tree's tiles as the specification counts them."""
    found = {"checkpoint"}
    for level in range(-1, 8):
        width = size // 256 ** max(level, 0)
        whole, rest = divmod(width, 256)
        found |= {"/".join(scales.tile_path(level, index)) for index in range(whole)}
        found |= {"/".join(scales.tile_path(level, whole, rest))} if rest else set()
    return found


def read(folder: Path) -> TilesReader:
    """Open a folder with tlog-scales, its checkpoint verified and its root recomputed."""
    reader = TilesReader(LocalBackend(folder))
    checkpoint = reader.get_checkpoint()
    checkpoint.verify(Vkey.from_string(SIGNER.verifier.encode()))
    assert checkpoint.origin == NAME
    assert reader.calculate_root_hash() == checkpoint.root_hash
    return reader


def check(folder: Path, size: int, indexes: list[int]) -> None:
    """Have tlog-scales read leaves and make proofs, which have to be ours."""
    reader = read(folder)
    assert reader.size == size
    hashes = [leaf_hash(each) for each in leaves(size)]
    for index in indexes:
        assert reader.get_entry(index) == leaf(index)
        ours = streamed(hashes, lambda node, index=index: inclusion(node, index, size))
        assert reader.get_inclusion_proof(index, size).node_hashes == list(ours)
        older = index + 1
        ours = streamed(hashes, lambda node, older=older: consistency(node, older, size))
        assert reader.get_consistency_proof(older, size).node_hashes == list(ours)


@pytest.mark.parametrize(
    ("level", "index", "width", "path"),
    [
        (0, 0, 256, "tile/0/000"),
        (3, 999, 256, "tile/3/999"),
        (0, 1000, 256, "tile/0/x001/000"),
        (1, 1_234_067, 256, "tile/1/x001/x234/067"),
        (0, 273, 112, "tile/0/273.p/112"),
        (None, 1000, 1, "tile/entries/x001/000.p/1"),
        (None, 10**9, 256, "tile/entries/x001/x000/x000/000"),
    ],
)
def test_a_path_is_the_one_of_the_specification(level: int | None, index: int, width: int, path: str):
    assert tile_path(level, index, width) == path


@given(st.integers(-1, 7), st.integers(0, 2**50), st.integers(1, 256))
def test_a_path_is_the_one_of_tlog_scales(level: int, index: int, width: int):
    theirs = "/".join(scales.tile_path(level, index, width % 256))
    assert tile_path(None if level < 0 else level, index, width) == theirs


@pytest.mark.slow
def test_every_size_is_read_by_tlog_scales_and_has_the_files_of_the_specification(tmp_path: Path):
    sizes = [*range(1, 131), *EDGES]
    every = heads(sizes)
    for size in sizes:
        folder = tmp_path / str(size)
        count = update(folder, leaves(size), every[size], NAME)
        assert set(files(folder)) == needed(size)
        assert count == len(needed(size))
        check(folder, size, sorted({0, 1, size // 2, size - 2, size - 1, 255, 256} & set(range(size))))
        shutil.rmtree(folder)


@pytest.mark.slow
def test_a_folder_that_grows_past_two_levels_is_read_by_tlog_scales(tmp_path: Path):
    every = heads(FAR)
    for size, new in zip(FAR, (514, 5, 3, 3), strict=True):
        assert update(tmp_path, leaves(size), every[size], NAME) == new
        reader = read(tmp_path)
        assert reader.size == size
        for index in (0, 255, 256, 65_279, 65_280, size - 1):
            assert reader.get_entry(index) == leaf(index)
        check(tmp_path, size, [32_767])
    # Tiles of the sizes before stay as long as they are not full.
    assert set(files(tmp_path)) == needed(65_536) | needed(65_537) | needed(65_538)


def test_a_folder_that_grows_size_by_size_is_read_at_each(tmp_path: Path):
    sizes = [1, 2, 3, 200, 255, 256, 257, 300, 511, 512, 700]
    every = heads(sizes)
    for size in sizes:
        update(tmp_path, leaves(size), every[size], NAME)
        read(tmp_path)
        assert needed(size) <= set(files(tmp_path))
    fresh = tmp_path / "fresh"
    written(fresh, 700)
    assert {name: data for name, data in files(tmp_path).items() if name in needed(700)} == files(fresh)


def test_a_second_run_writes_nothing_and_a_later_one_only_what_is_new(tmp_path: Path):
    assert written(tmp_path, 600) == len(needed(600))
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    assert written(tmp_path, 600) == 0
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert written(tmp_path, 601) == 3  # hashes, leaves and the checkpoint


def test_tiles_of_an_older_size_stay_until_they_are_full(tmp_path: Path):
    written(tmp_path, 300)
    older = {"tile/0/001.p/44", "tile/entries/001.p/44"}
    written(tmp_path, 310)
    assert older <= set(files(tmp_path))
    written(tmp_path, 512)
    assert set(files(tmp_path)) == needed(512) | {"tile/1/000.p/1"}
    assert not list(tmp_path.rglob("001.p"))
    (tmp_path / "tile/0/001.p").mkdir()  # a run that was cut short after its checkpoint
    (tmp_path / "tile/0/001.p/44").touch()
    written(tmp_path, 512)
    assert not list(tmp_path.rglob("001.p"))


def test_folders_and_files_are_for_their_owner(tmp_path: Path):
    folder = tmp_path / "log"
    written(folder, 300)
    assert {path.stat().st_mode & 0o077 for path in (folder, *folder.rglob("*"))} == {0}


def test_memory_is_one_tile_a_level():
    tiler = Tiler()
    for index in range(66_000):
        for tile in tiler.add(leaf(index)):
            assert len(tile.data) == tile.width * (32 if tile.level is not None else LEAF + 2)
    held = [*tiler.rest()]
    assert [(tile.level, tile.index, tile.width) for tile in held] == [
        (None, 257, 208),
        (0, 257, 208),
        (1, 1, 1),
        (2, 0, 1),
    ]


@settings(max_examples=50)
@given(st.integers(1, 1500))
def test_the_root_is_that_of_the_frontier(size: int):
    tree, tiler = Frontier(), Tiler()
    for each in leaves(size):
        tree = tree.append(leaf_hash(each))
        assert list(tiler.add(each)) == [] or tree.size % 256 == 0
    assert (tiler.size, tiler.root()) == (tree.size, tree.root())


class Cut(Exception):  # noqa: N818 - what a crash stands for
    pass


@pytest.mark.parametrize("survived", range(12))
def test_a_run_that_is_cut_short_leaves_the_older_tree_whole_and_the_next_one_ends_it(
    survived: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    written(tmp_path, 300)
    real, left = tiles.write_whole, [survived]

    def cut(path: Path, data: bytes, *, replace: bool) -> None:
        if not left[0]:
            raise Cut
        left[0] -= 1
        real(path, data, replace=replace)

    with monkeypatch.context() as patch, contextlib.suppress(Cut):
        patch.setattr(tiles, "write_whole", cut)
        written(tmp_path, 1100)  # 2 x 3 full tiles, 3 that are not, the checkpoint
    assert read(tmp_path).size == (300 if survived < 10 else 1100)
    written(tmp_path, 1100)
    assert read(tmp_path).size == 1100
    assert needed(1100) <= set(files(tmp_path)) <= needed(1100) | needed(300)


def test_a_log_that_stops_in_the_middle_changes_no_checkpoint(tmp_path: Path):
    written(tmp_path, 300)
    head = heads([600])[600]
    for records in (leaves(599), leaves(601), leaves(600, "other")):
        with pytest.raises(IntegrityError):
            update(tmp_path, records, head, NAME)
        assert read(tmp_path).size == 300


def test_a_log_that_is_shorter_than_its_tiles_was_cut(tmp_path: Path):
    written(tmp_path, 300)
    before = files(tmp_path)
    with pytest.raises(IntegrityError, match="tiles of 300 records, and the log has 299: it was cut"):
        written(tmp_path, 299)
    assert files(tmp_path) == before


@pytest.mark.parametrize("size", [300, 301, 600])
def test_a_log_of_other_records_is_refused(size: int, tmp_path: Path):
    written(tmp_path, 300)
    with pytest.raises(IntegrityError, match="not the tile of the log"):
        written(tmp_path, size, "other")
    assert read(tmp_path).size == 300
    for path in (tmp_path / "tile").rglob("*"):
        path.unlink() if path.is_file() else None
    with pytest.raises(IntegrityError, match="was changed since these tiles were written"):
        written(tmp_path, size, "other")


def test_a_damaged_tile_is_named_and_stays_as_it_is(tmp_path: Path):
    written(tmp_path, 600)
    for name in sorted(needed(600) - {"checkpoint"}):
        path = tmp_path / name
        good = path.read_bytes()
        for bad in (good[:-1], good + b"\0", bytes([good[0] ^ 1]) + good[1:], b""):
            path.write_bytes(bad)
            with pytest.raises(IntegrityError, match=f"{name}: not the tile of the log"):
                written(tmp_path, 600)
            assert path.read_bytes() == bad
        path.unlink()
        assert written(tmp_path, 600) == 1
        assert path.read_bytes() == good


@pytest.mark.parametrize("content", [b"", b"x", b"\xff", b"a\n1\n\n\n\xe2\x80\x94 a b\n"])
def test_what_is_no_checkpoint_is_refused(content: bytes, tmp_path: Path):
    written(tmp_path, 3)
    (tmp_path / CHECKPOINT).write_bytes(content)
    with pytest.raises(StoreError, match="not a checkpoint"):
        written(tmp_path, 3)
    assert (tmp_path / CHECKPOINT).read_bytes() == content


def test_a_folder_of_another_log_is_refused(tmp_path: Path):
    written(tmp_path, 3)
    with pytest.raises(StoreError, match="of another log"):
        update(tmp_path, leaves(3), heads([3])[3], origin("other"))


def test_a_checkpoint_whose_signature_was_changed_is_written_again(tmp_path: Path):
    written(tmp_path, 3)
    path = tmp_path / CHECKPOINT
    good = path.read_text()
    path.write_text(good[:-9] + ("AAAA" if good[-9:-5] != "AAAA" else "BBBB") + good[-5:])
    assert written(tmp_path, 3) == 1
    assert path.read_text() == good


def test_an_empty_log_has_no_tiles(tmp_path: Path):
    with pytest.raises(IntegrityError, match="nothing was recorded yet"):
        update(tmp_path / "log", iter(()), Head(), NAME)
    assert not (tmp_path / "log").exists()


def test_a_file_in_the_place_of_a_folder_is_an_error_of_the_disk(tmp_path: Path):
    (tmp_path / "log").write_text("kept")
    with pytest.raises(OSError, match="exists"):
        written(tmp_path / "log", 3)
    (tmp_path / "tile").write_text("kept")
    with pytest.raises(OSError, match="directory"):
        written(tmp_path, 3)
    assert (tmp_path / "tile").read_text() == "kept"
