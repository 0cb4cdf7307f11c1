package dev.terrace.iam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.engine.Json;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.PolicyDetail;
import software.amazon.awssdk.services.iam.model.RoleDetail;

class RoleTest {
    private static final RoleDetail DETAIL = RoleDetail.builder()
            .roleName("shop-cluster-role")
            .assumeRolePolicyDocument("%7B%22Version%22%3A%222012-10-17%22%7D")
            .attachedManagedPolicies(AttachedPolicy.builder()
                    .policyName("AmazonEKSClusterPolicy")
                    .policyArn(Role.awsManaged("AmazonEKSClusterPolicy"))
                    .build())
            .rolePolicyList(PolicyDetail.builder()
                    .policyName("logs")
                    .policyDocument("%7B%22Statement%22%3A%5B%5D%2C%22Id%22%3A%22a%2Bb%20c%22%7D")
                    .build())
            .build();

    @Test
    void policiesAreReadFromTheirPercentEncoding() {
        var role = Role.Type.specOf(
                software.amazon.awssdk.services.iam.model.Role.builder()
                        .description("of the cluster")
                        .maxSessionDuration(7200)
                        .build(),
                DETAIL);

        assertThat(role)
                .isEqualTo(new Role(
                        "of the cluster",
                        new Json("{\"Version\": \"2012-10-17\"}"),
                        Set.of("arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"),
                        Map.of("logs", new Json("{\"Id\": \"a+b c\", \"Statement\": []}")),
                        7200));
    }

    @Test
    void whatIamLeavesOutIsItsDefault() {
        var role = Role.Type.specOf(
                software.amazon.awssdk.services.iam.model.Role.builder().build(), DETAIL);

        assertThat(role.description()).isEmpty();
        assertThat(role.maxSessionDuration()).isEqualTo(3600);
    }
}
