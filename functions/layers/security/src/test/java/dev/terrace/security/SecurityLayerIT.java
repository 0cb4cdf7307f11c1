package dev.terrace.security;

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
import dev.terrace.iam.PolicyStatement;
import dev.terrace.iam.Role;
import dev.terrace.local.TestCloud;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.resourcegroupstaggingapi.ResourceGroupsTaggingApiClient;

class SecurityLayerIT {
    private static final String ACCOUNT = "000000000000";
    private static final Home HOME = new Home("aws", "us-east-1", ACCOUNT);

    private static Wire wire;
    private static KmsClient kms;
    private static IamClient iam;
    private static ResourceGroupsTaggingApiClient tagging;

    @BeforeAll
    static void connect() {
        TestCloud.shared().connect();
        wire = new Wire();
        kms = wire.client(KmsClient.builder());
        iam = wire.client(IamClient.builder());
        tagging = wire.client(ResourceGroupsTaggingApiClient.builder());
    }

    /** The layer of a platform like the Task Manager, by another name, whose keys may be deleted. */
    private static LayerOnCloud layer(String name) {
        return layer(name, "keys: delete");
    }

    private static LayerOnCloud layer(String name, String keys) {
        return layer(name, keys, HOME, kms, tagging);
    }

    private static LayerOnCloud layer(
            String name, String keys, Home home, KmsClient kms, ResourceGroupsTaggingApiClient tagging) {
        var platform = Documents.platform(
                Documents.TASK_MANAGER, yaml -> yaml.replace("platform: task-manager", "platform: " + name)
                        .replace("database: snapshot", "database: delete")
                        .replace("keys: retain", keys));
        return new LayerOnCloud(
                platform,
                "security",
                Map.of(),
                (described, layer) -> SecurityLayer.declare(home, described, layer),
                SecurityLayer.types(home, kms, iam, tagging, platform));
    }

    @Test
    void what_is_applied_is_there_and_a_second_run_only_looks() {
        var layer = layer("again");

        var first = layer.apply();
        wire.forget();
        var second = layer.apply();

        assertThat(first.changes())
                .extracting(Change::resource)
                .hasSameElementsAs(first.outputs().keySet());
        assertThat(first.outputs())
                .containsOnlyKeys(layer.layer().specs().keySet().stream()
                        .map(name -> "security/" + name)
                        .toList());
        assertThat(first.outputs().get("security/data").attributes().get("Arn")).contains(":key/");
        assertThat(first.outputs().get("security/node-role").attributes().get("Arn"))
                .endsWith(":role/terrace/again/again-node-role");
        assertThat(second.changes()).isEmpty();
        assertThat(wire.writes()).isEmpty();
        // One for all keys, aliases and their tags, two for all roles; KMS tells the rest of a key in three calls only.
        assertThat(wire.reads()).hasSize(4 + 3 * 3);
    }

    @Test
    void what_is_foreseen_is_what_is_made() {
        var layer = layer("foreseen");
        var types = SecurityLayer.types(HOME, kms, iam, tagging, layer.platform());
        var role = (Role) layer.layer().specs().get("node-role");
        var alias = (KmsAlias) layer.layer().specs().get("data-alias");

        var made = layer.apply().outputs();

        assertThat(types.stream().filter(Role.Type.class::isInstance).map(Role.Type.class::cast))
                .singleElement()
                .satisfies(
                        type -> assertThat(type.foreseen(layer.layer().owner().key("node-role"), role))
                                .isEqualTo(made.get("security/node-role")));
        assertThat(KmsAlias.type(kms, DeletionPolicy.DELETE)
                        .foreseen(layer.layer().owner().key("data-alias"), alias))
                .isEqualTo(made.get("security/data-alias"));
    }

    @Test
    void a_plan_changes_nothing() {
        var layer = layer("planned");
        wire.forget();

        var plan = layer.plan();

        assertThat(plan.changes()).hasSize(layer.layer().size());
        assertThat(wire.writes()).isEmpty();
        assertThat(layer.plan().changes()).hasSize(layer.layer().size());
    }

    /** Something that somebody does by hand, and the field of which resource shows it. */
    private record ByHand(String resource, String field, Consumer<Map<String, Result.Output>> change) {
        @Override
        public String toString() {
            return resource + " " + field;
        }
    }

    static Stream<ByHand> changesByHand() {
        return Stream.of(
                new ByHand(
                        "security/data",
                        "Enabled",
                        outputs -> kms.disableKey(request ->
                                request.keyId(outputs.get("security/data").id()))),
                new ByHand(
                        "security/data",
                        "Description",
                        outputs -> kms.updateKeyDescription(request ->
                                request.keyId(outputs.get("security/data").id()).description("mine"))),
                new ByHand(
                        "security/data",
                        "EnableKeyRotation",
                        outputs -> kms.disableKeyRotation(request ->
                                request.keyId(outputs.get("security/data").id()))),
                new ByHand(
                        "security/registry",
                        "KeyPolicy",
                        outputs -> kms.putKeyPolicy(request -> request.keyId(
                                        outputs.get("security/registry").id())
                                .policy(anybody("kms:*")))),
                new ByHand(
                        "security/data-alias",
                        "TargetKeyId",
                        outputs -> kms.updateAlias(request -> request.aliasName(
                                        outputs.get("security/data-alias").id())
                                .targetKeyId(outputs.get("security/cluster").id()))),
                new ByHand(
                        "security/node-role",
                        "ManagedPolicyArns",
                        outputs -> iam.attachRolePolicy(request -> request.roleName(
                                        outputs.get("security/node-role").id())
                                .policyArn("arn:aws:iam::aws:policy/AdministratorAccess"))),
                new ByHand(
                        "security/flow-logs-role",
                        "Policies.write-logs",
                        outputs -> iam.putRolePolicy(request -> request.roleName(
                                        outputs.get("security/flow-logs-role").id())
                                .policyName("write-logs")
                                .policyDocument(PolicyStatement.document(PolicyStatement.allow("logs:PutLogEvents")
                                                .on("*"))
                                        .text()))),
                new ByHand(
                        "security/flow-logs-role",
                        "Policies.backdoor",
                        outputs -> iam.putRolePolicy(request -> request.roleName(
                                        outputs.get("security/flow-logs-role").id())
                                .policyName("backdoor")
                                .policyDocument(PolicyStatement.document(PolicyStatement.allow("s3:GetObject")
                                                .on("*"))
                                        .text()))),
                new ByHand(
                        "security/cluster-role",
                        "AssumeRolePolicyDocument",
                        outputs -> iam.updateAssumeRolePolicy(request -> request.roleName(
                                        outputs.get("security/cluster-role").id())
                                .policyDocument(anybody("sts:AssumeRole")))),
                new ByHand(
                        "security/cluster-role",
                        "MaxSessionDuration",
                        outputs -> iam.updateRole(request -> request.roleName(
                                        outputs.get("security/cluster-role").id())
                                .maxSessionDuration(43200))));
    }

    private static String anybody(String action) {
        return PolicyStatement.document(PolicyStatement.allow(action).to("AWS", "arn:aws:iam::" + ACCOUNT + ":root"))
                .text();
    }

    @ParameterizedTest
    @MethodSource("changesByHand")
    void what_is_changed_by_hand_is_named_by_the_plan_and_put_back(ByHand byHand) {
        var layer = layer("by-hand");
        byHand.change().accept(layer.apply().outputs());

        var plan = layer.plan();
        layer.apply();

        assertThat(plan.changes()).singleElement().satisfies(change -> {
            assertThat(change.resource()).isEqualTo(byHand.resource());
            assertThat(change.action()).isEqualTo(Action.UPDATE);
            assertThat(change.fields()).extracting(Change.Field::name).containsExactly(byHand.field());
        });
        assertThat(layer.plan().changes()).isEmpty();
    }

    @Test
    void a_run_that_dies_after_any_of_its_writes_is_taken_up_without_a_second_copy() {
        wire.forget();
        layer("counted").apply();
        var writes = wire.writes().size();

        for (int survived = 1; survived < writes; survived++) {
            var layer = layer("dying-" + survived);
            wire.cutAfter(survived);
            layer.applyOnce();
            wire.mend();

            layer.apply();

            assertThat(layer.plan().changes())
                    .as("cut after %d writes", survived)
                    .isEmpty();
            assertThat(layer.destroy().changes()).hasSize(layer.layer().size());
        }
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
    void what_is_destroyed_is_gone_and_may_be_destroyed_again() {
        var layer = layer("gone");
        var key = layer.apply().outputs().get("security/data").id();

        var first = layer.destroy();
        var second = layer.destroy();

        assertThat(first.changes()).hasSize(layer.layer().size()).allMatch(change -> change.action() == Action.DELETE);
        assertThat(second.changes()).isEmpty();
        assertThat(kms.describeKey(request -> request.keyId(key)).keyMetadata().keyState())
                .isEqualTo(KeyState.PENDING_DELETION);
        assertThat(iam.listRoles(request -> request.pathPrefix("/terrace/gone/"))
                        .roles())
                .isEmpty();
    }

    @Test
    void a_platform_by_the_same_name_in_another_region_is_refused_the_roles_and_never_touches_them() {
        var here = layer("twin");
        var made = here.apply().outputs();
        var there = layer(
                "twin",
                "keys: delete",
                new Home("aws", "eu-west-1", ACCOUNT),
                wire.client(KmsClient.builder().region(Region.EU_WEST_1)),
                wire.client(ResourceGroupsTaggingApiClient.builder().region(Region.EU_WEST_1)));

        assertThatThrownBy(there::apply).hasMessageContaining("taken by the platform twin in us-east-1");
        there.destroy();

        assertThat(here.plan().changes()).isEmpty();
        assertThat(here.plan().outputs()).isEqualTo(made);
    }

    @Test
    void a_key_that_is_to_be_deleted_is_taken_back_while_it_can_be() {
        var layer = layer("taken-back");
        var made = layer.apply().outputs();
        kms.scheduleKeyDeletion(
                request -> request.keyId(made.get("security/data").id()));

        var again = layer.apply();

        assertThat(again.changes()).singleElement().satisfies(change -> assertThat(change.resource())
                .isEqualTo("security/data"));
        assertThat(again.outputs()).isEqualTo(made);
        assertThat(kms.describeKey(request ->
                                request.keyId(made.get("security/data").id()))
                        .keyMetadata()
                        .keyState())
                .isEqualTo(KeyState.ENABLED);
        assertThat(layer.plan().changes()).isEmpty();
    }

    @Test
    void a_run_that_dies_while_it_takes_a_key_back_is_taken_up() {
        for (int survived = 1; survived <= 2; survived++) {
            var layer = layer("taken-up-" + survived);
            var made = layer.apply().outputs();
            kms.scheduleKeyDeletion(
                    request -> request.keyId(made.get("security/data").id()));
            wire.cutAfter(survived);
            layer.applyOnce();
            wire.mend();

            assertThat(layer.apply().outputs()).isEqualTo(made);
            assertThat(layer.plan().changes()).isEmpty();
        }
    }

    @Test
    void a_key_that_lost_its_name_is_known_by_its_alias() {
        var layer = layer("nameless");
        var made = layer.apply().outputs();
        kms.untagResource(
                request -> request.keyId(made.get("security/data").id()).tagKeys("terrace:resource"));

        assertThat(layer.plan().changes()).isEmpty();
        assertThat(layer.plan().outputs()).isEqualTo(made);
    }

    @Test
    void keys_that_are_to_be_retained_survive_the_destruction_and_are_adopted_again() {
        var layer = layer("kept", "keys: retain");
        var key = layer.apply().outputs().get("security/data").id();

        var destroyed = layer.destroy();
        var again = layer.apply();

        assertThat(destroyed.kept()).hasSize(6).anyMatch(kept -> kept.contains(key));
        assertThat(again.outputs().get("security/data").id()).isEqualTo(key);
    }
}
