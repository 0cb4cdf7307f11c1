package dev.terrace.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.Json;
import dev.terrace.engine.Property;
import dev.terrace.engine.WriteOnly;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.eks.model.Addon;
import software.amazon.awssdk.services.eks.model.AutoScalingGroup;
import software.amazon.awssdk.services.eks.model.CreateAddonRequest;
import software.amazon.awssdk.services.eks.model.CreateNodegroupRequest;
import software.amazon.awssdk.services.eks.model.Nodegroup;
import software.amazon.awssdk.services.eks.model.NodegroupScalingConfig;
import software.amazon.awssdk.services.eks.model.Taint;
import software.amazon.awssdk.services.eks.model.TaintEffect;
import software.amazon.awssdk.services.eks.model.UpdateNodegroupConfigRequest;

class MappingTest {
    record Scaling(Integer minSize, @Property("MaxSize") int most) {}

    record NodeTaint(String key, String value, String effect) {}

    record Nodes(
            @CreateOnly String amiType,
            @CreateOnly Integer diskSize,
            Set<String> subnets,
            List<String> instanceTypes,
            Map<String, String> labels,
            Scaling scalingConfig,
            List<NodeTaint> taints) {}

    private static final Nodes NODES = new Nodes(
            "AL2023_x86_64_STANDARD",
            null,
            Set.of("subnet-1", "subnet-2"),
            List.of("t3.large"),
            Map.of("pool", "burst"),
            new Scaling(1, 3),
            List.of(new NodeTaint("only", "burst", "NO_SCHEDULE")));

    private static final Nodegroup NODEGROUP = Nodegroup.builder()
            .amiType("AL2023_x86_64_STANDARD")
            .subnets("subnet-2", "subnet-1")
            .instanceTypes("t3.large")
            .labels(Map.of("pool", "burst"))
            .scalingConfig(scaling -> scaling.minSize(1).maxSize(3))
            .taints(Taint.builder()
                    .key("only")
                    .value("burst")
                    .effect(TaintEffect.NO_SCHEDULE)
                    .build())
            .build();

    @Test
    void a_spec_is_read_by_names_however_deep() {
        assertThat(SpecReader.of(Nodes.class, Nodegroup.builder()).read(NODEGROUP))
                .isEqualTo(NODES);
    }

    @Test
    void a_spec_is_written_by_names_however_deep() {
        var request = CreateNodegroupRequest.builder();

        SpecWriter.creating(Nodes.class, request).fill(request, NODES);

        assertThat(request.build())
                .isEqualTo(CreateNodegroupRequest.builder()
                        .amiType("AL2023_x86_64_STANDARD")
                        .subnets(NODES.subnets())
                        .instanceTypes("t3.large")
                        .labels(Map.of("pool", "burst"))
                        .scalingConfig(NODEGROUP.scalingConfig())
                        .taints(NODEGROUP.taints())
                        .build());
    }

    @Test
    void what_aws_does_not_tell_is_null_or_zero_and_nothing_in_a_collection() {
        record Partly(
                boolean deletes, int diskSize, Integer desiredSize, Set<String> subnets, Map<String, String> labels) {}

        var reader = SpecReader.of(Partly.class, Nodegroup.builder())
                .with("deletes", _ -> null)
                .with("desiredSize", _ -> null);

        assertThat(reader.read(Nodegroup.builder().build())).isEqualTo(new Partly(false, 0, null, Set.of(), Map.of()));
    }

    @Test
    void a_constant_that_the_sdk_does_not_know_yet_is_read_as_it_is() {
        var tomorrow = NODEGROUP.toBuilder().amiType("AL2030").build();

        assertThat(SpecReader.of(Nodes.class, Nodegroup.builder())
                        .read(tomorrow)
                        .amiType())
                .isEqualTo("AL2030");
    }

    @Test
    void json_is_a_text_in_the_sdk_and_an_empty_one_is_none() {
        record Configured(Json configurationValues) {}
        var reader = SpecReader.of(Configured.class, Addon.builder());
        var request = CreateAddonRequest.builder();

        assertThat(reader.read(Addon.builder().configurationValues("{\"a\": 1}").build()))
                .isEqualTo(new Configured(new Json("{\"a\":1}")));
        assertThat(reader.read(Addon.builder().configurationValues("").build())).isEqualTo(new Configured(null));
        SpecWriter.creating(Configured.class, request).fill(request, new Configured(Json.of(Map.of("a", "b"))));
        assertThat(request.build().configurationValues())
                .isEqualTo(Json.of(Map.of("a", "b")).text());
    }

    @Test
    void what_is_only_written_is_not_read_and_asks_for_no_change() {
        record Written(@WriteOnly String amiType, @WriteOnly String unknown) {}

        assertThat(SpecReader.of(Written.class, Nodegroup.builder()).read(NODEGROUP))
                .isEqualTo(new Written(null, null));
        assertThat(SpecWriter.changing(Written.class, UpdateNodegroupConfigRequest.builder())
                        .components())
                .isEmpty();
    }

    @Test
    void null_stays_out_of_a_request() {
        record Partly(String amiType, Scaling scalingConfig) {}
        var request = CreateNodegroupRequest.builder();

        SpecWriter.creating(Partly.class, request).fill(request, new Partly(null, new Scaling(null, 3)));

        assertThat(request.build())
                .isEqualTo(CreateNodegroupRequest.builder()
                        .scalingConfig(
                                NodegroupScalingConfig.builder().maxSize(3).build())
                        .build());
    }

    @Test
    void only_what_has_changed_is_written() {
        record Partly(@CreateOnly String amiType, Scaling scalingConfig, String version) {}
        var request = UpdateNodegroupConfigRequest.builder();
        var writer = SpecWriter.changing(Partly.class, request).without("version");

        writer.fill(request, new Partly("x", new Scaling(1, 2), "1.34"), Set.of("version"));
        assertThat(request.build())
                .isEqualTo(UpdateNodegroupConfigRequest.builder().build());

        writer.fill(request, new Partly("x", new Scaling(1, 2), "1.34"), Set.of("scalingConfig"));
        assertThat(request.build().scalingConfig().maxSize()).isEqualTo(2);
        assertThatThrownBy(() -> writer.fill(request, new Partly("x", null, null), Set.of("amiType")))
                .hasMessageContaining("Partly.amiType cannot be changed");
    }

    @Test
    void where_each_change_is_a_call_they_go_in_the_order_in_which_they_are_said_and_one_for_two_goes_once() {
        record Ordered(@CreateOnly String amiType, String first, String second, String third, String fourth) {}
        BiConsumer<List<String>, Ordered> both = (called, spec) -> called.add(spec.first() + spec.second());
        var calls = new ArrayList<String>();
        var writer = SpecWriter.<Ordered, List<String>>calling(Ordered.class)
                .with("fourth", (called, spec) -> called.add(spec.fourth()))
                .with("third", (called, spec) -> called.add(spec.third()))
                .with("first", both)
                .with("second", both);

        writer.fill(calls, new Ordered("x", "1", "2", "3", "4"), Set.of("first", "second", "fourth"));

        assertThat(calls).containsExactly("4", "12");
    }

    @Test
    void what_no_name_and_no_lambda_carries_is_told_before_it_is_lost() {
        record Other(String amiType, String diskSize, NodeTaint scalingConfig, String unknown) {}
        var reader = SpecReader.of(Other.class, Nodegroup.builder());
        var request = CreateNodegroupRequest.builder();
        var writer = SpecWriter.creating(Other.class, request);

        assertThat(reader.missing()).containsExactlyInAnyOrder("diskSize", "scalingConfig", "unknown");
        assertThat(writer.missing()).isEqualTo(reader.missing());
        assertThatThrownBy(() -> reader.read(NODEGROUP)).hasMessageContaining("unknown");
        assertThatThrownBy(() -> writer.fill(request, new Other("", "", null, "")))
                .hasMessageContaining("unknown");
    }

    @Test
    void an_exception_that_is_none_any_more_is_refused() {
        var writer = SpecWriter.creating(Nodes.class, CreateNodegroupRequest.builder());

        assertThatThrownBy(() -> writer.without("subnets")).hasMessageContaining("the request takes Nodes.subnets");
        assertThatThrownBy(() -> writer.with("gone", (_, _) -> {})).hasMessageContaining("gone");
        assertThatThrownBy(() -> SpecReader.of(Nodes.class, Nodegroup.builder()).with("gone", _ -> null))
                .hasMessageContaining("gone");
    }

    @Test
    void a_value_within_a_part_of_a_model_has_a_path_there_and_back() {
        record Launched(
                @Property("LaunchTemplate.Id") String template,
                @Property("LaunchTemplate.Version") String version) {}
        var reader = SpecReader.of(Launched.class, Nodegroup.builder());
        var request = CreateNodegroupRequest.builder();

        SpecWriter.creating(Launched.class, request).fill(request, new Launched("lt-1", "2"));

        assertThat(request.build().launchTemplate().id()).isEqualTo("lt-1");
        assertThat(request.build().launchTemplate().version()).isEqualTo("2");
        assertThat(reader.read(Nodegroup.builder()
                        .launchTemplate(request.build().launchTemplate())
                        .build()))
                .isEqualTo(new Launched("lt-1", "2"));
        assertThat(reader.read(Nodegroup.builder().build())).isEqualTo(new Launched(null, null));
    }

    @Test
    void a_member_of_another_name_is_said_and_through_a_list_it_is_all_of_them_or_the_first() {
        record Groups(Set<String> names, String first, String role) {}
        var reader = SpecReader.of(Groups.class, Nodegroup.builder())
                .from("names", "Resources.AutoScalingGroups.Name")
                .from("first", "resources.autoScalingGroups.name")
                .from("role", "NodeRole");
        var group = Nodegroup.builder()
                .nodeRole("arn:role")
                .resources(resources -> resources.autoScalingGroups(List.of(
                        AutoScalingGroup.builder().name("a").build(),
                        AutoScalingGroup.builder().name("b").build())))
                .build();

        assertThat(reader.read(group)).isEqualTo(new Groups(Set.of("a", "b"), "a", "arn:role"));
        assertThat(reader.read(Nodegroup.builder().build())).isEqualTo(new Groups(null, null, null));
        assertThat(reader.member("ScalingConfig.MaxSize")
                        .apply(Nodegroup.builder()
                                .scalingConfig(scaling -> scaling.maxSize(3))
                                .build()))
                .isEqualTo(3);
    }

    @Test
    void a_path_that_leads_nowhere_or_to_another_kind_of_value_is_refused() {
        var reader = SpecReader.of(Nodes.class, Nodegroup.builder());
        var writer = SpecWriter.creating(Nodes.class, CreateNodegroupRequest.builder());

        assertThatThrownBy(() -> reader.from("amiType", "LaunchTemplate.Gone"))
                .hasMessageContaining("LaunchTemplate.Gone");
        assertThatThrownBy(() -> reader.from("diskSize", "NodeRole")).hasMessageContaining("NodeRole");
        assertThatThrownBy(() -> reader.member("Gone")).hasMessageContaining("Gone");
        assertThatThrownBy(() -> writer.to("amiType", "Gone")).hasMessageContaining("Gone");
        assertThatThrownBy(() -> writer.to("amiType", "Taints.Key")).hasMessageContaining("Taints.Key");
    }
}
