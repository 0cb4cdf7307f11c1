package dev.terrace.cluster;

import dev.terrace.aws.AwsProblems;
import dev.terrace.aws.Home;
import dev.terrace.aws.Tags;
import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.Found;
import dev.terrace.engine.Key;
import dev.terrace.engine.Owner;
import dev.terrace.engine.ResourceType;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.eks.EksClient;

/**
 * What an IAM user or role may do in the cluster.
 *
 * @param kubernetesGroups to which RBAC gives its rights
 * @param accessPolicies rights that EKS gives by itself
 */
@AwsType("AWS::EKS::AccessEntry")
public record AccessEntry(
        @CreateOnly String clusterName,
        @CreateOnly String principalArn,
        Set<String> kubernetesGroups,
        Set<AccessPolicy> accessPolicies) {

    public record AccessPolicy(String policyArn, AccessScope accessScope) {
        /** The only policy that Terrace gives: everything, everywhere in the cluster. */
        static AccessPolicy clusterAdmin(Home home) {
            return new AccessPolicy(
                    "arn:" + home.partition() + ":eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
                    new AccessScope("cluster"));
        }
    }

    /** @param type {@code cluster} or {@code namespace} */
    public record AccessScope(String type) {}

    static final class Type implements ResourceType<AccessEntry> {
        private final EksClient eks;
        private final Described described;
        private final AccessPolicy clusterAdmin;

        Type(EksClient eks, Described described, Home home) {
            this.eks = eks;
            this.described = described;
            this.clusterAdmin = AccessPolicy.clusterAdmin(home);
        }

        @Override
        public Class<AccessEntry> spec() {
            return AccessEntry.class;
        }

        /**
         * Who is administrator is asked once for all entries rather than each entry for its policies. So another policy that
         * somebody gave an entry is not seen.
         */
        @Override
        public List<Found<AccessEntry>> find(Owner owner) {
            var entries =
                    described.each(
                            owner,
                            cluster -> eks
                                    .listAccessEntriesPaginator(request -> request.clusterName(cluster))
                                    .accessEntries()
                                    .stream()
                                    .filter(principal -> !principal.contains(":role/aws-service-role/")),
                            this::describe);
            if (entries.isEmpty()) {
                return List.of();
            }
            var admins = new HashSet<String>();
            eks.listAccessEntriesPaginator(request ->
                            request.clusterName(described.name()).associatedPolicyArn(clusterAdmin.policyArn()))
                    .accessEntries()
                    .forEach(admins::add);
            return entries.stream()
                    .filter(entry -> Tags.nameFor(owner, entry.tags()).isPresent())
                    .map(entry -> found(
                            owner, entry, admins.contains(entry.principalArn()) ? Set.of(clusterAdmin) : Set.of()))
                    .toList();
        }

        private software.amazon.awssdk.services.eks.model.AccessEntry describe(String principal) {
            return eks.describeAccessEntry(
                            request -> request.clusterName(described.name()).principalArn(principal))
                    .accessEntry();
        }

        private static Found<AccessEntry> found(
                Owner owner,
                software.amazon.awssdk.services.eks.model.AccessEntry entry,
                Set<AccessPolicy> accessPolicies) {
            return Found.ready(
                    Tags.nameFor(owner, entry.tags()).orElseThrow(),
                    entry.principalArn() + "|" + entry.clusterName(),
                    new AccessEntry(
                            entry.clusterName(),
                            entry.principalArn(),
                            Set.copyOf(entry.kubernetesGroups()),
                            accessPolicies),
                    Map.of("AccessEntryArn", entry.accessEntryArn()));
        }

        @Override
        public boolean excludes(AccessEntry wanted, AccessEntry other) {
            return wanted.clusterName().equals(other.clusterName())
                    && wanted.principalArn().equals(other.principalArn());
        }

        @Override
        public Found<AccessEntry> rename(Key key, Found<AccessEntry> found) {
            return described.rename(key, found, found.attributes().get("AccessEntryArn"));
        }

        @Override
        public Found<AccessEntry> create(Key key, AccessEntry spec) {
            var created = Described.created(
                    key,
                    () -> eks.createAccessEntry(request -> request.clusterName(spec.clusterName())
                            .principalArn(spec.principalArn())
                            .kubernetesGroups(spec.kubernetesGroups())
                            .tags(key.tags())),
                    () -> describe(spec.principalArn()).tags());
            associate(spec, Set.of());
            return found(key.owner(), created.accessEntry(), spec.accessPolicies());
        }

        @Override
        public Found<AccessEntry> update(Key key, Found<AccessEntry> found, AccessEntry spec, Set<String> changed) {
            if (changed.contains("kubernetesGroups")) {
                eks.updateAccessEntry(request -> request.clusterName(spec.clusterName())
                        .principalArn(spec.principalArn())
                        .kubernetesGroups(spec.kubernetesGroups()));
            }
            associate(spec, found.spec().accessPolicies());
            return found.with(spec);
        }

        private void associate(AccessEntry spec, Set<AccessPolicy> present) {
            for (var policy : spec.accessPolicies()) {
                if (!present.contains(policy)) {
                    eks.associateAccessPolicy(request -> request.clusterName(spec.clusterName())
                            .principalArn(spec.principalArn())
                            .policyArn(policy.policyArn())
                            .accessScope(
                                    scope -> scope.type(policy.accessScope().type())));
                }
            }
            for (var policy : present) {
                if (!spec.accessPolicies().contains(policy)) {
                    AwsProblems.unlessGone(
                            () -> eks.disassociateAccessPolicy(request -> request.clusterName(spec.clusterName())
                                    .principalArn(spec.principalArn())
                                    .policyArn(policy.policyArn())));
                }
            }
        }

        @Override
        public boolean delete(Found<AccessEntry> found) {
            AwsProblems.unlessGone(() -> eks.deleteAccessEntry(
                    request -> request.clusterName(found.spec().clusterName())
                            .principalArn(found.spec().principalArn())));
            return true;
        }
    }
}
