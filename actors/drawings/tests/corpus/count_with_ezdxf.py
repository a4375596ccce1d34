#!/usr/bin/env python3
"""Counts the entities of a folder of DXF files with ezdxf, as a table to compare our reader with.

    python3 count_with_ezdxf.py FOLDER > ezdxf_counts.toml

Files that ezdxf refuses are read in its recover mode; what even that refuses is listed with the
reason. The explained differences below are kept by hand: `ours` is what our reader counts where
that is not what ezdxf counts, and `why` says which of the two the file bears out.
"""

import collections
import logging
import pathlib
import sys

import ezdxf
from ezdxf import recover

DIFFERENCES = [
    # (file, space, type, ours, why)
    (
        "mtext_text_frame.dxf",
        "model_space",
        "LWPOLYLINE",
        1,
        "The frame around the MTEXT is an entity of the file; ezdxf deletes it on loading and "
        "draws it again on saving. A plot shows it, so it is kept.",
    ),
    *(
        (
            file,
            "blocks",
            kind,
            0,
            "The file has no block of the kind: ezdxf adds its arrow blocks to files of R13 and "
            "R14 when it loads them.",
        )
        for file in ("bin_dxf_r14.dxf", "duplicate_handles.dxf")
        for kind in ("ARC", "CIRCLE", "LINE", "LWPOLYLINE", "SOLID")
    ),
]


def counts(entities):
    return dict(sorted(collections.Counter(e.dxftype() for e in entities).items()))


def table(counted):
    inside = ", ".join(f'"{kind}" = {number}' for kind, number in counted.items())
    return f"{{ {inside} }}" if inside else "{}"


def read(path):
    try:
        return ezdxf.readfile(path), "strict"
    except (ezdxf.DXFError, UnicodeDecodeError, ValueError):
        return recover.readfile(path)[0], "recover"


def main(folder):
    logging.disable(logging.CRITICAL)
    print("# Written by count_with_ezdxf.py; change that, not this.")
    print(f'ezdxf = "{ezdxf.__version__}"')
    for path in sorted(pathlib.Path(folder).iterdir()):
        if path.suffix.lower() != ".dxf":
            continue
        print(f'\n[[file]]\nname = "{path.name}"')
        try:
            document, mode = read(path)
        except (ezdxf.DXFError, OSError) as error:
            print(f'refused = "{type(error).__name__}"')
            continue
        layouts = [l for l in document.layouts if l.name != "Model"]
        blocks = [b for b in document.blocks if not b.block_record.is_any_layout]
        print(f'mode = "{mode}"')
        print(f"model_space = {table(counts(document.modelspace()))}")
        print(f"paper_space = {table(counts(e for l in layouts for e in l))}")
        print(f"blocks = {table(counts(e for b in blocks for e in b))}")
    for file, space, kind, ours, why in DIFFERENCES:
        print(f'\n[[difference]]\nfile = "{file}"\nspace = "{space}"\ntype = "{kind}"')
        print(f'ours = {ours}\nwhy = "{why}"')


if __name__ == "__main__":
    main(sys.argv[1])
