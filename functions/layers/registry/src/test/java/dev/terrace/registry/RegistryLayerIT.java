package dev.terrace.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.aws.Home;
import dev.terrace.aws.LayerContract;
import dev.terrace.aws.LayerOnCloud;
import dev.terrace.blueprint.Documents;
import dev.terrace.engine.Change.Action;
import dev.terrace.engine.Kept;
import dev.terrace.engine.Result;
import dev.terrace.platform.LayerName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecr.model.ImageTagAlreadyExistsException;
import software.amazon.awssdk.services.ecr.model.ImageTagMutability;
import software.amazon.awssdk.services.ecr.model.ImageTagMutabilityExclusionFilter;
import software.amazon.awssdk.services.resourcegroupstaggingapi.ResourceGroupsTaggingApiClient;

class RegistryLayerIT extends LayerContract {
    private static final Map<String, Result.Output> KEY = Map.of(
            "security/registry",
            new Result.Output("1234abcd", Map.of("Arn", "arn:aws:kms:us-east-1:000000000000:key/1234abcd")));

    private static final Home HOME = new Home("aws", "us-east-1", "000000000000");

    private final EcrClient ecr = wire.client(EcrClient.builder());
    private final ResourceGroupsTaggingApiClient tagging = wire.client(ResourceGroupsTaggingApiClient.builder());

    @Override
    protected LayerOnCloud layer(String name, String... replacements) {
        return new LayerOnCloud(
                LayerName.REGISTRY,
                Documents.likeTaskManager(name, replacements),
                KEY,
                RegistryLayer::declare,
                platform -> RegistryLayer.types(HOME, ecr, tagging, platform));
    }

    @Override
    protected List<String> reads() {
        return List.of("GetResources", "DescribeRepositories", "GetLifecyclePolicy", "GetLifecyclePolicy");
    }

    @Override
    protected List<String> foreseen() {
        return List.of("backend", "frontend");
    }

    /** When it was made, nobody knows before. */
    @Override
    protected void assertForeseen(Result.Output foreseen, Result.Output made) {
        assertThat(made.id()).isEqualTo(foreseen.id());
        assertThat(made.attributes())
                .containsAllEntriesOf(foreseen.attributes())
                .containsOnlyKeys("Arn", "RepositoryUri", "CreatedAt");
    }

    @Override
    protected List<String> inAws(LayerOnCloud layer) {
        return ecr.describeRepositories().repositories().stream()
                .map(repository -> repository.repositoryName())
                .filter(name -> name.startsWith(layer.platform().name() + "/"))
                .toList();
    }

    @Override
    protected Stream<ByHand> changesByHand() {
        return Stream.of(
                new ByHand(
                        "backend",
                        Action.UPDATE,
                        List.of("ImageTagMutability", "ImageTagMutabilityExclusionFilters"),
                        layer -> ecr.putImageTagMutability(request -> request.repositoryName(layer.id("backend"))
                                .imageTagMutability(ImageTagMutability.MUTABLE))),
                changed(
                        "ImageTagMutabilityExclusionFilters",
                        name -> ecr.putImageTagMutability(request -> request.repositoryName(name)
                                .imageTagMutability(ImageTagMutability.IMMUTABLE_WITH_EXCLUSION)
                                .imageTagMutabilityExclusionFilters(ImageTagMutabilityExclusionFilter.builder()
                                        .filterType("WILDCARD")
                                        .filter("*")
                                        .build()))),
                changed(
                        "ImageScanningConfiguration.ScanOnPush",
                        name -> ecr.putImageScanningConfiguration(request -> request.repositoryName(name)
                                .imageScanningConfiguration(scanning -> scanning.scanOnPush(false)))),
                changed(
                        "LifecyclePolicy.LifecyclePolicyText",
                        name -> ecr.putLifecyclePolicy(request -> request.repositoryName(name)
                                .lifecyclePolicyText(LifecycleRules.keep(1).text()))),
                changed(
                        "LifecyclePolicy.LifecyclePolicyText",
                        name -> ecr.deleteLifecyclePolicy(request -> request.repositoryName(name))));
    }

    private static ByHand changed(String field, Consumer<String> change) {
        return ByHand.changed("backend", field, layer -> change.accept(layer.id("backend")));
    }

    @Test
    void a_repository_is_told_by_its_name_where_to_push_to_and_when_it_was_made() {
        var layer = layer("told");

        layer.apply();

        assertThat(layer.id("backend")).isEqualTo("told/backend");
        assertThat(layer.attribute("backend", "RepositoryUri"))
                .isEqualTo("000000000000.dkr.ecr.us-east-1.amazonaws.com/told/backend");
        assertThat(Instant.parse(layer.attribute("backend", "CreatedAt"))).isBefore(Instant.now());
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
        var layer = layer("renamed");
        layer.apply();
        push(layer.id("backend"), "1.0.0");
        var renamed = layer(
                "renamed",
                "repositories: delete",
                "repositories: retain",
                "      backend: #",
                "      api: #",
                "/api: backend",
                "/api: api",
                "backend: 200ms",
                "api: 200ms");

        var plan = renamed.plan();
        var applied = renamed.apply();

        assertThat(told(plan)).containsExactly("UPDATE registry/api");
        assertThat(applied.outputs())
                .containsEntry("registry/api", layer.output("backend"))
                .doesNotContainKey("registry/backend");
        assertThat(renamed.plan().changes()).isEmpty();
        assertThat(ecr.describeImages(request -> request.repositoryName("renamed/backend"))
                        .imageDetails())
                .hasSize(1);
    }

    /** An image that is like no other. */
    private void push(String repository, String tag) {
        ecr.putImage(request -> request.repositoryName(repository)
                .imageTag(tag)
                .imageManifest("{\"schemaVersion\": 2, \"layers\": [], \"annotations\": {\"id\": \"%s\"}}"
                        .formatted(UUID.randomUUID())));
    }

    @Test
    void tags_that_the_blueprint_lets_move_do_and_all_others_stay() {
        var layer = layer("moving");
        layer.apply();
        var repository = layer.id("backend");
        push(repository, "1.0.0");
        push(repository, "latest");

        push(repository, "latest");

        assertThatThrownBy(() -> push(repository, "1.0.0")).isInstanceOf(ImageTagAlreadyExistsException.class);
        assertThat(ecr.describeImages(request -> request.repositoryName(repository))
                        .imageDetails())
                .hasSize(3);
    }

    @Test
    void tags_that_no_longer_may_move_stay_from_then_on() {
        layer("stiffened").apply();
        var stiffened = layer("stiffened", "mutableTags: [latest]", "mutableTags: []");

        assertThat(told(stiffened.apply()))
                .containsExactlyInAnyOrder("UPDATE registry/backend", "UPDATE registry/frontend");

        assertThat(stiffened.plan().changes()).isEmpty();
        push(stiffened.id("backend"), "latest");
        assertThatThrownBy(() -> push(stiffened.id("backend"), "latest"))
                .isInstanceOf(ImageTagAlreadyExistsException.class);
    }

    @Test
    void a_repository_that_lost_its_name_is_taken_back() {
        var layer = layer("nameless");
        var made = layer.apply().outputs();
        ecr.untagResource(request ->
                request.resourceArn(layer.attribute("backend", "Arn")).tagKeys("terrace:resource"));

        assertThat(told(layer.plan())).containsExactly("UPDATE registry/backend");
        assertThat(layer.apply().outputs()).isEqualTo(made);
        assertThat(layer.plan().changes()).isEmpty();
    }

    @Test
    void a_repository_goes_with_its_images() {
        var layer = layer("full");
        layer.apply();
        push(layer.id("backend"), "1.0.0");

        layer.destroy();

        assertThat(inAws(layer)).isEmpty();
    }

    @Test
    void repositories_that_are_to_be_retained_survive_the_destruction() {
        var layer = layer("kept", "repositories: delete", "repositories: retain");
        layer.apply();

        assertThat(layer.destroy().kept())
                .containsExactlyInAnyOrder(
                        new Kept("registry/backend", "kept/backend", ""),
                        new Kept("registry/frontend", "kept/frontend", ""));
        assertThat(layer.plan().changes()).isEmpty();
    }
}
