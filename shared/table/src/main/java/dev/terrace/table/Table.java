package dev.terrace.table;

import dev.terrace.aws.Aws;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The one table.
 *
 * @param name its name; a stack's functions have it in the environment variable {@code TABLE}
 */
public record Table(DynamoDbClient dynamo, String name, Clock clock) {

    public static Table fromEnvironment(Aws aws, Clock clock) {
        return new Table(aws.client(DynamoDbClient.builder()), System.getenv("TABLE"), clock);
    }

    public Locks locks() {
        return new TableLocks(this);
    }

    public Runs runs() {
        return new TableRuns(this);
    }

    public Releases releases() {
        return new TableReleases(this);
    }

    Optional<Item> get(String platform, String sk) {
        var found = dynamo.getItem(request ->
                request.tableName(name).key(Item.of(platform, sk).attributes()).consistentRead(true));
        return Optional.ofNullable(Item.of(found.item()));
    }

    /**
     * The items of a platform whose sort key begins so, in the reverse of its order; pages are read as they are needed.
     *
     * @param pageSize about how many are needed
     */
    Stream<Item> descending(String platform, String prefix, int pageSize) {
        var pages = dynamo.queryPaginator(request -> request.tableName(name)
                .keyConditionExpression("pk = :pk AND begins_with(sk, :prefix)")
                .expressionAttributeValues(Map.of(
                        ":pk", AttributeValue.fromS(Item.partition(platform)), ":prefix", AttributeValue.fromS(prefix)))
                .scanIndexForward(false)
                .consistentRead(true)
                .limit(pageSize));
        return pages.items().stream().map(Item::of);
    }
}
