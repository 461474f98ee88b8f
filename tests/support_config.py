"""A small good site, with other files in place of some of its own."""

from __future__ import annotations

from pathlib import Path

GOOD = {
    "config/site.yaml": "name: Example\nurl: https://status.example.com\n",
    "config/components.yaml": "components:\n  - {id: api, name: API}\n  - {id: web, name: Web, manual: true}\n",
    "probes/api.yaml": "component: api\nprobes:\n  - {id: api-tcp, kind: tcp, host: api.example.com, port: 443}\n",
}


def write_site(root: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in {**GOOD, **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root
