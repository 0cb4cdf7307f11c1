package dev.terrace.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.aws.Home;
import dev.terrace.cluster.AccessEntry.AccessPolicy;
import dev.terrace.platform.Cluster.Access;
import dev.terrace.platform.Cluster.Role;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrantedTest {
    private static final Home HOME = new Home("aws-us-gov", "us-gov-west-1", "111122223333");
    private static final String OPS = "arn:aws-us-gov:iam::111122223333:role/ops";

    @ParameterizedTest
    @CsvSource({
        "ADMIN, , AmazonEKSClusterAdminPolicy",
        "ADMIN, shop, AmazonEKSAdminPolicy",
        "EDIT, , AmazonEKSEditPolicy",
        "EDIT, shop, AmazonEKSEditPolicy",
        "VIEW, , AmazonEKSViewPolicy",
        "VIEW, shop, AmazonEKSViewPolicy"
    })
    void a_role_is_a_policy_of_eks_in_the_cluster_or_in_a_namespace(Role role, String namespace, String policy) {
        var granted = granted(new Access("role/ops", role, namespace)).getFirst();

        assertThat(granted.policies()).singleElement().satisfies(its -> {
            assertThat(its.policyArn()).isEqualTo("arn:aws-us-gov:eks::aws:cluster-access-policy/" + policy);
            assertThat(its.accessScope())
                    .isEqualTo(
                            namespace == null
                                    ? new AccessEntry.AccessScope("cluster", Set.of())
                                    : new AccessEntry.AccessScope("namespace", Set.of(namespace)));
        });
    }

    @Test
    void a_short_name_is_of_the_platforms_own_account() {
        assertThat(granted(
                        new Access("role/ops", Role.VIEW, null),
                        new Access("user/eva", Role.VIEW, null),
                        new Access("arn:aws-us-gov:iam::444455556666:role/audit", Role.VIEW, null)))
                .extracting(Granted::principalArn)
                .containsExactly(
                        OPS,
                        "arn:aws-us-gov:iam::111122223333:user/eva",
                        "arn:aws-us-gov:iam::444455556666:role/audit");
    }

    @Test
    void what_one_principal_is_given_in_several_namespaces_is_one_entry_with_each_policy_once() {
        assertThat(granted(
                        new Access("role/ops", Role.EDIT, "shop"),
                        new Access(OPS, Role.EDIT, "blog"),
                        new Access("role/ops", Role.VIEW, null),
                        new Access("role/ops", Role.VIEW, "shop")))
                .containsExactly(new Granted(
                        "111122223333-role-ops",
                        OPS,
                        Set.of(
                                AccessPolicy.of(HOME, "AmazonEKSEditPolicy", Set.of("shop", "blog")),
                                AccessPolicy.of(HOME, "AmazonEKSViewPolicy", Set.of()))));
    }

    @Test
    void who_may_do_everything_is_given_nothing_else() {
        assertThat(granted(
                        new Access("role/ops", Role.VIEW, "shop"),
                        new Access("role/ops", Role.ADMIN, null),
                        new Access("role/ops", Role.ADMIN, "shop")))
                .containsExactly(
                        new Granted("admin-111122223333-role-ops", OPS, Set.of(AccessPolicy.clusterAdmin(HOME))));
    }

    @Test
    void principals_whose_names_are_alike_are_told_apart_and_long_names_fit_into_a_tag() {
        var longest = "role/" + "p".repeat(500) + "/admin";
        var granted = granted(
                new Access("role/ops.a", Role.ADMIN, null),
                new Access("role/ops_a", Role.ADMIN, null),
                new Access(longest, Role.ADMIN, null));

        assertThat(granted)
                .extracting(Granted::name)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.length() < 256 - "access-".length());
    }

    private static List<Granted> granted(Access... access) {
        return Granted.by(HOME, List.of(access));
    }
}
