package dev.terrace.workloads;

import dev.terrace.engine.Digest;
import dev.terrace.kubernetes.FirstRelease;
import dev.terrace.kubernetes.OwnerLabels;
import dev.terrace.platform.Component;
import dev.terrace.platform.Component.Autoscaling;
import dev.terrace.platform.Component.Disruption;
import dev.terrace.platform.Component.Probe;
import dev.terrace.platform.Component.Probes;
import dev.terrace.platform.Component.Scaling;
import dev.terrace.platform.IntOrPercent;
import dev.terrace.platform.Percent;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraintBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HPAScalingRules;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HPAScalingRulesBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpecBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What one component is made of, beside what every workload has: Deployment, Service, autoscaler, disruption budget. */
record ComponentObjects(WorkloadObjects workload, Component component) {
    static final String HTTP = "http";

    /** Changes with the configuration, so that pods are started anew with it. */
    private static final String CONFIG_HASH = "terrace.dev/config-hash";

    private static final int DIGITS = 16;

    private static final String HEALTH_CHECK = "alb.ingress.kubernetes.io/healthcheck-path";
    private static final String SUCCESS_CODES = "alb.ingress.kubernetes.io/success-codes";
    private static final int REVISIONS_KEPT = 5;

    List<HasMetadata> declare() {
        var objects = new ArrayList<>(workload.declare());
        objects.add(deployment());
        if (component.port() != null) {
            objects.add(service());
        }
        if (component.autoscaling() != null) {
            objects.add(autoscaler(component.autoscaling()));
        }
        if (component.disruption() != null) {
            objects.add(disruptionBudget(component.disruption()));
        }
        return objects;
    }

    private String name() {
        return workload.name();
    }

    // ---------------------------------------------------------------- the Deployment

    private HasMetadata deployment() {
        var rollout = component.rollout();
        var deployment = new DeploymentBuilder()
                .withMetadata(workload.metadataOfPods())
                .withNewSpec()
                .withReplicas(component.replicas())
                .withRevisionHistoryLimit(REVISIONS_KEPT)
                .withProgressDeadlineSeconds(rollout.deadlineSeconds())
                .withNewStrategy()
                .withType("RollingUpdate")
                .withNewRollingUpdate()
                .withMaxSurge(intOrString(rollout.maxSurge()))
                .withMaxUnavailable(intOrString(rollout.maxUnavailable()))
                .endRollingUpdate()
                .endStrategy()
                .withSelector(Labels.selector(name()))
                .withTemplate(template())
                .endSpec();
        if (workload.images().isAwaited(name())) {
            deployment
                    .editMetadata()
                    .addToAnnotations(FirstRelease.REPLICAS, Integer.toString(component.minReplicas()))
                    .endMetadata()
                    .editSpec()
                    .withReplicas(0)
                    .endSpec();
        }
        return deployment.build();
    }

    private PodTemplateSpec template() {
        var config = workload.config();
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(workload.labels())
                .withAnnotations(
                        config.isEmpty()
                                ? Map.of()
                                : Map.of(CONFIG_HASH, Digest.of(new TreeMap<>(config).toString(), DIGITS)))
                .endMetadata()
                .withSpec(workload.pods(container())
                        .withAffinity(component.spread().nodes() ? awayFromEachOther() : null)
                        .withTopologySpreadConstraints(component.spread().zones() ? List.of(overZones()) : List.of())
                        .build())
                .build();
    }

    private Container container() {
        var container = workload.container();
        if (component.port() != null) {
            container
                    .addNewPort()
                    .withName(HTTP)
                    .withContainerPort(component.port())
                    .withProtocol("TCP")
                    .endPort();
        }
        if (component.probes() != null) {
            container
                    .withLivenessProbe(probe(component.probes().liveness()))
                    .withReadinessProbe(probe(component.probes().readiness()))
                    .withStartupProbe(probe(component.probes().startup()));
        }
        return container.build();
    }

    private static io.fabric8.kubernetes.api.model.Probe probe(Probe probe) {
        if (probe == null) {
            return null;
        }
        var builder = new ProbeBuilder()
                .withInitialDelaySeconds(probe.initialDelaySeconds())
                .withPeriodSeconds(probe.periodSeconds())
                .withTimeoutSeconds(probe.timeoutSeconds())
                .withFailureThreshold(probe.failureThreshold());
        if (probe.path() != null) {
            builder.withNewHttpGet()
                    .withPath(probe.path())
                    .withPort(new IntOrString(HTTP))
                    .endHttpGet();
        } else if (!probe.command().isEmpty()) {
            builder.withNewExec().withCommand(probe.command()).endExec();
        } else {
            builder.withNewTcpSocket().withPort(new IntOrString(HTTP)).endTcpSocket();
        }
        return builder.build();
    }

    /** Preferred, not required: a node too few must not stop a rollout. */
    private Affinity awayFromEachOther() {
        return new AffinityBuilder()
                .withNewPodAntiAffinity()
                .addNewPreferredDuringSchedulingIgnoredDuringExecution()
                .withWeight(100)
                .withNewPodAffinityTerm()
                .withTopologyKey("kubernetes.io/hostname")
                .withLabelSelector(Labels.selector(name()))
                .endPodAffinityTerm()
                .endPreferredDuringSchedulingIgnoredDuringExecution()
                .endPodAntiAffinity()
                .build();
    }

    /** Each revision for itself: pods that a rollout is about to end do not count. */
    private TopologySpreadConstraint overZones() {
        return new TopologySpreadConstraintBuilder()
                .withMaxSkew(1)
                .withTopologyKey("topology.kubernetes.io/zone")
                .withWhenUnsatisfiable("ScheduleAnyway")
                .withLabelSelector(Labels.selector(name()))
                .withMatchLabelKeys("pod-template-hash")
                .build();
    }

    // ---------------------------------------------------------------- around the Deployment

    private HasMetadata service() {
        var service = new ServiceBuilder()
                .withMetadata(workload.metadata())
                .withNewSpec()
                .withType("ClusterIP")
                .withSelector(Map.of(OwnerLabels.NAME, name()))
                .addNewPort()
                .withName(HTTP)
                .withProtocol("TCP")
                .withPort(component.port())
                .withTargetPort(new IntOrString(HTTP))
                .endPort()
                .endSpec();
        if (workload.application()
                .loadBalancer()
                .filter(it -> it.components().contains(name()))
                .isPresent()) {
            service.editMetadata()
                    .addToAnnotations(new TreeMap<>(healthCheck()))
                    .endMetadata();
        }
        return service.build();
    }

    /**
     * What the load balancer takes for well: what the kubelet does, 2xx and 3xx, and not 200 alone. Where no readiness names a path it
     * asks for {@code /}, and since nobody said what is answered there, any answer but a server's error will do.
     */
    private Map<String, String> healthCheck() {
        return Optional.ofNullable(component.probes())
                .map(Probes::readiness)
                .map(Probe::path)
                .map(path -> Map.of(HEALTH_CHECK, path, SUCCESS_CODES, "200-399"))
                .orElse(Map.of(SUCCESS_CODES, "200-499"));
    }

    private HasMetadata autoscaler(Autoscaling autoscaling) {
        return new HorizontalPodAutoscalerBuilder()
                .withMetadata(workload.metadata())
                .withNewSpec()
                .withNewScaleTargetRef("apps/v1", "Deployment", name())
                .withMinReplicas(autoscaling.min())
                .withMaxReplicas(autoscaling.max())
                .withMetrics(metrics(autoscaling))
                .withNewBehavior()
                .withScaleUp(rules(autoscaling.scaleUp()))
                .withScaleDown(rules(autoscaling.scaleDown()))
                .endBehavior()
                .endSpec()
                .build();
    }

    private static List<MetricSpec> metrics(Autoscaling autoscaling) {
        var metrics = new ArrayList<MetricSpec>();
        if (autoscaling.cpu() != null) {
            metrics.add(utilization("cpu", autoscaling.cpu()));
        }
        if (autoscaling.memory() != null) {
            metrics.add(utilization("memory", autoscaling.memory()));
        }
        return metrics;
    }

    private static MetricSpec utilization(String resource, Percent percent) {
        return new MetricSpecBuilder()
                .withType("Resource")
                .withNewResource()
                .withName(resource)
                .withNewTarget()
                .withType("Utilization")
                .withAverageUtilization(percent.value())
                .endTarget()
                .endResource()
                .build();
    }

    private static HPAScalingRules rules(Scaling scaling) {
        return scaling == null
                ? null
                : new HPAScalingRulesBuilder()
                        .withStabilizationWindowSeconds(scaling.stabilizationSeconds())
                        .build();
    }

    private HasMetadata disruptionBudget(Disruption disruption) {
        return new PodDisruptionBudgetBuilder()
                .withMetadata(workload.metadata())
                .withNewSpec()
                .withMinAvailable(intOrString(disruption.minAvailable()))
                .withMaxUnavailable(intOrString(disruption.maxUnavailable()))
                .withSelector(Labels.selector(name()))
                // What is broken anyway keeps no node from being drained.
                .withUnhealthyPodEvictionPolicy("AlwaysAllow")
                .endSpec()
                .build();
    }

    private static IntOrString intOrString(IntOrPercent value) {
        return value == null ? null : new IntOrString(value.json());
    }
}
