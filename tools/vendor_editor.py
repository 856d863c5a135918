"""Bundle the rich-text editor that Breakwater carries. For maintainers; nothing at install or run time needs it.

    python tools/vendor_editor.py

Asks npm for ProseMirror's modules and for esbuild, in a folder of its own, and writes design/editor/prosemirror.js: one classic
script that sets window.ProseMirror, so that a nonce covers it. docs/decisions/0011 says why it is this one.
"""

import json
import subprocess
import tempfile
from pathlib import Path

STATIC = Path(__file__).resolve().parent.parent / "src/breakwater/foundation/design/static/design"
PACKAGES = {
    "prosemirror-commands": "1.7.2",
    "prosemirror-dropcursor": "1.8.4",
    "prosemirror-gapcursor": "1.4.1",
    "prosemirror-history": "1.5.2",
    "prosemirror-inputrules": "1.7.0",
    "prosemirror-keymap": "1.2.3",
    "prosemirror-model": "1.25.13",
    "prosemirror-schema-list": "1.6.1",
    "prosemirror-state": "1.4.4",
    "prosemirror-tables": "1.8.5",
    "prosemirror-transform": "1.12.7",
    "prosemirror-view": "1.44.0",
    "esbuild": "0.28.2",
}
TAKEN = {
    "prosemirror-state": "EditorState, Plugin, NodeSelection, TextSelection",
    "prosemirror-view": "EditorView",
    "prosemirror-model": "Schema, DOMParser, Slice, Fragment",
    "prosemirror-commands": "baseKeymap, toggleMark, setBlockType, chainCommands",
    "prosemirror-keymap": "keymap",
    "prosemirror-history": "history, undo, redo",
    "prosemirror-schema-list": "wrapInList, splitListItem, liftListItem, sinkListItem",
    "prosemirror-tables": "tableNodes, tableEditing, isInTable, addRowAfter, addColumnAfter, deleteRow, deleteColumn, deleteTable",
    "prosemirror-inputrules": "inputRules, wrappingInputRule, textblockTypeInputRule",
    "prosemirror-dropcursor": "dropCursor",
    "prosemirror-gapcursor": "gapCursor",
}


def main():
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "package.json").write_text(json.dumps({"private": True, "dependencies": PACKAGES}))
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=folder, check=True)
        lines = (f'export {{ {names} }} from "{package}";' for package, names in TAKEN.items())
        (folder / "entry.js").write_text("\n".join(lines))
        subprocess.run(
            [
                *("npx", "--no-install", "esbuild", "entry.js", "--bundle", "--minify", "--format=iife"),
                *("--global-name=ProseMirror", "--target=es2019", "--legal-comments=none"),
                f"--outfile={STATIC / 'editor' / 'prosemirror.js'}",
            ],
            cwd=folder,
            check=True,
        )


if __name__ == "__main__":
    main()
