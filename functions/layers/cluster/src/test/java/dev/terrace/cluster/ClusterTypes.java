package dev.terrace.cluster;

import dev.terrace.aws.Home;
import dev.terrace.engine.ResourceType;
import java.util.List;

/** The layer's own types, to be held against what they stand between. */
final class ClusterTypes {
    private ClusterTypes() {}

    static List<ResourceType<?>> all() {
        var home = new Home("aws", "us-east-1", "111122223333");
        var described = new Described(new FakeEks().client(), "shop");
        return List.of(
                Cluster.type(new FakeEc2().client(), described, home),
                LaunchTemplate.type(new FakeEc2().client()),
                PodIdentityAssociation.type(described),
                Addon.type(described),
                Nodegroup.type(described),
                AccessEntry.type(described));
    }
}
