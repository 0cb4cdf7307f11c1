package dev.terrace.workloads;

import dev.terrace.engine.Digest;
import dev.terrace.platform.Cluster.PodIdentity;
import dev.terrace.platform.Component;
import dev.terrace.platform.Component.Autoscaling;
import dev.terrace.platform.Component.Probe;
import dev.terrace.platform.Component.Scaling;
import dev.terrace.platform.Platform;
import dev.terrace.platform.Resources;
import dev.terrace.platform.Resources.Amounts;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one component is made of: service account, configuration, Deployment, Service, autoscaler, disruption budget.
 *
 * @param released the image that was released last, by digest; null before the first release
 */
record ComponentObjects(Platform platform, String name, Imports imports, String released) {
    static final String HTTP = "http";

    /** Changes with the configuration, so that pods are started anew with it. */
    private static final String CONFIG_HASH = "terrace.dev/config-hash";

    private static final int DIGITS = 16;

    private static final String ROLE_ARN = "eks.amazonaws.com/role-arn";
    private static final String HEALTH_CHECK = "alb.ingress.kubernetes.io/healthcheck-path";

    /** What an image that starts as root, such as nginx, does before it becomes another user; baseline allows these. */
    private static final List<String> CAPABILITIES = List.of("CHOWN", "NET_BIND_SERVICE", "SETGID", "SETUID");

    private static final int REVISIONS_KEPT = 5;

    List<HasMetadata> declare() {
        var objects = new ArrayList<HasMetadata>();
        var config = config();
        objects.add(serviceAccount());
        if (!config.isEmpty()) {
            objects.add(new ConfigMapBuilder()
                    .withMetadata(metadata())
                    .withData(config)
                    .build());
        }
        objects.add(deployment(config));
        if (component().port() != null) {
            objects.add(service());
        }
        if (component().autoscaling() != null) {
            objects.add(autoscaler(component().autoscaling()));
        }
        if (component().disruption() != null) {
            objects.add(disruptionBudget());
        }
        return objects;
    }

    private Component component() {
        return platform.component(name);
    }

    private String image() {
        return released == null ? component().initialImage() : released;
    }

    private ObjectMeta metadata() {
        return Labels.metadata(platform.application().namespace(), name, Labels.of(platform.name(), name));
    }

    private HasMetadata serviceAccount() {
        var account = new ServiceAccountBuilder().withMetadata(metadata()).withAutomountServiceAccountToken(false);
        if (platform.cluster().podIdentity() == PodIdentity.IRSA) {
            imports.attribute("cluster/" + name + "-role", "Arn").ifPresent(arn -> account.editMetadata()
                    .addToAnnotations(ROLE_ARN, arn)
                    .endMetadata());
        }
        return account.build();
    }

    private Map<String, String> config() {
        var config = new LinkedHashMap<String, String>();
        component()
                .env()
                .forEach((variable, value) -> config.put(
                        variable,
                        imports.resolve(
                                "application.components." + name + ".env." + variable, value, platform.postgres())));
        return config;
    }

    // ---------------------------------------------------------------- the Deployment

    private HasMetadata deployment(Map<String, String> config) {
        var rollout = component().rollout();
        return new DeploymentBuilder()
                .withMetadata(metadata())
                .withNewSpec()
                .withReplicas(component().replicas())
                .withRevisionHistoryLimit(REVISIONS_KEPT)
                .withProgressDeadlineSeconds(rollout.deadlineSeconds())
                .withNewStrategy()
                .withType("RollingUpdate")
                .withNewRollingUpdate()
                .withMaxSurge(new IntOrString(rollout.maxSurge()))
                .withMaxUnavailable(new IntOrString(rollout.maxUnavailable()))
                .endRollingUpdate()
                .endStrategy()
                .withSelector(Labels.selector(name))
                .withTemplate(template(config))
                .endSpec()
                .build();
    }

    private PodTemplateSpec template(Map<String, String> config) {
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(Labels.of(platform.name(), name))
                .withAnnotations(
                        config.isEmpty()
                                ? Map.of()
                                : Map.of(CONFIG_HASH, Digest.of(new TreeMap<>(config).toString(), DIGITS)))
                .endMetadata()
                .withNewSpec()
                .withServiceAccountName(name)
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withNewSecurityContext()
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .withAffinity(component().spread().nodes() ? awayFromEachOther() : null)
                .withTopologySpreadConstraints(component().spread().zones() ? List.of(overZones()) : List.of())
                .withContainers(container(!config.isEmpty()))
                .endSpec()
                .build();
    }

    private Container container(boolean configured) {
        var component = component();
        var container = new ContainerBuilder()
                .withName(name)
                .withImage(image())
                .withCommand(component.command())
                .withArgs(component.args())
                .withResources(resources(component.resources()))
                .withSecurityContext(securityContext());
        if (component.port() != null) {
            container
                    .addNewPort()
                    .withName(HTTP)
                    .withContainerPort(component.port())
                    .withProtocol("TCP")
                    .endPort();
        }
        if (configured) {
            container
                    .addNewEnvFrom()
                    .withNewConfigMapRef()
                    .withName(name)
                    .endConfigMapRef()
                    .endEnvFrom();
        }
        if (component.probes() != null) {
            container
                    .withLivenessProbe(probe(component.probes().liveness()))
                    .withReadinessProbe(probe(component.probes().readiness()))
                    .withStartupProbe(probe(component.probes().startup()));
        }
        return container.build();
    }

    private static SecurityContext securityContext() {
        return new SecurityContextBuilder()
                .withAllowPrivilegeEscalation(false)
                .withNewCapabilities()
                .withDrop("ALL")
                .withAdd(CAPABILITIES)
                .endCapabilities()
                .build();
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
        } else {
            builder.withNewExec().withCommand(probe.command()).endExec();
        }
        return builder.build();
    }

    private static ResourceRequirements resources(Resources resources) {
        if (resources == null) {
            return null;
        }
        return new ResourceRequirementsBuilder()
                .withRequests(quantities(resources.requests()))
                .withLimits(quantities(resources.limits()))
                .build();
    }

    private static Map<String, Quantity> quantities(Amounts amounts) {
        var quantities = new TreeMap<String, Quantity>();
        if (amounts != null && amounts.cpu() != null) {
            quantities.put("cpu", new Quantity(amounts.cpu()));
        }
        if (amounts != null && amounts.memory() != null) {
            quantities.put("memory", new Quantity(amounts.memory()));
        }
        return quantities;
    }

    /** Preferred, not required: a node too few must not stop a rollout. */
    private Affinity awayFromEachOther() {
        return new AffinityBuilder()
                .withNewPodAntiAffinity()
                .addNewPreferredDuringSchedulingIgnoredDuringExecution()
                .withWeight(100)
                .withNewPodAffinityTerm()
                .withTopologyKey("kubernetes.io/hostname")
                .withLabelSelector(Labels.selector(name))
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
                .withLabelSelector(Labels.selector(name))
                .withMatchLabelKeys("pod-template-hash")
                .build();
    }

    // ---------------------------------------------------------------- around the Deployment

    private HasMetadata service() {
        var service = new ServiceBuilder()
                .withMetadata(metadata())
                .withNewSpec()
                .withType("ClusterIP")
                .withSelector(Map.of(Labels.NAME, name))
                .addNewPort()
                .withName(HTTP)
                .withProtocol("TCP")
                .withPort(component().port())
                .withTargetPort(new IntOrString(HTTP))
                .endPort()
                .endSpec();
        var probes = component().probes();
        if (probes != null && probes.readiness() != null && probes.readiness().path() != null) {
            service.editMetadata()
                    .addToAnnotations(HEALTH_CHECK, probes.readiness().path())
                    .endMetadata();
        }
        return service.build();
    }

    private HasMetadata autoscaler(Autoscaling autoscaling) {
        return new HorizontalPodAutoscalerBuilder()
                .withMetadata(metadata())
                .withNewSpec()
                .withNewScaleTargetRef("apps/v1", "Deployment", name)
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
        if (autoscaling.cpuPercent() != null) {
            metrics.add(utilization("cpu", autoscaling.cpuPercent()));
        }
        if (autoscaling.memoryPercent() != null) {
            metrics.add(utilization("memory", autoscaling.memoryPercent()));
        }
        return metrics;
    }

    private static MetricSpec utilization(String resource, int percent) {
        return new MetricSpecBuilder()
                .withType("Resource")
                .withNewResource()
                .withName(resource)
                .withNewTarget()
                .withType("Utilization")
                .withAverageUtilization(percent)
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

    private HasMetadata disruptionBudget() {
        return new PodDisruptionBudgetBuilder()
                .withMetadata(metadata())
                .withNewSpec()
                .withMinAvailable(new IntOrString(component().disruption().minAvailable()))
                .withSelector(Labels.selector(name))
                .endSpec()
                .build();
    }
}
