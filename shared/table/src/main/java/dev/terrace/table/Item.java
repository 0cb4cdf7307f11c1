package dev.terrace.table;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Between our words and DynamoDB's attributes. */
final class Item {
    /** Milliseconds always, so that text sorts as time does; {@link Instant#toString} leaves them out when they are zero. */
    private static final DateTimeFormatter SORTABLE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Map<String, AttributeValue> attributes = new LinkedHashMap<>();

    /** An item, or the key of one. */
    static Item of(String platform, String sk) {
        return new Item().with("pk", partition(platform)).with("sk", sk);
    }

    /** The item that DynamoDB returned; null when there is none. */
    static Item of(Map<String, AttributeValue> attributes) {
        if (attributes == null || attributes.isEmpty()) {
            return null;
        }
        var item = new Item();
        item.attributes.putAll(attributes);
        return item;
    }

    static String partition(String platform) {
        return "platform#" + platform;
    }

    static String text(Instant time) {
        return SORTABLE.format(time);
    }

    /** Sets an attribute; null leaves it out. */
    Item with(String name, String value) {
        if (value != null) {
            attributes.put(name, AttributeValue.fromS(value));
        }
        return this;
    }

    Item with(String name, Instant time) {
        return with(name, time == null ? null : text(time));
    }

    /** DynamoDB may delete the item so long after {@code start}. */
    Item expires(Instant start, Duration after) {
        attributes.put(
                "expires", AttributeValue.fromN(Long.toString(start.plus(after).getEpochSecond())));
        return this;
    }

    /** An attribute's text; empty when it is missing or no text. */
    String text(String name) {
        var value = attributes.get(name);
        return value == null || value.s() == null ? "" : value.s();
    }

    /** An attribute's time; null when it is missing. */
    Instant time(String name) {
        var value = attributes.get(name);
        return value == null ? null : Instant.parse(value.s());
    }

    /** The two attributes by which DynamoDB finds the item. */
    Map<String, AttributeValue> key() {
        return Map.of("pk", attributes.get("pk"), "sk", attributes.get("sk"));
    }

    Map<String, AttributeValue> attributes() {
        return attributes;
    }
}
