package dev.terrace.table;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionCheck;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/** Locks as items whose every write is conditional on the holder. */
record TableLocks(Table table) implements Locks {
    private static final String SK = "lock";
    private static final Map<String, String> HOLDER = Map.of("#holder", "holder");

    @Override
    public Attempt acquire(String platform, String holder, String purpose) {
        try {
            put(platform, holder, purpose, "attribute_not_exists(pk) OR #holder = :holder", holder);
            return new Acquired();
        } catch (ConditionalCheckFailedException e) {
            var held = Item.of(e.item());
            return new Held(held.text("holder"), since(held), held.text("purpose"));
        }
    }

    /** Somebody who wrote into the table may have written anything: what is no time was long ago. */
    private static Instant since(Item lock) {
        try {
            return Instant.parse(lock.text("since"));
        } catch (DateTimeParseException _) {
            return Instant.EPOCH;
        }
    }

    @Override
    public String location(String platform) {
        return "the item %s, %s of the table %s".formatted(Item.partition(platform), SK, table.name());
    }

    @Override
    public boolean release(String platform, String holder) {
        try {
            Conflicts.retried(() -> table.dynamo().deleteItem(request -> request.tableName(table.name())
                    .key(Item.of(platform, SK).attributes())
                    .conditionExpression("#holder = :holder")
                    .expressionAttributeNames(HOLDER)
                    .expressionAttributeValues(Map.of(":holder", AttributeValue.fromS(holder)))));
            return true;
        } catch (ConditionalCheckFailedException _) {
            return false;
        }
    }

    @Override
    public boolean takeOver(String platform, String from, String to, String purpose) {
        try {
            put(platform, to, purpose, "#holder = :holder", from);
            return true;
        } catch (ConditionalCheckFailedException _) {
            return false;
        }
    }

    private void put(String platform, String holder, String purpose, String condition, String expected) {
        var lock = Item.of(platform, SK)
                .with("holder", holder)
                .with("since", table.clock().instant())
                .with("purpose", purpose);
        Conflicts.retried(() -> table.dynamo().putItem(request -> request.tableName(table.name())
                .item(lock.attributes())
                .conditionExpression(condition)
                .expressionAttributeNames(HOLDER)
                .expressionAttributeValues(Map.of(":holder", AttributeValue.fromS(expected)))
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)));
    }

    /** Part of a transaction: it happens only if {@code holder} holds the lock. */
    ConditionCheck heldBy(String platform, String holder) {
        return ConditionCheck.builder()
                .tableName(table.name())
                .key(Item.of(platform, SK).attributes())
                .conditionExpression("#holder = :holder")
                .expressionAttributeNames(HOLDER)
                .expressionAttributeValues(Map.of(":holder", AttributeValue.fromS(holder)))
                .build();
    }
}
