"""``maintenances.json``: all planned work, once each time it takes place. The view is the answer itself."""

from __future__ import annotations

from statuary.api.v1 import shapes
from statuary.api.v1.incidents import updates
from statuary.api.v1.overview import maintenance_item, stamps
from statuary.api.writing import stamp
from statuary.model import MaintenanceSummary, Summary


def maintenances(summary: Summary, url: str) -> shapes.Maintenances:
    """By start."""
    now = summary.generated_at

    def shape(item: MaintenanceSummary) -> shapes.Maintenance:
        maintenance = item.maintenance
        head = maintenance_item(item, url)
        return shapes.Maintenance(
            id=head.id,
            title=head.title,
            status=head.status,
            start=head.start,
            end=head.end,
            components=head.components,
            url=head.url,
            announced_at=stamp(maintenance.announced_at),
            recurrence=maintenance.recurrence,
            text=maintenance.text.strip(),
            updates=updates(maintenance.updates, head.url, now),
        )

    return shapes.Maintenances(**stamps(summary), maintenances=[shape(item) for item in summary.maintenances])
