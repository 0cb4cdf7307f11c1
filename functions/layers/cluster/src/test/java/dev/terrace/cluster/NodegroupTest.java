package dev.terrace.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.terrace.aws.PlainType;
import dev.terrace.cluster.Nodegroup.NodeRepairConfig;
import dev.terrace.cluster.Nodegroup.ScalingConfig;
import dev.terrace.cluster.Nodegroup.Taint;
import dev.terrace.cluster.Nodegroup.UpdateConfig;
import dev.terrace.engine.Found;
import dev.terrace.engine.Owner;
import dev.terrace.engine.Records;
import dev.terrace.engine.State;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.eks.model.CreateNodegroupRequest;
import software.amazon.awssdk.services.eks.model.Issue;
import software.amazon.awssdk.services.eks.model.NodegroupScalingConfig;
import software.amazon.awssdk.services.eks.model.NodegroupStatus;
import software.amazon.awssdk.services.eks.model.TagResourceRequest;
import software.amazon.awssdk.services.eks.model.UpdateNodegroupConfigRequest;
import software.amazon.awssdk.services.eks.model.UpdateNodegroupVersionRequest;

class NodegroupTest {
    private static final Owner OWNER = new Owner("shop", "cluster", Map.of());

    private final FakeEks eks = new FakeEks();
    private final PlainType<software.amazon.awssdk.services.eks.model.Nodegroup, Nodegroup> type =
            Nodegroup.type(new Described(eks.client(), "shop"));

    // ---------------------------------------------------------------- the name

    @Test
    void a_group_that_needs_a_successor_gets_one_of_another_name() {
        create(wish("general", Set.of("subnet-1", "subnet-2"), "lt-1", "1"));
        create(wish("general", Set.of("subnet-1", "subnet-2", "subnet-3"), "lt-1", "1"));
        create(wish("general", Set.of("subnet-1", "subnet-2"), "lt-2", "1"));

        assertThat(names()).doesNotHaveDuplicates().allMatch(name -> name.matches("general-[0-9a-f]{6}"));
    }

    @Test
    void a_creation_that_is_tried_again_asks_for_the_same_name_whatever_may_change_later() {
        create(wish("general", new LinkedHashSet<>(List.of("subnet-1", "subnet-2")), "lt-1", "1"));
        create(wish("general", new LinkedHashSet<>(List.of("subnet-2", "subnet-1")), "lt-1", "2"));

        assertThat(names()).containsExactly("general-33821f", "general-33821f");
    }

    @Test
    void a_group_that_is_there_keeps_its_name() {
        var found = group(1, 3, 2, Map.of(), "1");

        assertThat(type.settle(wish("general", Set.of("subnet-1"), "lt-1", "1"), found(found)))
                .isEqualTo(found);
    }

    @Test
    void the_longest_names_that_a_blueprint_takes_make_a_name_that_eks_takes() {
        create(wish("g".repeat(30), Set.of("subnet-1"), "lt-1", "1"));

        assertThat(names().getFirst()).hasSizeLessThanOrEqualTo(63);
    }

    @Test
    void a_group_that_lost_its_tag_is_known_by_its_name_and_gets_the_tag_back() {
        var wish = wish("general", Set.of("subnet-1"), "lt-1", "1");
        create(wish);
        var there = group(names().getFirst(), Set.of("subnet-1"), "lt-1", "1", new ScalingConfig(1, 3, 2), Map.of());

        assertThat(type.excludes(wish, there)).isTrue();
        assertThat(type.excludes(wish("burst", Set.of("subnet-1"), "lt-1", "1"), there))
                .isFalse();

        var renamed = type.rename(
                OWNER.key("nodes-general"), Found.ready("", "shop/general", there, Map.of("Arn", "arn:group")));
        assertThat(renamed.name()).isEqualTo("nodes-general");
        assertThat(eks.requests(TagResourceRequest.class)).singleElement().satisfies(request -> {
            assertThat(request.resourceArn()).isEqualTo("arn:group");
            assertThat(request.tags()).containsEntry("terrace:resource", "nodes-general");
        });
    }

    private void create(Nodegroup spec) {
        type.create(OWNER.key("nodes-general"), spec);
    }

    private List<String> names() {
        return eks.requests(CreateNodegroupRequest.class).stream()
                .map(CreateNodegroupRequest::nodegroupName)
                .toList();
    }

    // ---------------------------------------------------------------- changes

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
    void a_number_of_nodes_that_stays_is_not_sent_since_an_autoscaler_may_just_have_moved_it() {
        update(group(2, 5, 3, Map.of(), "1"), group(1, 5, 3, Map.of(), "1"), "scalingConfig");
        update(group(2, 5, 4, Map.of(), "1"), group(2, 3, 3, Map.of(), "1"), "scalingConfig");
        update(group(2, 5, 4, Map.of(), "1"), group(2, 5, 4, Map.of("a", "b"), "1"), "labels");

        assertThat(eks.requests(UpdateNodegroupConfigRequest.class))
                .extracting(UpdateNodegroupConfigRequest::scalingConfig)
                .containsExactly(
                        NodegroupScalingConfig.builder().minSize(1).maxSize(5).build(),
                        NodegroupScalingConfig.builder()
                                .minSize(2)
                                .maxSize(3)
                                .desiredSize(3)
                                .build(),
                        null);
    }

    private void update(Nodegroup found, Nodegroup wanted, String changed) {
        type.update(OWNER.key("nodes-general"), found(found), wanted, Set.of(changed));
    }

    @Test
    void labels_that_are_not_wanted_are_removed_by_name() {
        var updated = type.update(
                OWNER.key("nodes-general"),
                found(group(2, 5, 3, Map.of("colour", "blue", "size", "small"), "1")),
                group(2, 5, 3, Map.of("size", "large"), "2"),
                Set.of("labels", "launchTemplateVersion"));

        var labels = eks.requests(UpdateNodegroupConfigRequest.class).getFirst().labels();
        assertThat(labels.addOrUpdateLabels()).isEqualTo(Map.of("size", "large"));
        assertThat(labels.removeLabels()).containsExactly("colour");
        assertThat(eks.requests())
                .as("the new template waits for the next pass")
                .hasSize(1);
        assertThat(updated.state()).isEqualTo(State.PENDING);
    }

    @Test
    void taints_that_are_not_wanted_are_removed_and_others_are_added_or_changed() {
        var kept = new Taint("kept", "", "NO_SCHEDULE");
        var gone = new Taint("gone", "here", "NO_SCHEDULE");
        var other = new Taint("moved", "", "NO_EXECUTE");
        var now = new Taint("changed", "", "NO_SCHEDULE");
        type.update(
                OWNER.key("nodes-general"),
                found(tainted(
                        kept,
                        gone,
                        new Taint("moved", "", "NO_SCHEDULE"),
                        new Taint("changed", "by hand", "NO_SCHEDULE"))),
                tainted(kept, other, now),
                Set.of("taints"));

        var taints = eks.requests(UpdateNodegroupConfigRequest.class).getFirst().taints();
        assertThat(taints.addOrUpdateTaints())
                .extracting(taint -> taint.key(), taint -> taint.value(), taint -> taint.effectAsString())
                .containsExactlyInAnyOrder(tuple("moved", "", "NO_EXECUTE"), tuple("changed", "", "NO_SCHEDULE"));
        assertThat(taints.removeTaints())
                .as("the changed one is told by its key and effect, and stays")
                .extracting(taint -> taint.key(), taint -> taint.value(), taint -> taint.effectAsString())
                .containsExactlyInAnyOrder(tuple("gone", "here", "NO_SCHEDULE"), tuple("moved", "", "NO_SCHEDULE"));
    }

    @Test
    void a_group_whose_taints_and_repair_were_never_set_has_none() {
        var never = type.found("any", described(NodegroupStatus.ACTIVE)).spec();

        assertThat(never.taints()).isEmpty();
        assertThat(never.nodeRepairConfig().enabled()).isFalse();
    }

    @Test
    void a_taint_without_a_value_is_one_with_an_empty_value() {
        var taint = software.amazon.awssdk.services.eks.model.Taint.builder()
                .key("burst")
                .effect("NO_SCHEDULE")
                .build();
        var found = type.found(
                "any",
                described(NodegroupStatus.ACTIVE).toBuilder().taints(taint).build());

        assertThat(found.spec().taints()).containsExactly(new Taint("burst", "", "NO_SCHEDULE"));
    }

    @Test
    void repair_is_turned_on_in_place() {
        type.update(
                OWNER.key("nodes-general"),
                found(tainted()),
                Records.with(tainted(), Map.of("nodeRepairConfig", new NodeRepairConfig(true))),
                Set.of("nodeRepairConfig"));

        assertThat(eks.requests(UpdateNodegroupConfigRequest.class))
                .singleElement()
                .satisfies(request -> {
                    assertThat(request.nodeRepairConfig().enabled()).isTrue();
                    assertThat(request.labels()).isNull();
                    assertThat(request.taints()).isNull();
                });
    }

    private static Nodegroup tainted(Taint... taints) {
        return Records.with(group(2, 5, 3, Map.of(), "1"), Map.of("taints", Set.of(taints)));
    }

    @Test
    void a_new_template_replaces_the_nodes() {
        type.update(
                OWNER.key("nodes-general"),
                found(group(2, 5, 3, Map.of(), "1")),
                group(2, 5, 3, Map.of(), "2"),
                Set.of("launchTemplateVersion"));

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
        "CREATE_FAILED, CREATE_FAILED",
        "DELETE_FAILED, FAILED",
        "DEGRADED, READY"
    })
    void what_eks_says_of_a_group_tells_its_state(NodegroupStatus status, State state) {
        var found = type.found("any", described(status));

        assertThat(found.state()).isEqualTo(state);
        assertThat(found.reason()).contains("AsgInstanceLaunchFailures: no capacity in us-east-1a (i-1)");
    }

    @Test
    void a_deletion_that_failed_is_told_with_what_held_the_group_and_how_to_try_again() {
        assertThat(type.found("any", described(NodegroupStatus.DELETE_FAILED)).reason())
                .isEqualTo(
                        "its deletion failed (AsgInstanceLaunchFailures: no capacity in us-east-1a (i-1)); when the cause is"
                                + " mended, try again with `aws eks delete-nodegroup --cluster-name shop --nodegroup-name general`");
    }

    private static software.amazon.awssdk.services.eks.model.Nodegroup described(NodegroupStatus status) {
        var issue = Issue.builder()
                .code("AsgInstanceLaunchFailures")
                .message("no capacity in us-east-1a")
                .resourceIds("i-1")
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
        return group("general", Set.of("subnet-1"), "lt-1", template, new ScalingConfig(min, max, desired), labels);
    }

    /** A group as it is declared, with the values of what it refers to. */
    private static Nodegroup wish(String name, Set<String> subnets, String template, String templateVersion) {
        return group(
                Nodegroup.anyNameOf(name), subnets, template, templateVersion, new ScalingConfig(1, 3, 2), Map.of());
    }

    private static Nodegroup group(
            String name,
            Set<String> subnets,
            String template,
            String templateVersion,
            ScalingConfig scaling,
            Map<String, String> labels) {
        return new Nodegroup(
                "shop",
                name,
                "arn:role",
                subnets,
                "ON_DEMAND",
                "AL2023_x86_64_STANDARD",
                List.of("t3.medium"),
                template,
                templateVersion,
                scaling,
                labels,
                Set.of(),
                new UpdateConfig(33),
                new NodeRepairConfig(false),
                "1.34");
    }
}
