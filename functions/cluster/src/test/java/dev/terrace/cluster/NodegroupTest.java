package dev.terrace.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cluster.Nodegroup.LaunchTemplateSpecification;
import dev.terrace.cluster.Nodegroup.ScalingConfig;
import dev.terrace.cluster.Nodegroup.UpdateConfig;
import dev.terrace.engine.Found;
import dev.terrace.engine.Owner;
import dev.terrace.engine.State;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.eks.model.Issue;
import software.amazon.awssdk.services.eks.model.NodegroupStatus;
import software.amazon.awssdk.services.eks.model.UpdateNodegroupConfigRequest;
import software.amazon.awssdk.services.eks.model.UpdateNodegroupVersionRequest;

class NodegroupTest {
    private static final Owner OWNER = new Owner("shop", "cluster", Map.of());

    private final FakeEks eks = new FakeEks();
    private final Nodegroup.Type type = new Nodegroup.Type(eks, new Described(eks, "shop"));

    @ParameterizedTest(name = "of {0} wanted and {1} there, {2} are right")
    @CsvSource({"3, 4, 4", "3, 2, 2", "3, 1, 2", "3, 9, 5"})
    void the_number_of_nodes_is_the_autoscaler_s_within_the_bounds(int wanted, int there, int right) {
        var settled = type.settle(group(2, 5, wanted, Map.of(), "1"), found(group(1, 9, there, Map.of(), "1")));

        assertThat(settled.scalingConfig()).isEqualTo(new ScalingConfig(2, 5, right));
    }

    @Test
    void a_new_group_has_the_number_of_nodes_that_is_wanted() {
        assertThat(type.settle(group(2, 5, 3, Map.of(), "1"), null)
                        .scalingConfig()
                        .desiredSize())
                .isEqualTo(3);
    }

    @Test
    void labels_that_are_not_wanted_are_removed_by_name() {
        var updated = type.update(
                OWNER.key("nodes-general"),
                found(group(2, 5, 3, Map.of("colour", "blue", "size", "small"), "1")),
                group(2, 5, 3, Map.of("size", "large"), "2"),
                Set.of("labels", "launchTemplate"));

        var labels = eks.requests(UpdateNodegroupConfigRequest.class).getFirst().labels();
        assertThat(labels.addOrUpdateLabels()).isEqualTo(Map.of("size", "large"));
        assertThat(labels.removeLabels()).containsExactly("colour");
        assertThat(eks.requests).as("the new template waits for the next pass").hasSize(1);
        assertThat(updated.state()).isEqualTo(State.PENDING);
    }

    @Test
    void a_new_template_replaces_the_nodes() {
        type.update(
                OWNER.key("nodes-general"),
                found(group(2, 5, 3, Map.of(), "1")),
                group(2, 5, 3, Map.of(), "2"),
                Set.of("launchTemplate"));

        assertThat(eks.requests(UpdateNodegroupVersionRequest.class))
                .extracting(request -> request.launchTemplate().version())
                .containsExactly("2");
    }

    @ParameterizedTest
    @CsvSource({
        "CREATING, PENDING",
        "ACTIVE, READY",
        "UPDATING, PENDING",
        "DELETING, DELETING",
        "CREATE_FAILED, FAILED",
        "DELETE_FAILED, FAILED",
        "DEGRADED, READY"
    })
    void what_eks_says_of_a_group_tells_its_state(NodegroupStatus status, State state) {
        var found = Nodegroup.Type.found(OWNER, described(status));

        assertThat(found.state()).isEqualTo(state);
        assertThat(found.reason()).isEqualTo("AsgInstanceLaunchFailures: no capacity in us-east-1a");
    }

    private static software.amazon.awssdk.services.eks.model.Nodegroup described(NodegroupStatus status) {
        var issue = Issue.builder()
                .code("AsgInstanceLaunchFailures")
                .message("no capacity in us-east-1a")
                .build();
        return software.amazon.awssdk.services.eks.model.Nodegroup.builder()
                .clusterName("shop")
                .nodegroupName("general")
                .nodegroupArn("arn:group")
                .status(status)
                .scalingConfig(scaling -> scaling.minSize(1).maxSize(2).desiredSize(1))
                .health(health -> health.issues(issue))
                .tags(OWNER.key("nodes-general").tags())
                .build();
    }

    private static Found<Nodegroup> found(Nodegroup spec) {
        return Found.ready("nodes-general", "shop/general", spec);
    }

    private static Nodegroup group(int min, int max, int desired, Map<String, String> labels, String template) {
        return new Nodegroup(
                "shop",
                "general",
                "arn:role",
                Set.of("subnet-1"),
                "ON_DEMAND",
                "AL2023_x86_64_STANDARD",
                List.of("t3.medium"),
                new ScalingConfig(min, max, desired),
                labels,
                new UpdateConfig(33),
                new LaunchTemplateSpecification("lt-1", template),
                "1.34");
    }
}
