package dev.terrace.platform;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The layers of a platform, and which of them each needs: the one place that says their order. What is built goes through them
 * forwards, what is deleted backwards. Each is named after those that it needs.
 */
public enum LayerName {
    SECURITY,
    NETWORK(SECURITY),
    REGISTRY(SECURITY),
    DATA(SECURITY, NETWORK),
    CLUSTER(SECURITY, NETWORK),
    WORKLOADS(NETWORK, REGISTRY, DATA, CLUSTER);

    private final Set<LayerName> needs;

    LayerName(LayerName... needs) {
        this.needs = Set.of(needs);
    }

    /** The layers whose resources this one refers to. */
    public Set<LayerName> needs() {
        return needs;
    }

    /** The layers that refer to this one's resources, themselves or through others. */
    public Set<LayerName> neededBy() {
        var dependents = EnumSet.noneOf(LayerName.class);
        for (var layer : values()) {
            if (layer.needs.contains(this) || layer.needs.stream().anyMatch(dependents::contains)) {
                dependents.add(layer);
            }
        }
        return dependents;
    }

    /** The layer of a resource's address, e.g. of {@code network/private-a}. */
    public static Optional<LayerName> ofAddress(String address) {
        return Arrays.stream(values())
                .filter(layer -> address.startsWith(layer + "/")
                        && address.length() > layer.toString().length() + 1)
                .findFirst();
    }

    /** The names of all layers, in words: {@code security, network, …}. */
    public static String all() {
        return Arrays.stream(values()).map(LayerName::toString).collect(Collectors.joining(", "));
    }

    /** @throws IllegalArgumentException when there is no such layer */
    @JsonCreator
    public static LayerName of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** As it stands in addresses, tags and names: {@code network}. */
    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
