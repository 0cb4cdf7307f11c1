package dev.terrace.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cluster.LaunchTemplate.LaunchTemplateData;
import dev.terrace.cluster.LaunchTemplate.MetadataOptions;
import dev.terrace.engine.Found;
import dev.terrace.engine.Key;
import dev.terrace.engine.Owner;
import dev.terrace.engine.ResourceType;
import dev.terrace.engine.State;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LaunchTemplateTest {
    private static final Key KEY = new Owner("shop", "cluster", Map.of()).key("nodes-general-template");

    private final FakeEc2 ec2 = new FakeEc2();
    private final ResourceType<LaunchTemplate> type = LaunchTemplate.type(ec2.client());

    @Test
    void a_template_is_known_by_its_key_though_ec2_does_not_repeat_the_tags() {
        assertThat(type.create(KEY, template("required")).name()).isEqualTo("nodes-general-template");
    }

    @Test
    void a_new_version_is_told_at_once_so_that_the_node_group_follows() {
        var created = type.create(KEY, template("optional"));

        var updated = change(created, "required");

        assertThat(updated.state()).isEqualTo(State.READY);
        assertThat(latest(updated)).isEqualTo("2");
    }

    @Test
    void a_version_that_is_asked_for_again_is_made_once_and_one_that_is_wanted_again_after_another_is_made_anew() {
        var created = type.create(KEY, template("optional"));
        var second = change(created, "required");
        var askedAgain = change(created, "required");
        var third = change(second, "optional");
        var fourth = change(third, "required");

        assertThat(List.of(latest(second), latest(askedAgain), latest(third), latest(fourth)))
                .containsExactly("2", "2", "3", "4");
    }

    @Test
    void a_template_that_lost_its_tag_is_known_by_its_name_and_gets_the_tag_back() {
        var found = type.create(KEY, template("required")).named("");

        assertThat(type.excludes(template("optional"), found.spec())).isTrue();
        assertThat(type.rename(KEY, found).name()).isEqualTo(KEY.name());
        assertThat(ec2.tags("lt-1")).isEqualTo(KEY.tags());
    }

    private Found<LaunchTemplate> change(Found<LaunchTemplate> found, String httpTokens) {
        return type.update(KEY, found, template(httpTokens), Set.of("launchTemplateData"));
    }

    private static String latest(Found<LaunchTemplate> found) {
        return found.attributes().get("LatestVersionNumber");
    }

    private static LaunchTemplate template(String httpTokens) {
        return new LaunchTemplate(
                KEY.physicalName(),
                new LaunchTemplateData(List.of(), new MetadataOptions(httpTokens, 1), Set.of("sg-1"), Set.of()));
    }
}
