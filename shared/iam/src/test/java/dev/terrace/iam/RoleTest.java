package dev.terrace.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.aws.Home;
import dev.terrace.engine.Found;
import dev.terrace.engine.Json;
import dev.terrace.engine.Owner;
import dev.terrace.engine.Problem.Category;
import dev.terrace.engine.ProblemException;
import dev.terrace.engine.ResourceType;
import dev.terrace.engine.Result;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.iam.model.CreateRoleRequest;
import software.amazon.awssdk.services.iam.model.IamException;

class RoleTest {
    private static final Owner OWNER = new Owner("shop", "security", Map.of());
    private static final Home HOME = new Home("aws-us-gov", "us-gov-west-1", "111122223333");
    private static final Home ELSEWHERE = new Home("aws-us-gov", "us-gov-east-1", "111122223333");
    private static final Map<String, String> TAGS =
            Map.of("terrace:platform", "shop", "terrace:layer", "security", "terrace:region", "us-gov-west-1");

    @Test
    void policies_are_read_from_their_percent_encoding() {
        var iam = new LargeAccount(0, List.of("shop-node-role"), TAGS);

        assertThat(Role.type(iam, HOME).find(OWNER))
                .extracting(Found::spec)
                .containsExactly(new Role(
                        "of the shop",
                        new Json(LargeAccount.POLICY),
                        Set.of("arn:aws:iam::aws:policy/A"),
                        Map.of("inline", new Json(LargeAccount.POLICY)),
                        7200));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 200})
    void roles_of_which_iam_tells_no_details_in_time_are_asked_for_one_by_one(int silentFrom) {
        var roles = List.of("shop-node-role", "shop-cluster-role");
        var silent = new LargeAccount(199, roles, TAGS);
        silent.silentFrom = silentFrom;

        var found = Role.type(silent, HOME).find(OWNER);

        assertThat(found)
                .isEqualTo(Role.type(new LargeAccount(0, roles, TAGS), HOME).find(OWNER))
                .hasSize(2);
        assertThat(silent.calls).containsEntry("ListRoleTags", silentFrom == 0 ? 2 : 1);
    }

    @Test
    void what_iam_leaves_out_is_its_default() {
        confined.createRole(CreateRoleRequest.builder()
                .roleName("shop-node-role")
                .path(OWNER.iamPath())
                .assumeRolePolicyDocument("%7B%7D")
                .tags(LargeAccount.tags(TAGS))
                .build());

        assertThat(type.find(OWNER))
                .extracting(Found::spec)
                .containsExactly(new Role("", new Json("{}"), Set.of(), Map.of(), 3600));
    }

    @Test
    void in_a_large_account_only_what_the_first_pages_do_not_show_is_asked_for_role_by_role() {
        var small = new LargeAccount(190, List.of("shop-node-role", "shop-cluster-role"), TAGS);
        var large = new LargeAccount(5000, List.of("shop-node-role", "shop-cluster-role"), TAGS);

        var found = Role.type(large, HOME).find(OWNER);

        assertThat(found).isEqualTo(Role.type(small, HOME).find(OWNER)).hasSize(2);
        assertThat(small.calls).isEqualTo(Map.of("ListRoles", 1, "GetAccountAuthorizationDetails", 1));
        assertThat(large.calls)
                .isEqualTo(Map.of(
                        "ListRoles",
                        1,
                        "GetAccountAuthorizationDetails",
                        5,
                        "ListRoleTags",
                        2,
                        "ListAttachedRolePolicies",
                        2,
                        "ListRolePolicies",
                        2,
                        "GetRolePolicy",
                        2));
    }

    @Test
    void a_roles_name_tells_which_it_is_whatever_became_of_its_tag() {
        var iam = new LargeAccount(0, List.of("shop-node-role"), TAGS);

        assertThat(Role.type(iam, HOME).find(OWNER)).singleElement().satisfies(role -> assertThat(role.name())
                .isEqualTo("node-role"));
    }

    private static final Role SPEC = new Role("any", new Json("{}"), Set.of(), Map.of());

    private final ConfinedIam confined = new ConfinedIam();
    private final ResourceType<Role> type = Role.type(confined, HOME);

    @Test
    void a_role_that_is_deleted_twice_is_gone_although_the_second_call_is_denied() {
        var role = type.create(OWNER.key("node-role"), SPEC);

        assertThat(type.delete(role)).isTrue();
        assertThat(type.delete(role)).isTrue();

        assertThat(confined.roles).isEmpty();
    }

    @Test
    void a_role_that_is_gone_before_its_policies_are_taken_is_gone() {
        var policies = Map.of("inline", new Json("{}"));
        var role = Found.ready(
                "node-role",
                "shop-node-role",
                new Role("any", new Json("{}"), Set.of(), policies),
                Map.<String, String>of());

        assertThat(type.delete(role)).isTrue();
    }

    @Test
    void a_role_that_may_not_be_deleted_is_not_taken_for_gone() {
        var role = type.create(OWNER.key("node-role"), SPEC);
        confined.forbidden.add("DeleteRole");

        assertThatThrownBy(() -> type.delete(role))
                .isInstanceOf(IamException.class)
                .hasMessageContaining("not authorized");
    }

    @Test
    void a_name_that_a_role_on_another_path_has_is_taken() {
        confined.createRole(
                CreateRoleRequest.builder().roleName("shop-node-role").path("/").build());

        assertThatThrownBy(() -> type.create(OWNER.key("node-role"), SPEC))
                .hasMessageContaining("taken by a resource that is not this platform's")
                .satisfies(RoleTest::isTheUsersMatter);
    }

    @Test
    void a_name_that_another_platform_has_is_taken_by_it() {
        var other = new Owner("shop-node", "cluster", Map.of());
        type.create(other.key("role"), SPEC);

        assertThatThrownBy(() -> type.create(OWNER.key("node-role"), SPEC))
                .hasMessageContaining("taken by cluster/role of the platform shop-node");
    }

    @Test
    void a_platform_by_the_same_name_in_another_region_has_its_own_roles_and_their_names_are_taken() {
        var account = new LargeAccount(0, List.of("shop-node-role"), TAGS);
        assertThat(Role.type(account, HOME).find(OWNER)).hasSize(1);
        assertThat(Role.type(account, ELSEWHERE).find(OWNER)).isEmpty();

        type.create(OWNER.key("node-role"), SPEC);
        assertThatThrownBy(() -> Role.type(confined, ELSEWHERE).create(OWNER.key("node-role"), SPEC))
                .hasMessageContaining("taken by the platform shop in us-gov-west-1")
                .satisfies(RoleTest::isTheUsersMatter);
    }

    @Test
    void a_role_of_the_platform_that_iam_does_not_know_yet_is_waited_for() {
        type.create(OWNER.key("node-role"), SPEC);
        confined.newborn.add("shop-node-role");

        assertThatThrownBy(() -> type.create(OWNER.key("node-role"), SPEC))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().category()).isEqualTo(Category.RETRYABLE));
    }

    private static void isTheUsersMatter(Throwable refused) {
        assertThat(refused).isInstanceOfSatisfying(ProblemException.class, thrown -> assertThat(
                        thrown.problem().category())
                .isEqualTo(Category.USER));
    }

    @Test
    void the_arn_is_known_before_the_role_is_there() {
        var foreseen = Role.type(null, HOME).foreseen(OWNER.key("node-role"), null);

        assertThat(foreseen)
                .isEqualTo(new Result.Output(
                        "shop-node-role",
                        Map.of("Arn", "arn:aws-us-gov:iam::111122223333:role/terrace/shop/shop-node-role")));
    }
}
