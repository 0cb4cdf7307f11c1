package dev.terrace.table;

import java.time.Duration;
import java.util.List;

/** Runs as items, the sort key of which begins with the time. */
record TableRuns(Table table) implements Runs {
    private static final String PREFIX = "run#";
    private static final Duration KEPT = Duration.ofDays(400);

    @Override
    public void put(Run run) {
        var item = Item.of(run.platform(), PREFIX + Item.text(run.started()) + "#" + run.id())
                .with("platform", run.platform())
                .with("id", run.id())
                .with("mode", run.mode())
                .with("started", run.started())
                .with("ended", run.ended())
                .with("status", run.status().name())
                .with("summary", run.summary())
                .expires(run.started(), KEPT);
        table.dynamo().putItem(request -> request.tableName(table.name()).item(item.attributes()));
    }

    @Override
    public List<Run> list(String platform, int most) {
        return table.descending(platform, PREFIX, most)
                .limit(most)
                .map(TableRuns::run)
                .toList();
    }

    private static Run run(Item item) {
        return new Run(
                item.text("platform"),
                item.text("id"),
                item.text("mode"),
                item.time("started"),
                item.time("ended"),
                Run.Status.valueOf(item.text("status")),
                item.text("summary"));
    }
}
