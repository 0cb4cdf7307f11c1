package dev.terrace.network;

import dev.terrace.engine.Owner;
import dev.terrace.engine.ResourceType;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** What EC2 tells about the layer. All types share one look at it in each walk. */
final class Inventory {
    private final Ec2Client ec2;
    private final Owner owner;
    private final Set<ResourceType<?>> looking = new HashSet<>();
    private Look last;

    Inventory(Ec2Client ec2, String platform, String layer) {
        this.ec2 = ec2;
        this.owner = new Owner(platform, layer, Map.of());
    }

    /** Whose layer it is; without the user's own tags. */
    Owner owner() {
        return owner;
    }

    /** The look of the walk that the type is in. A type looks once in a walk: when it looks again, a new walk has begun. */
    synchronized Look look(ResourceType<?> type) {
        if (last == null || !looking.add(type)) {
            looking.clear();
            looking.add(type);
            last = new Look(ec2, owner);
        }
        return last;
    }

    /** What the walk has begun with. */
    synchronized Look last() {
        return last;
    }
}
