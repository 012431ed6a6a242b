from playground.site.table import table


def test_every_file_counts_once(tmp_path):
    for name, size in {
        "index.html": 10,
        "app-1f/page.pack": 300,
        "pn/1/a.css": 40,
        "pn/1/b.css": 2,
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x" * size)
    rows = {row[0]: row for row in table(tmp_path)}
    assert sum(row[1] for row in rows.values()) == 352
    assert rows["pn/…"][1] == 42
    assert all(row[3] for row in rows.values()), "a file without a reason"
    assert rows["app-1f/page.pack"][2] < 300
