package dev.terrace.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import java.util.List;
import java.util.stream.Stream;

/** Who decides about the replicas of a Deployment: its declaration, or its autoscaler. */
record Replicas(World world) {
    /** Owns the replicas at first where an autoscaler is going to. */
    private static final String INITIAL_FIELD_MANAGER = "terrace-initial";

    /**
     * The autoscalers that are not declared any more of a Deployment that now declares its replicas. They go first: only one can
     * decide about them, and the autoscaler would do it again.
     */
    List<HorizontalPodAutoscaler> rivals(HasMetadata object) {
        return object instanceof Deployment deployment && isDeclared(deployment)
                ? autoscalers(deployment, world.undeclared()).toList()
                : List.of();
    }

    private static boolean isDeclared(Deployment deployment) {
        return deployment.getSpec().getReplicas() != null;
    }

    private static Stream<HorizontalPodAutoscaler> autoscalers(Deployment deployment, Stream<HasMetadata> among) {
        var scaled = deployment.getMetadata();
        return among.filter(HorizontalPodAutoscaler.class::isInstance)
                .map(HorizontalPodAutoscaler.class::cast)
                .filter(it -> it.getMetadata().getNamespace().equals(scaled.getNamespace())
                        && it.getSpec().getScaleTargetRef().getName().equals(scaled.getName()));
    }

    /** Begins a new Deployment with as many as its autoscaler would, unless it declares how many. */
    void begin(HasMetadata object) {
        if (object instanceof Deployment deployment && !isDeclared(deployment)) {
            autoscalers(deployment, world.declared().values().stream())
                    .map(it -> it.getSpec().getMinReplicas())
                    .findFirst()
                    .ifPresent(replicas -> set(deployment, replicas));
        }
    }

    /**
     * Leaves the replicas to the autoscaler that takes them over with this change. A field that its last manager gives up falls back
     * to its default: all pods but one would end until the autoscaler looks again. Of what was declared to have none it begins with as
     * many as it would: an autoscaler does nothing while there are none.
     */
    void leave(HasMetadata object, HasMetadata found) {
        if (!Trees.owns(found, "spec", "replicas")) {
            return;
        }
        if (found instanceof Deployment deployment && deployment.getSpec().getReplicas() == 0) {
            begin(object);
        } else {
            keep(object, found);
        }
    }

    /** Keeps as many as there are, where an autoscaler decides about them. */
    void keep(HasMetadata object, HasMetadata found) {
        if (object instanceof Deployment deployment && !isDeclared(deployment)) {
            set(deployment, ((Deployment) found).getSpec().getReplicas());
        }
    }

    /** Sets the replicas as another field manager, from which the autoscaler takes them. */
    private void set(Deployment deployment, Integer replicas) {
        var metadata = deployment.getMetadata();
        world.patch(
                new DeploymentBuilder()
                        .withNewMetadata()
                        .withName(metadata.getName())
                        .withNamespace(metadata.getNamespace())
                        .endMetadata()
                        .withNewSpec()
                        .withReplicas(replicas)
                        .endSpec()
                        .build(),
                INITIAL_FIELD_MANAGER);
    }
}
