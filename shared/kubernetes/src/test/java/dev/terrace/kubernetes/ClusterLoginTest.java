package dev.terrace.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.aws.Calls;
import dev.terrace.aws.FakeClient;
import dev.terrace.engine.Owner;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.AssociatedAccessPolicy;
import software.amazon.awssdk.services.eks.model.ClusterStatus;
import software.amazon.awssdk.services.eks.model.DescribeClusterRequest;
import software.amazon.awssdk.services.eks.model.DescribeClusterResponse;
import software.amazon.awssdk.services.eks.model.ListAssociatedAccessPoliciesRequest;
import software.amazon.awssdk.services.eks.model.ListAssociatedAccessPoliciesResponse;
import software.amazon.awssdk.services.eks.model.ResourceNotFoundException;

class ClusterLoginTest {
    private static final String ROLE = "arn:aws:iam::111122223333:role/terrace-layer-workloads";

    private final FakeClient<EksClient> eks = new FakeClient<>(EksClient.class);
    private final ClusterLogin login = new ClusterLogin(eks.client(), new Calls());

    @Test
    void a_cluster_of_the_platforms_name_without_its_tag_is_somebody_elses() {
        for (var tags : List.of(Map.<String, String>of(), Map.of(Owner.PLATFORM_TAG, "another"))) {
            clusterHas(tags);
            assertThat(login.open("shop")).isEqualTo(new ClusterAccess.Absent());
        }
        clusterHas(Map.of(Owner.PLATFORM_TAG, "shop"));
        assertThat(login.open("shop")).isEqualTo(new ClusterAccess.NotReady("CREATING"));
    }

    private void clusterHas(Map<String, String> tags) {
        eks.on(DescribeClusterRequest.class, request -> DescribeClusterResponse.builder()
                .cluster(cluster -> cluster.name(request.name())
                        .status(ClusterStatus.CREATING)
                        .tags(tags))
                .build());
    }

    /** An entry and its policy are two calls: a run may have been stopped between them. */
    @Test
    void a_cluster_lets_a_role_in_whose_entry_has_a_policy_and_no_other() {
        eks.on(ListAssociatedAccessPoliciesRequest.class, _ -> {
            throw ResourceNotFoundException.builder().message("no such entry").build();
        });
        assertThat(login.letsIn(ROLE, "shop")).isFalse();

        entryHas(List.of());
        assertThat(login.letsIn(ROLE, "shop")).isFalse();

        entryHas(List.of(AssociatedAccessPolicy.builder().policyArn("arn:admin").build()));
        assertThat(login.letsIn(ROLE, "shop")).isTrue();
    }

    private void entryHas(List<AssociatedAccessPolicy> policies) {
        eks.on(ListAssociatedAccessPoliciesRequest.class, _ -> ListAssociatedAccessPoliciesResponse.builder()
                .associatedAccessPolicies(policies)
                .build());
    }
}
