package dev.terrace.cluster;

import dev.terrace.aws.AwsProblems;
import dev.terrace.aws.Home;
import dev.terrace.aws.PlainType;
import dev.terrace.aws.Tags;
import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.Difference;
import dev.terrace.engine.Found;
import dev.terrace.engine.Records;
import dev.terrace.engine.ResourceType;
import dev.terrace.mapping.SpecReader;
import dev.terrace.platform.FunctionGroup;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.AssociatedAccessPolicy;
import software.amazon.awssdk.services.eks.model.CreateAccessEntryRequest;

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

    private static final String NAMES = "access-";

    /** What the entry of a function, or of somebody else, is called. */
    static String nameOf(String whose) {
        return NAMES + whose;
    }

    public record AccessPolicy(String policyArn, AccessScope accessScope) {
        private static final SpecReader<AssociatedAccessPolicy, AccessPolicy> READER =
                SpecReader.of(AccessPolicy.class, AssociatedAccessPolicy.builder());

        /**
         * One of <a href="https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html">those that EKS has</a>.
         *
         * @param namespaces where it holds; none for the whole cluster
         */
        static AccessPolicy of(Home home, String policy, Set<String> namespaces) {
            return new AccessPolicy(
                    "arn:" + home.partition() + ":eks::aws:cluster-access-policy/" + policy,
                    new AccessScope(namespaces.isEmpty() ? "cluster" : "namespace", namespaces));
        }

        /** Everything, everywhere in the cluster. */
        static AccessPolicy clusterAdmin(Home home) {
            return of(home, "AmazonEKSClusterAdminPolicy", Set.of());
        }
    }

    /**
     * @param type {@code cluster} or {@code namespace}
     * @param namespaces none for the whole cluster
     */
    public record AccessScope(String type, Set<String> namespaces) {
        private software.amazon.awssdk.services.eks.model.AccessScope sdk() {
            var scope = software.amazon.awssdk.services.eks.model.AccessScope.builder()
                    .type(type);
            return (namespaces.isEmpty() ? scope : scope.namespaces(namespaces)).build();
        }
    }

    static ResourceType<AccessEntry> type(Described described) {
        var eks = described.eks();
        var reader = SpecReader.of(AccessEntry.class, software.amazon.awssdk.services.eks.model.AccessEntry.builder())
                .with("accessPolicies", _ -> Set.of());
        var type = PlainType.of(reader);
        return type.find(owner -> described
                        .each(
                                owner,
                                cluster -> principals(eks, cluster),
                                (cluster, principal) -> describe(eks, cluster, principal))
                        .stream()
                        .flatMap(entry ->
                                Tags.nameFor(owner, entry.tags()).stream().map(name -> type.found(name, entry)))
                        .gather(Gatherers.mapConcurrent(Described.PARALLEL, found -> {
                            var policies = isOfFunction(found) ? Set.of() : policies(eks, found.spec());
                            return found.with(Records.with(found.spec(), Map.of("accessPolicies", policies)));
                        })))
                .rename((found, key) -> described.tag(found, key, "AccessEntryArn"))
                .id(entry -> entry.principalArn() + "|" + entry.clusterName())
                .attribute("AccessEntryArn", entry -> entry.accessEntryArn())
                .unique("clusterName", "principalArn")
                .change(
                        "kubernetesGroups",
                        (_, spec) -> eks.updateAccessEntry(request -> request.clusterName(spec.clusterName)
                                .principalArn(spec.principalArn)
                                .kubernetesGroups(spec.kubernetesGroups)))
                .change("accessPolicies", Set.of(), (found, spec) -> associate(eks, spec, found.spec().accessPolicies))
                .create(CreateAccessEntryRequest::builder, (request, _, _) -> eks.createAccessEntry(request.build())
                        .accessEntry())
                .taken(
                        Described::taken,
                        (_, spec) -> AwsProblems.present(() -> describe(eks, spec.clusterName, spec.principalArn)
                                .tags()))
                .delete(found -> eks.deleteAccessEntry(request ->
                        request.clusterName(found.spec().clusterName).principalArn(found.spec().principalArn)));
    }

    /** Whether it is called as a function's, and in that function's group alone, as it is declared. */
    private static boolean isOfFunction(Found<AccessEntry> found) {
        return found.name().startsWith(NAMES)
                && found.spec()
                        .kubernetesGroups
                        .equals(Set.of(FunctionGroup.of(found.name().substring(NAMES.length()))));
    }

    private static Stream<String> principals(EksClient eks, String cluster) {
        return eks.listAccessEntriesPaginator(request -> request.clusterName(cluster)).accessEntries().stream()
                .filter(principal -> !principal.contains(":role/aws-service-role/"));
    }

    private static software.amazon.awssdk.services.eks.model.AccessEntry describe(
            EksClient eks, String cluster, String principal) {
        return eks.describeAccessEntry(request -> request.clusterName(cluster).principalArn(principal))
                .accessEntry();
    }

    /**
     * Asked entry by entry: EKS tells of all at once who has a policy, but not where it holds. Not of a function's, as long as it is in
     * its group alone: it would be a call for each in every run.
     */
    private static Set<AccessPolicy> policies(EksClient eks, AccessEntry entry) {
        return AwsProblems.present(() -> eks
                        .listAssociatedAccessPoliciesPaginator(request ->
                                request.clusterName(entry.clusterName).principalArn(entry.principalArn))
                        .associatedAccessPolicies()
                        .stream()
                        .map(AccessPolicy.READER::read)
                        .collect(Collectors.toUnmodifiableSet()))
                .orElse(Set.of());
    }

    /** An entry has each policy once: associated again, it has the new scope. */
    private static void associate(EksClient eks, AccessEntry spec, Set<AccessPolicy> present) {
        Difference.between(present, spec.accessPolicies)
                .missing()
                .forEach(policy -> eks.associateAccessPolicy(request -> request.clusterName(spec.clusterName)
                        .principalArn(spec.principalArn)
                        .policyArn(policy.policyArn())
                        .accessScope(policy.accessScope().sdk())));
        Difference.between(arns(present), arns(spec.accessPolicies))
                .surplus()
                .forEach(policy -> AwsProblems.unlessGone(
                        () -> eks.disassociateAccessPolicy(request -> request.clusterName(spec.clusterName)
                                .principalArn(spec.principalArn)
                                .policyArn(policy))));
    }

    private static Set<String> arns(Set<AccessPolicy> policies) {
        return policies.stream().map(AccessPolicy::policyArn).collect(Collectors.toSet());
    }
}
