package dev.terrace.cluster;

import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.Key;
import dev.terrace.engine.Problem;
import dev.terrace.engine.ProblemException;
import dev.terrace.engine.ResourceType;
import dev.terrace.mapping.SpecReader;
import java.util.Optional;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.CreatePodIdentityAssociationRequest;
import software.amazon.awssdk.services.eks.model.InvalidParameterException;
import software.amazon.awssdk.services.eks.model.PodIdentityAssociationSummary;
import software.amazon.awssdk.services.eks.model.UpdatePodIdentityAssociationRequest;

/** The IAM role of a Kubernetes service account, by EKS Pod Identity. */
@AwsType("AWS::EKS::PodIdentityAssociation")
public record PodIdentityAssociation(
        @CreateOnly String clusterName,
        @CreateOnly String namespace,
        @CreateOnly String serviceAccount,
        String roleArn) {

    private static final String ID = "AssociationId";

    static ResourceType<PodIdentityAssociation> type(Described described) {
        var eks = described.eks();
        var model = software.amazon.awssdk.services.eks.model.PodIdentityAssociation.builder();
        return described
                .type(
                        SpecReader.of(PodIdentityAssociation.class, model),
                        cluster -> eks
                                .listPodIdentityAssociationsPaginator(request -> request.clusterName(cluster))
                                .associations()
                                .stream()
                                .map(PodIdentityAssociationSummary::associationId),
                        (cluster, id) -> eks.describePodIdentityAssociation(
                                        request -> request.clusterName(cluster).associationId(id))
                                .association(),
                        "AssociationArn",
                        spec -> spec.idOfHolder(eks))
                .id(association -> association.associationArn())
                .attribute("AssociationArn", association -> association.associationArn())
                .attribute(ID, association -> association.associationId())
                .unique("clusterName", "namespace", "serviceAccount")
                .create(CreatePodIdentityAssociationRequest::builder, (request, key, _) -> {
                    try {
                        return eks.createPodIdentityAssociation(request.build()).association();
                    } catch (InvalidParameterException e) {
                        throw roleIsNew(key, e);
                    }
                })
                .update(
                        UpdatePodIdentityAssociationRequest::builder,
                        (request, found, spec) -> eks.updatePodIdentityAssociation(request.clusterName(spec.clusterName)
                                .associationId(found.attributes().get(ID))
                                .build()))
                .delete(found ->
                        eks.deletePodIdentityAssociation(request -> request.clusterName(found.spec().clusterName)
                                .associationId(found.attributes().get(ID))));
    }

    /** Of the association that the service account has. */
    private Optional<String> idOfHolder(EksClient eks) {
        return eks
                .listPodIdentityAssociations(request ->
                        request.clusterName(clusterName).namespace(namespace).serviceAccount(serviceAccount))
                .associations()
                .stream()
                .findFirst()
                .map(PodIdentityAssociationSummary::associationId);
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
}
