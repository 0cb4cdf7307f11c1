package dev.terrace.kubernetes;

import dev.terrace.aws.AwsProblems;
import io.fabric8.kubernetes.api.model.APIServiceCondition;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerCondition;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressRule;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What must run in a cluster for some objects to have an effect. Kubernetes takes an Ingress or a HorizontalPodAutoscaler also where
 * nothing acts on it, and says nothing.
 */
public final class Controllers {
    private static final String LOAD_BALANCER_CONTROLLER = "aws-load-balancer-controller";

    private Controllers() {}

    /** Whether something makes load balancers of Ingresses. */
    public enum LoadBalancing {
        /** There is no controller. */
        ABSENT,
        /** There is one, and none of its pods is available. */
        UNAVAILABLE,
        AVAILABLE
    }

    /**
     * Looks for the AWS Load Balancer Controller, in whatever namespace it is.
     *
     * @see <a href="https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/installation/">its chart</a>,
     *     whose label this goes by
     */
    public static LoadBalancing loadBalancing(KubernetesClient client) {
        var deployments =
                client.apps().deployments().inAnyNamespace().withLabel(OwnerLabels.NAME, LOAD_BALANCER_CONTROLLER);
        var found = deployments.list().getItems();
        if (found.isEmpty()) {
            return LoadBalancing.ABSENT;
        }
        return found.stream().anyMatch(Controllers::available) ? LoadBalancing.AVAILABLE : LoadBalancing.UNAVAILABLE;
    }

    private static boolean available(Deployment deployment) {
        var status = deployment.getStatus();
        return status != null && status.getAvailableReplicas() != null && status.getAvailableReplicas() > 0;
    }

    /** What it means for these that nothing makes load balancers, and what to do. */
    public static String withoutLoadBalancing(List<Ingress> ingresses) {
        var rules = ingresses.stream()
                .flatMap(ingress -> ingress.getSpec().getRules().stream())
                .toList();
        var where = rules.isEmpty() || rules.stream().anyMatch(rule -> rule.getHost() == null)
                ? "from outside"
                : "at " + rules.stream().map(IngressRule::getHost).distinct().collect(Collectors.joining(", "));
        return "this cluster has no AWS Load Balancer Controller, so there is no load balancer and nothing answers "
                + where + ". Install the controller: https://docs.aws.amazon.com/eks/latest/userguide/lbc-helm.html";
    }

    /** The last thing that went wrong with an Ingress, in its controller's words; empty if nothing did. */
    static Optional<String> lastWarning(Ingress ingress, KubernetesClient client) {
        var metadata = ingress.getMetadata();
        return client
                .v1()
                .events()
                .inNamespace(metadata.getNamespace())
                .withField("involvedObject.uid", metadata.getUid())
                .withField("type", "Warning")
                .list()
                .getItems()
                .stream()
                .max(Comparator.comparing(Controllers::when))
                .map(event -> event.getReason() + ": " + AwsProblems.withoutWhatIsOfOneAnswer(event.getMessage()));
    }

    private static String when(Event event) {
        return event.getLastTimestamp() == null ? "" : event.getLastTimestamp();
    }

    /** What it means that nothing measures pods, and what to do. From inside a cluster nobody sees which add-ons it is to have. */
    static final String WITHOUT_METRICS =
            "no metrics-server answers in this cluster, so nothing tells the load of pods and"
                    + " their number stays as it is. Add metrics-server to cluster.addons; where it is there, it does not serve yet";

    /** Why pods are not measured, so that no HorizontalPodAutoscaler can act; empty if they are. */
    static Optional<String> withoutMetrics(KubernetesClient client) {
        var api = client.apiServices().withName("v1beta1.metrics.k8s.io").get();
        if (api == null) {
            return Optional.of(WITHOUT_METRICS);
        }
        return api.getStatus() == null
                ? Optional.empty()
                : api.getStatus().getConditions().stream()
                        .filter(it -> it.getType().equals("Available")
                                && it.getStatus().equals("False"))
                        .map(APIServiceCondition::getMessage)
                        .map(said -> "metrics-server does not answer, so the number of pods stays as it is: " + said)
                        .findFirst();
    }

    /** Whether a HorizontalPodAutoscaler says itself that the API server knows no metrics. */
    static boolean missesMetrics(HorizontalPodAutoscaler autoscaler) {
        return Optional.ofNullable(autoscaler.getStatus()).stream()
                .flatMap(status -> status.getConditions().stream())
                .filter(it -> it.getType().equals("ScalingActive"))
                .anyMatch(it -> String.valueOf(it.getMessage())
                        .contains("the server could not find the requested resource (get pods.metrics.k8s.io)"));
    }

    /** Whether a HorizontalPodAutoscaler says that it can act. */
    static boolean acts(HorizontalPodAutoscaler autoscaler) {
        return Optional.ofNullable(autoscaler.getStatus()).stream()
                .flatMap(status -> status.getConditions().stream())
                .filter(it -> it.getType().equals("ScalingActive"))
                .map(HorizontalPodAutoscalerCondition::getStatus)
                .anyMatch("True"::equals);
    }
}
