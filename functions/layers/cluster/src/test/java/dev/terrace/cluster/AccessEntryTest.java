package dev.terrace.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.aws.FakeClient;
import dev.terrace.aws.Home;
import dev.terrace.cluster.AccessEntry.AccessPolicy;
import dev.terrace.engine.Found;
import dev.terrace.engine.Owner;
import dev.terrace.engine.Records;
import dev.terrace.engine.ResourceType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.AssociateAccessPolicyRequest;
import software.amazon.awssdk.services.eks.model.AssociatedAccessPolicy;
import software.amazon.awssdk.services.eks.model.ClusterStatus;
import software.amazon.awssdk.services.eks.model.DescribeAccessEntryRequest;
import software.amazon.awssdk.services.eks.model.DescribeAccessEntryResponse;
import software.amazon.awssdk.services.eks.model.DescribeClusterRequest;
import software.amazon.awssdk.services.eks.model.DescribeClusterResponse;
import software.amazon.awssdk.services.eks.model.DisassociateAccessPolicyRequest;
import software.amazon.awssdk.services.eks.model.ListAccessEntriesRequest;
import software.amazon.awssdk.services.eks.model.ListAccessEntriesResponse;
import software.amazon.awssdk.services.eks.model.ListAssociatedAccessPoliciesRequest;
import software.amazon.awssdk.services.eks.model.ListAssociatedAccessPoliciesResponse;

class AccessEntryTest {
    private static final Owner OWNER = new Owner("shop", "cluster", Map.of());
    private static final Home HOME = new Home("aws", "us-east-1", "111122223333");
    private static final AccessPolicy ADMIN = AccessPolicy.clusterAdmin(HOME);
    private static final AccessPolicy EDIT = AccessPolicy.of(HOME, "AmazonEKSEditPolicy", Set.of());

    private final Entries entries = new Entries();
    private final ResourceType<AccessEntry> type = AccessEntry.type(new Described(entries.client(), "shop"));

    @Test
    void an_entry_is_asked_for_its_policies_and_where_they_hold_unless_it_is_a_functions_in_its_group_alone() {
        var narrowed = AccessPolicy.of(HOME, "AmazonEKSClusterAdminPolicy", Set.of("shop"));
        entries.has("arn:ops", Set.of(), narrowed);
        entries.has("arn:root", Set.of(), ADMIN, EDIT);
        entries.has("arn:release", Set.of("terrace-release"));
        entries.has("arn:dev", Set.of("mine"), view("shop", "blog"));

        var found = type.find(OWNER);

        assertThat(found)
                .extracting(Found::spec)
                .containsExactlyInAnyOrder(
                        new AccessEntry("shop", "arn:ops", Set.of(), Set.of(narrowed)),
                        new AccessEntry("shop", "arn:root", Set.of(), Set.of(ADMIN, EDIT)),
                        new AccessEntry("shop", "arn:release", Set.of("terrace-release"), Set.of()),
                        new AccessEntry("shop", "arn:dev", Set.of("mine"), Set.of(view("shop", "blog"))));
        assertThat(entries.requests(ListAssociatedAccessPoliciesRequest.class))
                .extracting(ListAssociatedAccessPoliciesRequest::principalArn)
                .containsExactlyInAnyOrder("arn:ops", "arn:root", "arn:dev");
    }

    @Test
    void an_entry_that_is_no_functions_is_asked_also_when_somebody_put_it_into_a_functions_group() {
        entries.has("arn:dev", Set.of("terrace-release"), ADMIN);
        entries.has("arn:status", Set.of("terrace-release"), EDIT);

        assertThat(type.find(OWNER))
                .extracting(Found::spec)
                .containsExactlyInAnyOrder(
                        new AccessEntry("shop", "arn:dev", Set.of("terrace-release"), Set.of(ADMIN)),
                        new AccessEntry("shop", "arn:status", Set.of("terrace-release"), Set.of(EDIT)));
    }

    @Test
    void a_policy_that_somebody_added_is_taken_away() {
        entries.has("arn:dev", Set.of(), view("shop"), EDIT);

        become(Set.of(view("shop")));

        assertThat(entries.policies("arn:dev")).containsExactly(view("shop"));
    }

    @Test
    void a_policy_that_holds_elsewhere_is_moved_and_never_taken_away() {
        entries.has("arn:dev", Set.of(), view("shop"));

        become(Set.of(view("shop", "blog")));

        assertThat(entries.policies("arn:dev")).containsExactly(view("shop", "blog"));
        assertThat(entries.requests(DisassociateAccessPolicyRequest.class)).isEmpty();
    }

    @Test
    void an_administrator_who_is_to_be_none_gets_the_new_policy_before_the_old_one_goes() {
        entries.has("arn:dev", Set.of(), ADMIN);

        become(Set.of(EDIT));

        assertThat(entries.policies("arn:dev")).containsExactly(EDIT);
        assertThat(entries.requests())
                .filteredOn(request -> request instanceof AssociateAccessPolicyRequest
                        || request instanceof DisassociateAccessPolicyRequest)
                .hasExactlyElementsOfTypes(AssociateAccessPolicyRequest.class, DisassociateAccessPolicyRequest.class);
    }

    private void become(Set<AccessPolicy> policies) {
        var found = type.find(OWNER).getFirst();
        var wanted = Records.with(found.spec(), Map.of("accessPolicies", policies));
        type.update(OWNER.key("access-dev"), found, wanted, Set.of("accessPolicies"));
    }

    private static AccessPolicy view(String... namespaces) {
        return AccessPolicy.of(HOME, "AmazonEKSViewPolicy", Set.of(namespaces));
    }

    /** EKS as it is for the access entries of one cluster: an entry has each policy once, by its ARN. */
    private static final class Entries extends FakeClient<EksClient> {
        private final Map<String, Set<String>> groups = new HashMap<>();
        private final Map<String, Map<String, AccessPolicy>> policies = new HashMap<>();

        Entries() {
            super(EksClient.class);
            on(DescribeClusterRequest.class, request -> DescribeClusterResponse.builder()
                    .cluster(cluster -> cluster.name(request.name())
                            .status(ClusterStatus.ACTIVE)
                            .tags(OWNER.key("cluster").tags()))
                    .build());
            on(ListAccessEntriesRequest.class, _ -> ListAccessEntriesResponse.builder()
                    .accessEntries(policies.keySet())
                    .build());
            on(DescribeAccessEntryRequest.class, request -> DescribeAccessEntryResponse.builder()
                    .accessEntry(entry -> entry.clusterName(request.clusterName())
                            .principalArn(request.principalArn())
                            .accessEntryArn("arn:entry")
                            .kubernetesGroups(groups.get(request.principalArn()))
                            .tags(OWNER.key(request.principalArn().replace("arn:", "access-"))
                                    .tags()))
                    .build());
            on(ListAssociatedAccessPoliciesRequest.class, request -> ListAssociatedAccessPoliciesResponse.builder()
                    .associatedAccessPolicies(policies.get(request.principalArn()).values().stream()
                            .map(Entries::associated)
                            .toList())
                    .build());
            takes(AssociateAccessPolicyRequest.class, request -> policies.get(request.principalArn())
                    .put(
                            request.policyArn(),
                            new AccessPolicy(
                                    request.policyArn(),
                                    new AccessEntry.AccessScope(
                                            request.accessScope().typeAsString(),
                                            Set.copyOf(request.accessScope().namespaces())))));
            takes(DisassociateAccessPolicyRequest.class, request -> policies.get(request.principalArn())
                    .remove(request.policyArn()));
        }

        void has(String principal, Set<String> itsGroups, AccessPolicy... itsPolicies) {
            groups.put(principal, itsGroups);
            policies.put(principal, new TreeMap<>());
            for (var policy : itsPolicies) {
                policies.get(principal).put(policy.policyArn(), policy);
            }
        }

        List<AccessPolicy> policies(String principal) {
            return List.copyOf(policies.get(principal).values());
        }

        private static AssociatedAccessPolicy associated(AccessPolicy policy) {
            return AssociatedAccessPolicy.builder()
                    .policyArn(policy.policyArn())
                    .accessScope(scope -> scope.type(policy.accessScope().type())
                            .namespaces(policy.accessScope().namespaces()))
                    .build();
        }
    }
}
