package dev.terrace.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.terrace.aws.AwsProblems;
import dev.terrace.aws.Home;
import dev.terrace.cluster.Cluster.AccessConfig;
import dev.terrace.cluster.Cluster.EncryptionConfig;
import dev.terrace.cluster.Cluster.Logging;
import dev.terrace.cluster.Cluster.Provider;
import dev.terrace.cluster.Cluster.ResourcesVpcConfig;
import dev.terrace.engine.Found;
import dev.terrace.engine.Layer;
import dev.terrace.engine.Mandate;
import dev.terrace.engine.Outcome;
import dev.terrace.engine.Owner;
import dev.terrace.engine.Problem;
import dev.terrace.engine.ProblemException;
import dev.terrace.engine.Reconciler;
import dev.terrace.engine.ResourceType;
import dev.terrace.engine.State;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.eks.model.ClusterIssue;
import software.amazon.awssdk.services.eks.model.ClusterStatus;
import software.amazon.awssdk.services.eks.model.CreateClusterRequest;
import software.amazon.awssdk.services.eks.model.DeleteClusterRequest;
import software.amazon.awssdk.services.eks.model.UpdateClusterConfigRequest;
import software.amazon.awssdk.services.eks.model.UpdateClusterVersionRequest;

class ClusterTest {
    private static final Owner OWNER = new Owner("shop", "cluster", Map.of());

    private final FakeEks eks = new FakeEks();
    private final FakeEc2 ec2 = new FakeEc2();
    private final ResourceType<Cluster> type = Cluster.type(
            ec2.client(), new Described(eks.client(), "shop"), new Home("aws", "us-east-1", "111122223333"));

    // ---------------------------------------------------------------- which version is meant

    @Test
    void a_new_cluster_takes_the_oldest_version_in_standard_support_that_meets_the_wish() {
        eks.offeredVersions = List.of("1.35", "1.34", "1.33");

        assertThat(type.settle(wish("1.29+"), null).version()).isEqualTo("1.33");
        assertThat(type.settle(wish("1.34"), null).version()).isEqualTo("1.34");
    }

    @Test
    void a_running_version_that_meets_the_wish_stays_and_nothing_is_asked() {
        assertThat(type.settle(wish("1.29+"), running("1.31")).version()).isEqualTo("1.31");
        assertThat(type.settle(wish("1.31"), running("1.31")).version()).isEqualTo("1.31");
        assertThat(eks.requests()).isEmpty();
    }

    @Test
    void offered_versions_are_asked_for_once_in_a_walk() {
        eks.offeredVersions = List.of("1.34");

        type.settle(wish("1.34+"), running("1.33"));
        type.settle(wish("1.34+"), running("1.33"));

        assertThat(eks.requests()).hasSize(1);
    }

    @Test
    void a_bare_version_out_of_support_is_refused_with_what_to_write() {
        eks.offeredVersions = List.of("1.34", "1.33");

        assertThat(problem(() -> type.settle(wish("1.28"), null)).sentence())
                .isEqualTo("Kubernetes version 1.28 is not available; available are 1.33, 1.34."
                        + " Name one of these, or write \"1.28+\" for the oldest that is not older.");
    }

    @Test
    void a_cluster_is_not_taken_back_to_an_older_version() {
        eks.offeredVersions = List.of("1.34", "1.33");

        assertThat(problem(() -> type.settle(wish("1.33"), running("1.34"))).sentence())
                .isEqualTo("Kubernetes 1.34 runs, and EKS does not go back to 1.33."
                        + " Write `version: \"1.34\"`, or \"1.33+\" to take later ones, too.");
    }

    // ---------------------------------------------------------------- changes

    @Test
    void an_upgrade_goes_by_one_minor_version_at_a_time() {
        type.update(OWNER.key("cluster"), running("1.31"), wish("1.34"), Set.of("version"));

        assertThat(eks.requests(UpdateClusterVersionRequest.class))
                .extracting(UpdateClusterVersionRequest::version)
                .containsExactly("1.32");
    }

    @Test
    void the_minor_after_nine_is_ten() {
        assertThat(Cluster.nextMinor("1.9")).isEqualTo("1.10");
    }

    @Test
    void one_call_carries_one_kind_of_change_and_the_rest_waits() {
        var found = found(spec("1.34", true, Set.of(), List.of()));
        var wanted = spec("1.35", false, Set.of("audit"), List.of());

        var updated =
                type.update(OWNER.key("cluster"), found, wanted, Set.of("resourcesVpcConfig", "logging", "version"));

        assertThat(updated.state()).isEqualTo(State.PENDING);
        assertThat(eks.requests()).hasSize(1);
        var request = eks.requests(UpdateClusterConfigRequest.class).getFirst();
        assertThat(request.resourcesVpcConfig().endpointPublicAccess()).isFalse();
        assertThat(request.resourcesVpcConfig().hasSubnetIds()).isFalse();
        assertThat(request.logging()).isNull();
    }

    @Test
    void logs_that_are_not_wanted_are_turned_off_by_name() {
        type.update(
                OWNER.key("cluster"),
                found(spec("1.34", true, Set.of("api"), List.of())),
                spec("1.34", true, Set.of("audit"), List.of()),
                Set.of("logging"));

        var setups = eks.requests(UpdateClusterConfigRequest.class)
                .getFirst()
                .logging()
                .clusterLogging();
        assertThat(setups.getFirst().typesAsStrings()).containsExactly("audit");
        assertThat(setups.getLast().enabled()).isFalse();
        assertThat(setups.getLast().typesAsStrings())
                .containsExactly("api", "authenticator", "controllerManager", "scheduler");
    }

    @Test
    void encryption_of_secrets_is_not_undone() {
        var encrypted = List.of(new EncryptionConfig(new Provider("arn:key"), List.of("secrets")));
        var found = found(spec("1.34", true, Set.of(), encrypted));
        var wanted = spec("1.34", true, Set.of(), List.of());

        var problem = problem(() -> type.update(OWNER.key("cluster"), found, wanted, Set.of("encryptionConfig")));

        assertThat(problem.code()).isEqualTo("EncryptionIsForGood");
        assertThat(eks.requests()).isEmpty();
    }

    // ---------------------------------------------------------------- what there is

    @Test
    void a_cluster_of_the_name_that_is_somebody_else_s_is_neither_found_nor_touched() {
        eks.cluster = described(ClusterStatus.ACTIVE).toBuilder()
                .tags(Map.of("owner", "somebody"))
                .build();

        assertThat(type.find(OWNER)).isEmpty();
        var problem = problem(() -> type.create(OWNER.key("cluster"), spec("1.34", true, Set.of(), List.of())));
        assertThat(problem.retryable()).isFalse();
        assertThat(problem.message()).contains("not this platform's");
    }

    @ParameterizedTest
    @CsvSource({"CREATING, PENDING", "ACTIVE, READY", "UPDATING, PENDING", "DELETING, DELETING", "FAILED, CREATE_FAILED"
    })
    void what_eks_says_of_a_cluster_tells_its_state(ClusterStatus status, State state) {
        eks.cluster = described(status);

        assertThat(type.find(OWNER)).extracting(Found::state).containsExactly(state);
    }

    @Test
    void a_cluster_that_failed_after_it_was_active_holds_data_and_is_for_a_person() {
        eks.cluster = described(ClusterStatus.FAILED).toBuilder()
                .endpoint("https://shop.example")
                .build();

        assertThat(type.find(OWNER)).extracting(Found::state).containsExactly(State.FAILED);
    }

    @Test
    void why_a_cluster_failed_is_told_in_eks_s_words() {
        var issue = ClusterIssue.builder()
                .code("KMS_KEY_DISABLED")
                .message("Enable the key")
                .build();
        eks.cluster = described(ClusterStatus.FAILED).toBuilder()
                .health(health -> health.issues(issue))
                .build();

        assertThat(type.find(OWNER).getFirst().reason()).isEqualTo("KMS_KEY_DISABLED: Enable the key");
    }

    @Test
    void zones_that_eks_does_not_take_are_told_with_those_that_it_takes() {
        eks.zones = List.of("us-east-1b", "us-east-1a");

        assertThat(problem(() -> type.create(OWNER.key("cluster"), wish("1.34")))
                        .sentence())
                .isEqualTo(
                        "cluster/cluster: EKS has no room for a control plane in one of the platform's availability zones."
                                + " Write other zones into network.zones, two or more of us-east-1a, us-east-1b, and apply again.");
    }

    @Test
    void what_a_cluster_will_be_called_is_known_before_it_is_there() {
        eks.cluster = described(ClusterStatus.ACTIVE);
        var created = type.find(OWNER).getFirst();

        var foreseen = type.foreseen(OWNER.key("cluster"), wish("1.34"));

        assertThat(foreseen.id()).isEqualTo(created.id());
        assertThat(created.attributes())
                .containsAllEntriesOf(foreseen.attributes())
                .isNotEmpty();
    }

    // ---------------------------------------------------------------- the end

    @Test
    void the_interfaces_that_pods_left_behind_go_before_the_cluster_and_no_others() {
        ec2.networkInterface("eni-left", "shop", "available");
        ec2.networkInterface("eni-in-use", "shop", "in-use");
        ec2.networkInterface("eni-of-another", "office", "available");

        type.delete(running("1.34"));

        assertThat(ec2.networkInterfaces()).containsExactly("eni-in-use", "eni-of-another");
        assertThat(eks.requests(DeleteClusterRequest.class)).hasSize(1);
    }

    @Test
    void nothing_is_looked_for_in_a_cluster_that_is_not_there_yet() {
        var described = new Described(eks.client(), "shop");
        assertThat(Addon.type(described).find(OWNER)).isEmpty();
        assertThat(Nodegroup.type(described).find(OWNER)).isEmpty();
        assertThat(AccessEntry.type(described).find(OWNER)).isEmpty();
        assertThat(PodIdentityAssociation.type(described).find(OWNER)).isEmpty();

        eks.cluster = described(ClusterStatus.CREATING);
        assertThat(Addon.type(new Described(eks.client(), "shop")).find(OWNER)).isEmpty();
        eks.cluster = described(ClusterStatus.FAILED);
        assertThat(Addon.type(new Described(eks.client(), "shop")).find(OWNER)).isEmpty();

        assertThat(eks.requests()).extracting(SdkRequest::getClass).hasSize(3).allMatch(kind -> kind.getSimpleName()
                .equals("DescribeClusterRequest"));
    }

    @Test
    void whether_the_creator_became_an_administrator_is_not_told_and_makes_no_difference() {
        eks.cluster = described(ClusterStatus.ACTIVE).toBuilder()
                .resourcesVpcConfig(vpc -> vpc.subnetIds("subnet-1")
                        .securityGroupIds("sg-1")
                        .endpointPublicAccess(true)
                        .endpointPrivateAccess(true)
                        .publicAccessCidrs("0.0.0.0/0"))
                .build();
        var layer = new Layer(OWNER);
        layer.add("cluster", wish("1.34"));

        var result = new Reconciler(List.of(type), AwsProblems::of).apply(layer, Map.of(), Mandate.PLAIN);

        assertThat(eks.cluster.accessConfig().bootstrapClusterCreatorAdminPermissions())
                .isNull();
        assertThat(result.outcome()).isEqualTo(new Outcome.Done());
        assertThat(result.changes()).isEmpty();
        assertThat(eks.requests(UpdateClusterConfigRequest.class)).isEmpty();
    }

    @Test
    void a_cluster_is_asked_for_without_making_its_creator_an_administrator() {
        // The name is taken, so that nothing comes of the request.
        eks.cluster = described(ClusterStatus.ACTIVE).toBuilder()
                .tags(Map.of("owner", "somebody"))
                .build();

        problem(() -> type.create(OWNER.key("cluster"), wish("1.34")));

        assertThat(eks.requests(CreateClusterRequest.class)).singleElement().satisfies(request -> assertThat(
                        request.accessConfig().bootstrapClusterCreatorAdminPermissions())
                .isFalse());
    }

    private static software.amazon.awssdk.services.eks.model.Cluster described(ClusterStatus status) {
        return software.amazon.awssdk.services.eks.model.Cluster.builder()
                .name("shop")
                .arn("arn:aws:eks:us-east-1:111122223333:cluster/shop")
                .version("1.34")
                .status(status)
                .roleArn("arn:role")
                .resourcesVpcConfig(vpc -> vpc.endpointPublicAccess(true).endpointPrivateAccess(true))
                .accessConfig(access -> access.authenticationMode("API"))
                .tags(OWNER.key("cluster").tags())
                .build();
    }

    private static Cluster wish(String version) {
        return spec(version, true, Set.of(), List.of());
    }

    private static Cluster spec(
            String version, boolean publicAccess, Set<String> logs, List<EncryptionConfig> encryption) {
        return new Cluster(
                "shop",
                version,
                "arn:role",
                new ResourcesVpcConfig(
                        Set.of("subnet-1"),
                        Set.of("sg-1"),
                        publicAccess,
                        true,
                        publicAccess ? Set.of("0.0.0.0/0") : null),
                Logging.of(logs),
                encryption,
                new AccessConfig("API", false),
                false);
    }

    private static Found<Cluster> running(String version) {
        return found(wish(version));
    }

    private static Found<Cluster> found(Cluster spec) {
        return Found.ready("cluster", "shop", spec);
    }

    private static Problem problem(Runnable call) {
        return assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(call::run)
                .actual()
                .problem();
    }
}
