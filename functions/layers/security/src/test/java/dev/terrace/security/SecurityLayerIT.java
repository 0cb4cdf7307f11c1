package dev.terrace.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.aws.Home;
import dev.terrace.aws.LayerContract;
import dev.terrace.aws.LayerOnCloud;
import dev.terrace.blueprint.Documents;
import dev.terrace.engine.DeletionPolicy;
import dev.terrace.engine.Kept;
import dev.terrace.iam.PolicyStatement;
import dev.terrace.platform.LayerName;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.resourcegroupstaggingapi.ResourceGroupsTaggingApiClient;

class SecurityLayerIT extends LayerContract {
    private static final String ACCOUNT = "000000000000";
    private static final List<String> KEYS = List.of("data", "registry", "cluster");

    private final IamClient iam = wire.client(IamClient.builder());
    private final KmsClient kms = wire.client(KmsClient.builder());
    private final ResourceGroupsTaggingApiClient tagging = wire.client(ResourceGroupsTaggingApiClient.builder());

    @Override
    protected LayerOnCloud layer(String name, String... replacements) {
        return layer("us-east-1", kms, tagging, name, replacements);
    }

    private LayerOnCloud layer(
            String region, KmsClient kms, ResourceGroupsTaggingApiClient tagging, String name, String... replacements) {
        var home = new Home("aws", region, ACCOUNT);
        var nothingKept = Stream.of("database: snapshot", "database: delete", "keys: retain", "keys: delete");
        var edit = Stream.concat(nothingKept, Arrays.stream(replacements)).toArray(String[]::new);
        return new LayerOnCloud(
                LayerName.SECURITY,
                Documents.likeTaskManager(name, edit),
                Map.of(),
                (platform, layer) -> SecurityLayer.declare(home, platform, layer),
                platform -> SecurityLayer.types(home, kms, iam, tagging, platform));
    }

    /** One for all keys, one for aliases, two for all roles; KMS tells the rest of a key in three calls only. */
    @Override
    protected List<String> reads() {
        return Stream.of(
                        List.of("GetResources", "ListAliases", "GetAccountAuthorizationDetails", "ListRoles"),
                        Collections.nCopies(KEYS.size(), "DescribeKey"),
                        Collections.nCopies(KEYS.size(), "GetKeyPolicy"),
                        Collections.nCopies(KEYS.size(), "GetKeyRotationStatus"))
                .flatMap(List::stream)
                .toList();
    }

    @Override
    protected List<String> foreseen() {
        return List.of(
                "data-alias",
                "registry-alias",
                "cluster-alias",
                "rds-monitoring-role",
                "cluster-role",
                "node-role",
                "flow-logs-role");
    }

    @Override
    protected List<String> inAws(LayerOnCloud layer) {
        var keys = KEYS.stream().map(layer::id).filter(key -> state(key) != KeyState.PENDING_DELETION);
        var path = "/terrace/" + layer.platform().name() + "/";
        var roles = iam.listRoles(request -> request.pathPrefix(path)).roles().stream()
                .map(role -> role.roleName());
        return Stream.concat(keys, roles).toList();
    }

    private KeyState state(String key) {
        return kms.describeKey(request -> request.keyId(key)).keyMetadata().keyState();
    }

    @Override
    protected Stream<ByHand> changesByHand() {
        return Stream.of(
                ByHand.changed("data", "Enabled", layer -> kms.disableKey(request -> request.keyId(layer.id("data")))),
                ByHand.changed(
                        "data",
                        "Description",
                        layer -> kms.updateKeyDescription(
                                request -> request.keyId(layer.id("data")).description("mine"))),
                ByHand.changed(
                        "data",
                        "EnableKeyRotation",
                        layer -> kms.disableKeyRotation(request -> request.keyId(layer.id("data")))),
                ByHand.changed(
                        "registry",
                        "KeyPolicy",
                        layer -> kms.putKeyPolicy(
                                request -> request.keyId(layer.id("registry")).policy(anybody("kms:*")))),
                ByHand.changed(
                        "data-alias",
                        "TargetKeyId",
                        layer -> kms.updateAlias(request ->
                                request.aliasName(layer.id("data-alias")).targetKeyId(layer.id("cluster")))),
                ByHand.changed(
                        "node-role",
                        "ManagedPolicyArns",
                        layer -> iam.attachRolePolicy(request -> request.roleName(layer.id("node-role"))
                                .policyArn("arn:aws:iam::aws:policy/AdministratorAccess"))),
                policy("write-logs", "logs:PutLogEvents"),
                policy("backdoor", "s3:GetObject"),
                ByHand.changed(
                        "cluster-role",
                        "AssumeRolePolicyDocument",
                        layer -> iam.updateAssumeRolePolicy(request ->
                                request.roleName(layer.id("cluster-role")).policyDocument(anybody("sts:AssumeRole")))),
                ByHand.changed(
                        "cluster-role",
                        "MaxSessionDuration",
                        layer -> iam.updateRole(request ->
                                request.roleName(layer.id("cluster-role")).maxSessionDuration(43200))));
    }

    private ByHand policy(String name, String allowed) {
        return ByHand.changed(
                "flow-logs-role",
                "Policies." + name,
                layer -> iam.putRolePolicy(request -> request.roleName(layer.id("flow-logs-role"))
                        .policyName(name)
                        .policyDocument(PolicyStatement.document(
                                        PolicyStatement.allow(allowed).on("*"))
                                .text())));
    }

    private static String anybody(String action) {
        return PolicyStatement.document(PolicyStatement.allow(action).to("AWS", "arn:aws:iam::" + ACCOUNT + ":root"))
                .text();
    }

    @Test
    void keys_and_roles_are_told_by_their_arns() {
        var layer = layer("told");

        layer.apply();

        assertThat(layer.attribute("data", "Arn")).contains(":key/");
        assertThat(layer.attribute("node-role", "Arn")).endsWith(":role/terrace/told/told-node-role");
    }

    @Test
    void a_key_that_the_index_of_tags_does_not_show_yet_is_waited_for_rather_than_made_again() {
        var layer = layer("lagging");
        layer.apply();
        var type = KmsKey.type(kms, tagging, DeletionPolicy.DELETE);
        var spec = (KmsKey) layer.layer().specs().get("data");

        assertThatThrownBy(() -> type.create(layer.layer().owner().key("data"), spec))
                .hasMessageContaining("AWS does not list it yet");
    }

    @Test
    void a_platform_by_the_same_name_in_another_region_is_refused_the_roles_and_never_touches_them() {
        var here = layer("twin");
        var made = here.apply().outputs();
        var there = layer(
                "eu-west-1",
                wire.client(KmsClient.builder().region(Region.EU_WEST_1)),
                wire.client(ResourceGroupsTaggingApiClient.builder().region(Region.EU_WEST_1)),
                "twin");

        assertThatThrownBy(there::apply).hasMessageContaining("taken by the platform twin in us-east-1");
        there.destroy();

        assertThat(here.plan().changes()).isEmpty();
        assertThat(here.plan().outputs()).isEqualTo(made);
    }

    @Test
    void a_key_that_is_to_be_deleted_is_taken_back_while_it_can_be() {
        var layer = layer("taken-back");
        var made = layer.apply().outputs();
        kms.scheduleKeyDeletion(request -> request.keyId(layer.id("data")));

        var again = layer.apply();

        assertThat(again.changes()).singleElement().satisfies(change -> assertThat(change.resource())
                .isEqualTo("security/data"));
        assertThat(again.outputs()).isEqualTo(made);
        assertThat(state(layer.id("data"))).isEqualTo(KeyState.ENABLED);
        assertThat(layer.plan().changes()).isEmpty();
    }

    @Test
    void a_run_that_dies_while_it_takes_a_key_back_is_taken_up() {
        for (int survived = 1; survived <= 2; survived++) {
            var layer = layer("taken-up-" + survived);
            var made = layer.apply().outputs();
            kms.scheduleKeyDeletion(request -> request.keyId(layer.id("data")));
            applyCutOff(layer, survived);

            assertThat(layer.apply().outputs()).isEqualTo(made);
            assertThat(layer.plan().changes()).isEmpty();
        }
    }

    @Test
    void a_key_that_lost_its_name_is_known_by_its_alias() {
        var layer = layer("nameless");
        var made = layer.apply().outputs();
        kms.untagResource(request -> request.keyId(layer.id("data")).tagKeys("terrace:resource"));

        assertThat(layer.plan().changes()).isEmpty();
        assertThat(layer.plan().outputs()).isEqualTo(made);
    }

    @Test
    void keys_that_are_to_be_retained_survive_the_destruction_and_are_adopted_again() {
        var layer = layer("kept", "keys: delete", "keys: retain");
        layer.apply();
        var key = layer.id("data");

        var destroyed = layer.destroy();
        layer.apply();

        assertThat(destroyed.kept()).hasSize(6).extracting(Kept::id).contains(key);
        assertThat(layer.id("data")).isEqualTo(key);
    }
}
