package dev.terrace.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.aws.Home;
import dev.terrace.aws.LayerOnCloud;
import dev.terrace.aws.Wire;
import dev.terrace.blueprint.Documents;
import dev.terrace.engine.Change;
import dev.terrace.engine.Change.Action;
import dev.terrace.engine.DeletionPolicy;
import dev.terrace.engine.Result;
import dev.terrace.local.TestCloud;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecr.model.ImageTagMutability;
import software.amazon.awssdk.services.resourcegroupstaggingapi.ResourceGroupsTaggingApiClient;

class RegistryLayerIT {
    private static final Map<String, Result.Output> KEY = Map.of(
            "security/registry",
            new Result.Output("1234abcd", Map.of("Arn", "arn:aws:kms:us-east-1:000000000000:key/1234abcd")));

    private static final Home HOME = new Home("aws", "us-east-1", "000000000000");

    private static Wire wire;
    private static EcrClient ecr;
    private static ResourceGroupsTaggingApiClient tagging;

    @BeforeAll
    static void connect() {
        TestCloud.shared().connect();
        wire = new Wire();
        ecr = wire.client(EcrClient.builder());
        tagging = wire.client(ResourceGroupsTaggingApiClient.builder());
    }

    /** The layer of a platform like the Task Manager, by another name. */
    private static LayerOnCloud layer(String name) {
        return layer(name, "repositories: delete");
    }

    private static LayerOnCloud layer(String name, String repositories) {
        return layer(name, repositories, yaml -> yaml);
    }

    private static LayerOnCloud layer(String name, String repositories, UnaryOperator<String> edit) {
        var platform = Documents.platform(
                Documents.TASK_MANAGER,
                yaml -> edit.apply(yaml.replace("platform: task-manager", "platform: " + name)
                        .replace("production-task-manager-", name + "/")
                        .replace("repositories: delete", repositories)));
        return new LayerOnCloud(
                platform, "registry", KEY, RegistryLayer::declare, RegistryLayer.types(HOME, ecr, tagging, platform));
    }

    @Test
    void what_is_applied_is_there_and_a_second_run_only_looks() {
        var layer = layer("again");

        var first = layer.apply();
        wire.forget();
        var second = layer.apply();

        assertThat(first.changes()).extracting(Change::resource).containsOnly("registry/backend", "registry/frontend");
        assertThat(first.outputs().get("registry/backend"))
                .satisfies(output -> assertThat(output.id()).isEqualTo("again/backend"))
                .satisfies(output -> assertThat(output.attributes().get("RepositoryUri"))
                        .isEqualTo("000000000000.dkr.ecr.us-east-1.amazonaws.com/again/backend"));
        assertThat(second.changes()).isEmpty();
        assertThat(wire.writes()).isEmpty();
        assertThat(wire.reads())
                .containsExactlyInAnyOrder(
                        "GetResources", "DescribeRepositories", "GetLifecyclePolicy", "GetLifecyclePolicy");
    }

    @Test
    void a_plan_changes_nothing() {
        wire.forget();

        assertThat(layer("planned").plan().changes()).hasSize(2);
        assertThat(layer("planned").plan().changes()).hasSize(2);
        assertThat(wire.writes()).isEmpty();
    }

    /** Something that somebody does by hand to the backend's repository, and the field that shows it. */
    private record ByHand(String field, Consumer<String> change) {
        @Override
        public String toString() {
            return field;
        }
    }

    static Stream<ByHand> changesByHand() {
        return Stream.of(
                new ByHand(
                        "ImageTagMutability",
                        name -> ecr.putImageTagMutability(request ->
                                request.repositoryName(name).imageTagMutability(ImageTagMutability.MUTABLE))),
                new ByHand(
                        "ImageScanningConfiguration.ScanOnPush",
                        name -> ecr.putImageScanningConfiguration(request -> request.repositoryName(name)
                                .imageScanningConfiguration(scanning -> scanning.scanOnPush(false)))),
                new ByHand(
                        "LifecyclePolicy.LifecyclePolicyText",
                        name -> ecr.putLifecyclePolicy(request -> request.repositoryName(name)
                                .lifecyclePolicyText(LifecycleRules.keep(1).text()))),
                new ByHand(
                        "LifecyclePolicy.LifecyclePolicyText",
                        name -> ecr.deleteLifecyclePolicy(request -> request.repositoryName(name))));
    }

    @ParameterizedTest
    @MethodSource("changesByHand")
    void what_is_changed_by_hand_is_named_by_the_plan_and_put_back(ByHand byHand) {
        var layer = layer("by-hand");
        byHand.change().accept(layer.apply().outputs().get("registry/backend").id());

        var plan = layer.plan();
        layer.apply();

        assertThat(plan.changes()).singleElement().satisfies(change -> {
            assertThat(change.resource()).isEqualTo("registry/backend");
            assertThat(change.action()).isEqualTo(Action.UPDATE);
            assertThat(change.fields()).extracting(Change.Field::name).containsExactly(byHand.field());
        });
        assertThat(layer.plan().changes()).isEmpty();
    }

    @Test
    void a_run_that_dies_after_any_of_its_writes_is_taken_up() {
        for (int survived = 1; survived < 4; survived++) {
            var layer = layer("dying-" + survived);
            wire.cutAfter(survived);
            layer.applyOnce();
            wire.mend();

            layer.apply();

            assertThat(layer.plan().changes())
                    .as("cut after %d writes", survived)
                    .isEmpty();
        }
    }

    @Test
    void a_repository_of_somebody_else_is_left_alone() {
        ecr.createRepository(request -> request.repositoryName("foreign/backend"));

        assertThatThrownBy(layer("foreign")::apply)
                .hasMessageContaining("registry/backend")
                .hasMessageContaining("not this platform's");
        assertThat(ecr.describeRepositories(request -> request.repositoryNames("foreign/backend"))
                        .repositories())
                .hasSize(1);
    }

    @Test
    void a_component_that_is_renamed_keeps_its_repository_with_its_images() {
        var made = layer("renamed").apply().outputs().get("registry/backend");
        ecr.putImage(request -> request.repositoryName("renamed/backend")
                .imageTag("1.0.0")
                .imageManifest("{\"schemaVersion\": 2, \"layers\": []}"));
        var renamed = layer("renamed", "repositories: retain", yaml -> yaml.replace("    backend: #", "    api: #")
                .replace("/api: backend", "/api: api")
                .replace("backend: /metrics", "api: /metrics"));

        var plan = renamed.plan();
        var applied = renamed.apply();

        assertThat(plan.changes()).singleElement().satisfies(change -> {
            assertThat(change.resource()).isEqualTo("registry/api");
            assertThat(change.action()).isEqualTo(Action.UPDATE);
        });
        assertThat(applied.outputs()).containsEntry("registry/api", made).doesNotContainKey("registry/backend");
        assertThat(renamed.plan().changes()).isEmpty();
        assertThat(ecr.describeImages(request -> request.repositoryName("renamed/backend"))
                        .imageDetails())
                .hasSize(1);
    }

    @Test
    void a_repository_that_lost_its_name_is_taken_back() {
        var layer = layer("nameless");
        var made = layer.apply().outputs();
        ecr.untagResource(request -> request.resourceArn(
                        made.get("registry/backend").attributes().get("Arn"))
                .tagKeys("terrace:resource"));

        assertThat(layer.plan().changes()).singleElement().satisfies(change -> assertThat(change.action())
                .isEqualTo(Action.UPDATE));
        assertThat(layer.apply().outputs()).isEqualTo(made);
        assertThat(layer.plan().changes()).isEmpty();
    }

    @Test
    void what_is_foreseen_is_what_is_made() {
        var layer = layer("foreseen");
        var type = Repository.type(ecr, tagging, HOME, DeletionPolicy.DELETE);
        var spec = (Repository) layer.layer().specs().get("backend");

        var made = layer.apply().outputs();

        assertThat(type.foreseen(layer.layer().owner().key("backend"), spec)).isEqualTo(made.get("registry/backend"));
    }

    @Test
    void what_is_destroyed_is_gone_with_its_images_and_may_be_destroyed_again() {
        var layer = layer("gone");
        layer.apply();
        ecr.putImage(request -> request.repositoryName("gone/backend")
                .imageTag("1.0.0")
                .imageManifest("{\"schemaVersion\": 2, \"layers\": []}"));

        var first = layer.destroy();
        var second = layer.destroy();

        assertThat(first.changes()).hasSize(2).allMatch(change -> change.action() == Action.DELETE);
        assertThat(second.changes()).isEmpty();
    }

    @Test
    void repositories_that_are_to_be_retained_survive_the_destruction() {
        var layer = layer("kept", "repositories: retain");
        layer.apply();

        assertThat(layer.destroy().kept())
                .containsExactlyInAnyOrder("registry/backend (kept/backend)", "registry/frontend (kept/frontend)");
        assertThat(layer.plan().changes()).isEmpty();
    }
}
