package dev.terrace.table;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/** Releases as items; what belongs together is written in one transaction, together with a look at the lock. */
record TableReleases(Table table) implements Releases {
    private static final String HISTORY = "release#";
    private static final String CURRENT = "current#";
    private static final String SEEN = "seen#";
    /** A page then ends at DynamoDB's own limit, 1 MB. */
    private static final int ALL = Integer.MAX_VALUE;

    private static final Duration KEPT = Duration.ofDays(400);

    @Override
    public Map<String, Image> current(String platform) {
        var current = new TreeMap<String, Image>();
        table.descending(platform, CURRENT, ALL)
                .map(TableReleases::image)
                .forEach(image -> current.put(image.component(), image));
        return current;
    }

    @Override
    public Optional<Image> current(String platform, String component) {
        return table.get(platform, CURRENT + component).map(TableReleases::image);
    }

    @Override
    public Optional<Release> of(String platform, String component, String digest) {
        return table.get(platform, SEEN + component + "#" + digest).map(TableReleases::release);
    }

    @Override
    public void open(Release release, String holder) {
        record(release, holder, List.of());
    }

    @Override
    public void finish(Release ended, String holder) {
        var current = Item.of(ended.platform(), CURRENT + ended.component())
                .with("release", ended.id())
                .with("since", ended.ended());
        record(
                ended,
                holder,
                ended.status() == Release.Status.SUCCEEDED ? List.of(put(image(current, ended.image()))) : List.of());
    }

    @Override
    public List<Release> list(String platform, String component, int most) {
        return table.descending(platform, HISTORY + component + "#", most)
                .limit(most)
                .map(TableReleases::release)
                .toList();
    }

    @Override
    public List<Release> list(String platform, int most) {
        return table.descending(platform, HISTORY, ALL)
                .map(TableReleases::release)
                .sorted(Comparator.comparing(Release::started).reversed())
                .limit(most)
                .toList();
    }

    @Override
    public void forget(String platform) {
        Stream.concat(table.descending(platform, CURRENT, ALL), table.descending(platform, SEEN, ALL))
                .toList()
                .forEach(item -> table.dynamo()
                        .deleteItem(request -> request.tableName(table.name()).key(item.key())));
    }

    /** Writes a release to its history and to its digest, and more with it, if the lock is held and no end is recorded yet. */
    private void record(Release release, String holder, List<Put> more) {
        var history = HISTORY + release.component() + "#" + Item.text(release.started());
        var seen = SEEN + release.component() + "#" + release.image().digest();
        var writes = new ArrayList<TransactWriteItem>();
        writes.add(TransactWriteItem.builder()
                .conditionCheck(new TableLocks(table).heldBy(release.platform(), holder))
                .build());
        writes.add(write(put(item(release, history)).toBuilder()
                .conditionExpression("attribute_not_exists(pk) OR #status = :underWay")
                .expressionAttributeNames(Map.of("#status", "status"))
                .expressionAttributeValues(Map.of(":underWay", AttributeValue.fromS(Release.Status.UNDER_WAY.name())))
                .build()));
        writes.add(write(put(item(release, seen))));
        more.forEach(put -> writes.add(write(put)));
        try {
            Conflicts.retried(() -> table.dynamo().transactWriteItems(request -> request.transactItems(writes)));
        } catch (TransactionCanceledException e) {
            if (isEnded(release.platform(), history)) {
                return; // By an earlier attempt, which freed the lock too, perhaps: the end that was recorded first
                // stays.
            }
            if ("ConditionalCheckFailed"
                    .equals(e.cancellationReasons().getFirst().code())) {
                throw new LockLostException(release.platform(), holder);
            }
            throw e;
        }
    }

    private boolean isEnded(String platform, String history) {
        return table.get(platform, history)
                .map(TableReleases::release)
                .filter(release -> release.status() != Release.Status.UNDER_WAY)
                .isPresent();
    }

    private Put put(Item item) {
        return Put.builder().tableName(table.name()).item(item.attributes()).build();
    }

    private static TransactWriteItem write(Put put) {
        return TransactWriteItem.builder().put(put).build();
    }

    private static Item item(Release release, String sk) {
        return image(Item.of(release.platform(), sk), release.image())
                .with("platform", release.platform())
                .with("id", release.id())
                .with("event", release.event())
                .with("started", release.started())
                .with("ended", release.ended())
                .with("status", release.status().name())
                .with("reason", release.reason())
                .expires(release.started(), KEPT);
    }

    private static Item image(Item item, Image image) {
        return item.with("component", image.component())
                .with("repositoryUri", image.repositoryUri())
                .with("digest", image.digest())
                .with("tag", image.tag())
                .with("pushedAt", image.pushedAt());
    }

    private static Release release(Item item) {
        return new Release(
                item.text("platform"),
                image(item),
                item.text("id"),
                item.text("event"),
                item.time("started"),
                item.time("ended"),
                Release.Status.valueOf(item.text("status")),
                item.text("reason"));
    }

    private static Image image(Item item) {
        return new Image(
                item.text("component"),
                item.text("repositoryUri"),
                item.text("digest"),
                item.text("tag"),
                item.time("pushedAt"));
    }
}
