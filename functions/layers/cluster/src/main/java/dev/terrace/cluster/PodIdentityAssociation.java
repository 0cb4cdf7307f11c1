package dev.terrace.cluster;

import dev.terrace.aws.AwsProblems;
import dev.terrace.aws.Tags;
import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.Found;
import dev.terrace.engine.Key;
import dev.terrace.engine.Owner;
import dev.terrace.engine.Problem;
import dev.terrace.engine.ProblemException;
import dev.terrace.engine.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.InvalidParameterException;
import software.amazon.awssdk.services.eks.model.PodIdentityAssociationSummary;

/** The IAM role of a Kubernetes service account, by EKS Pod Identity. */
@AwsType("AWS::EKS::PodIdentityAssociation")
public record PodIdentityAssociation(
        @CreateOnly String clusterName,
        @CreateOnly String namespace,
        @CreateOnly String serviceAccount,
        String roleArn) {

    static final class Type implements ResourceType<PodIdentityAssociation> {
        private final EksClient eks;
        private final Described described;

        Type(EksClient eks, Described described) {
            this.eks = eks;
            this.described = described;
        }

        @Override
        public Class<PodIdentityAssociation> spec() {
            return PodIdentityAssociation.class;
        }

        @Override
        public List<Found<PodIdentityAssociation>> find(Owner owner) {
            return described
                    .each(
                            owner,
                            cluster -> eks
                                    .listPodIdentityAssociationsPaginator(request -> request.clusterName(cluster))
                                    .associations()
                                    .stream()
                                    .map(PodIdentityAssociationSummary::associationId),
                            this::describe)
                    .stream()
                    .filter(association ->
                            Tags.nameFor(owner, association.tags()).isPresent())
                    .map(association -> found(owner, association))
                    .toList();
        }

        private software.amazon.awssdk.services.eks.model.PodIdentityAssociation describe(String id) {
            return eks.describePodIdentityAssociation(
                            request -> request.clusterName(described.name()).associationId(id))
                    .association();
        }

        static Found<PodIdentityAssociation> found(
                Owner owner, software.amazon.awssdk.services.eks.model.PodIdentityAssociation association) {
            return Found.ready(
                    Tags.nameFor(owner, association.tags()).orElseThrow(),
                    association.associationArn(),
                    new PodIdentityAssociation(
                            association.clusterName(),
                            association.namespace(),
                            association.serviceAccount(),
                            association.roleArn()),
                    Map.of(
                            "AssociationArn", association.associationArn(),
                            "AssociationId", association.associationId()));
        }

        @Override
        public boolean excludes(PodIdentityAssociation wanted, PodIdentityAssociation other) {
            return wanted.clusterName().equals(other.clusterName())
                    && wanted.namespace().equals(other.namespace())
                    && wanted.serviceAccount().equals(other.serviceAccount());
        }

        @Override
        public Found<PodIdentityAssociation> rename(Key key, Found<PodIdentityAssociation> found) {
            return described.rename(key, found, found.attributes().get("AssociationArn"));
        }

        @Override
        public Found<PodIdentityAssociation> create(Key key, PodIdentityAssociation spec) {
            try {
                var created = Described.created(
                        key,
                        () -> eks.createPodIdentityAssociation(request -> request.clusterName(spec.clusterName())
                                .namespace(spec.namespace())
                                .serviceAccount(spec.serviceAccount())
                                .roleArn(spec.roleArn())
                                .tags(key.tags())),
                        () -> tagsOf(spec));
                return found(key.owner(), created.association());
            } catch (InvalidParameterException e) {
                throw roleIsNew(key, e);
            }
        }

        /** Of the association that the service account has. */
        private Map<String, String> tagsOf(PodIdentityAssociation spec) {
            return eks
                    .listPodIdentityAssociations(request -> request.clusterName(spec.clusterName())
                            .namespace(spec.namespace())
                            .serviceAccount(spec.serviceAccount()))
                    .associations()
                    .stream()
                    .findFirst()
                    .map(PodIdentityAssociationSummary::associationId)
                    .map(id -> describe(id).tags())
                    .orElse(Map.of());
        }

        /** EKS looks at the role, and IAM tells all the world of a new one within seconds only. */
        private static ProblemException roleIsNew(Key key, InvalidParameterException refused) {
            return new ProblemException(
                    new Problem(
                            "RoleNotKnownYet",
                            Problem.Category.RETRYABLE,
                            key.address(),
                            "EKS does not take the role yet: " + refused.getMessage(),
                            ""),
                    refused);
        }

        @Override
        public Found<PodIdentityAssociation> update(
                Key key, Found<PodIdentityAssociation> found, PodIdentityAssociation spec, Set<String> changed) {
            eks.updatePodIdentityAssociation(request -> request.clusterName(spec.clusterName())
                    .associationId(found.attributes().get("AssociationId"))
                    .roleArn(spec.roleArn()));
            return found.with(spec);
        }

        @Override
        public boolean delete(Found<PodIdentityAssociation> found) {
            AwsProblems.unlessGone(() -> eks.deletePodIdentityAssociation(
                    request -> request.clusterName(found.spec().clusterName())
                            .associationId(found.attributes().get("AssociationId"))));
            return true;
        }
    }
}
