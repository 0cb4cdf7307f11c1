package dev.terrace.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.aws.PlainType;
import dev.terrace.engine.Found;
import dev.terrace.engine.Owner;
import dev.terrace.engine.State;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.eks.model.AddonIssue;
import software.amazon.awssdk.services.eks.model.AddonStatus;
import software.amazon.awssdk.services.eks.model.TagResourceRequest;
import software.amazon.awssdk.services.eks.model.UpdateAddonRequest;

class AddonTest {
    private static final Owner OWNER = new Owner("shop", "cluster", Map.of());
    private static final Addon BEFORE = new Addon("shop", "coredns", "", null, "1.33");
    private static final Addon AFTER = new Addon("shop", "coredns", "", null, "1.34");

    private final FakeEks eks = new FakeEks();
    private final PlainType<software.amazon.awssdk.services.eks.model.Addon, Addon> type =
            Addon.type(new Described(eks.client(), "shop"));

    @BeforeEach
    void coredns_runs() {
        eks.addons.put("coredns", described(AddonStatus.ACTIVE));
    }

    @Test
    void after_an_upgrade_of_the_cluster_a_version_that_goes_with_it_stays() {
        eks.addonVersions = List.of("v1.12.0", "v1.11.0");

        var state = update(BEFORE, AFTER, "kubernetesVersion");

        assertThat(state).isEqualTo(State.READY);
        assertThat(eks.requests(UpdateAddonRequest.class)).isEmpty();
        assertThat(eks.requests(TagResourceRequest.class).getFirst().tags())
                .containsEntry("terrace:kubernetes-version", "1.34")
                .containsEntry("terrace:platform", "shop");
    }

    @Test
    void after_an_upgrade_of_the_cluster_a_version_that_does_not_go_with_it_is_replaced_by_the_default() {
        eks.addonVersions = List.of("v1.13.0", "v1.12.0");

        var state = update(BEFORE, AFTER, "kubernetesVersion");

        assertThat(state).isEqualTo(State.PENDING);
        assertThat(eks.requests(UpdateAddonRequest.class))
                .extracting(UpdateAddonRequest::addonVersion)
                .containsExactly("v1.13.0");
    }

    @Test
    void another_role_is_no_reason_to_ask_for_versions() {
        update(BEFORE, new Addon("shop", "coredns", "arn:role", null, "1.33"), "serviceAccountRoleArn");

        assertThat(eks.requests()).hasSize(1);
        assertThat(eks.requests(UpdateAddonRequest.class))
                .extracting(UpdateAddonRequest::serviceAccountRoleArn)
                .containsExactly("arn:role");
    }

    @ParameterizedTest
    @CsvSource({
        "CREATING, PENDING",
        "ACTIVE, READY",
        "UPDATING, PENDING",
        "DEGRADED, READY",
        "DELETING, DELETING",
        "CREATE_FAILED, CREATE_FAILED",
        "UPDATE_FAILED, FAILED",
        "DELETE_FAILED, FAILED"
    })
    void what_eks_says_of_an_add_on_tells_its_state(AddonStatus status, State state) {
        assertThat(type.found("any", described(status)).state()).isEqualTo(state);
    }

    @Test
    void an_update_that_failed_is_told_with_the_command_that_tries_it_again() {
        var issue = AddonIssue.builder()
                .code("ConfigurationConflict")
                .message("Conflicts found")
                .resourceIds("deployment coredns")
                .build();
        var failed = described(AddonStatus.UPDATE_FAILED).toBuilder()
                .health(health -> health.issues(issue))
                .build();

        assertThat(type.found("any", failed).reason())
                .isEqualTo(
                        "its last update failed (ConfigurationConflict: Conflicts found (deployment coredns)); when the cause"
                                + " is mended, try again with `aws eks update-addon --cluster-name shop --addon-name coredns"
                                + " --resolve-conflicts OVERWRITE`");
    }

    private State update(Addon before, Addon after, String changed) {
        var found = Found.ready("addon-coredns", "shop|coredns", before, Map.of("Arn", "arn:addon"));
        return type.update(OWNER.key("addon-coredns"), found, after, Set.of(changed))
                .state();
    }

    private static software.amazon.awssdk.services.eks.model.Addon described(AddonStatus status) {
        return software.amazon.awssdk.services.eks.model.Addon.builder()
                .clusterName("shop")
                .addonName("coredns")
                .addonArn("arn:addon")
                .addonVersion("v1.11.0")
                .status(status)
                .tags(OWNER.key("addon-coredns").tags())
                .build();
    }
}
