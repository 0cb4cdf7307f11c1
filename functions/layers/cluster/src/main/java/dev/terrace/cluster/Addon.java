package dev.terrace.cluster;

import dev.terrace.aws.PlainType;
import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.Found;
import dev.terrace.engine.Json;
import dev.terrace.engine.Key;
import dev.terrace.mapping.SpecReader;
import dev.terrace.mapping.SpecWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.AddonVersionInfo;
import software.amazon.awssdk.services.eks.model.CreateAddonRequest;
import software.amazon.awssdk.services.eks.model.ResolveConflicts;
import software.amazon.awssdk.services.eks.model.UpdateAddonRequest;

/**
 * A managed add-on, in the version that EKS holds to be the default for the cluster's.
 *
 * @param serviceAccountRoleArn by IRSA; empty when the add-on needs no role, or has it by EKS Pod Identity
 * @param configurationValues in the add-on's own words; null leaves whatever there is
 * @param kubernetesVersion the version of the cluster for which the add-on's was chosen. EKS does not remember it, so that it
 *     is kept as a tag; CloudFormation has no such property
 */
@AwsType("AWS::EKS::Addon")
public record Addon(
        @CreateOnly String clusterName,
        @CreateOnly String addonName,
        String serviceAccountRoleArn,
        Json configurationValues,
        String kubernetesVersion) {

    private static final String KUBERNETES_VERSION_TAG = "terrace:kubernetes-version";

    private static final SpecReader<software.amazon.awssdk.services.eks.model.Addon, Addon> READER = SpecReader.of(
                    Addon.class, software.amazon.awssdk.services.eks.model.Addon.builder())
            .with("serviceAccountRoleArn", addon -> Objects.requireNonNullElse(addon.serviceAccountRoleArn(), ""))
            .with("kubernetesVersion", addon -> addon.tags().get(KUBERNETES_VERSION_TAG));

    private static final SpecWriter<Addon, UpdateAddonRequest.Builder> CHANGE = SpecWriter.changing(
                    Addon.class, UpdateAddonRequest.builder())
            .with("serviceAccountRoleArn", (request, spec) -> request.serviceAccountRoleArn(spec.role()))
            .without("kubernetesVersion");

    private static final Function<software.amazon.awssdk.services.eks.model.Addon, String> HEALTH =
            Health.words(software.amazon.awssdk.services.eks.model.Addon.builder());

    static PlainType<software.amazon.awssdk.services.eks.model.Addon, Addon> type(Described described) {
        var eks = described.eks();
        return described
                .type(
                        READER,
                        cluster -> eks.listAddonsPaginator(request -> request.clusterName(cluster)).addons().stream(),
                        (cluster, name) -> eks.describeAddon(
                                        request -> request.clusterName(cluster).addonName(name))
                                .addon(),
                        "Arn",
                        spec -> Optional.of(spec.addonName))
                .id(addon -> addon.clusterName() + "|" + addon.addonName())
                .attribute("Arn", addon -> addon.addonArn())
                .state(addon -> Described.state(addon.statusAsString()))
                .reason(Addon::reason)
                .unique("clusterName", "addonName")
                // Without a version, EKS takes the default; what the cluster may have brought of the same name is taken
                // over.
                .create(
                        CreateAddonRequest::builder,
                        writer -> writer.with(
                                        "serviceAccountRoleArn",
                                        (request, spec) -> request.serviceAccountRoleArn(spec.role()))
                                .without("kubernetesVersion"),
                        (request, key, spec) -> eks.createAddon(request.resolveConflicts(ResolveConflicts.OVERWRITE)
                                        .tags(tags(key, spec))
                                        .build())
                                .addon())
                .update((key, found, spec, changed) -> update(eks, key, found, spec, changed))
                .beginDeletion(found -> eks.deleteAddon(
                        request -> request.clusterName(found.spec().clusterName).addonName(found.spec().addonName)));
    }

    private static String reason(software.amazon.awssdk.services.eks.model.Addon addon) {
        var words = HEALTH.apply(addon);
        var which = "--cluster-name %s --addon-name %s".formatted(addon.clusterName(), addon.addonName());
        return switch (addon.status()) {
            case UPDATE_FAILED ->
                Health.words(
                        words, "its last update", "aws eks update-addon " + which + " --resolve-conflicts OVERWRITE");
            case DELETE_FAILED -> Health.words(words, "its deletion", "aws eks delete-addon " + which);
            default -> words;
        };
    }

    private static Map<String, String> tags(Key key, Addon spec) {
        var tags = new LinkedHashMap<>(key.tags());
        tags.put(KUBERNETES_VERSION_TAG, spec.kubernetesVersion);
        return tags;
    }

    private String role() {
        return serviceAccountRoleArn.isEmpty() ? null : serviceAccountRoleArn;
    }

    /** Without a role in the call, EKS takes away the one that there was: so all goes into it. */
    private static Found<Addon> update(EksClient eks, Key key, Found<Addon> found, Addon spec, Set<String> changed) {
        var version = changed.contains("kubernetesVersion") ? newVersion(eks, spec) : Optional.<String>empty();
        var update = version.isPresent()
                || changed.contains("serviceAccountRoleArn")
                || changed.contains("configurationValues");
        if (update) {
            eks.updateAddon(request -> CHANGE.fill(request, spec)
                    .clusterName(spec.clusterName)
                    .addonName(spec.addonName)
                    .addonVersion(version.orElse(null))
                    .resolveConflicts(ResolveConflicts.OVERWRITE));
        }
        if (changed.contains("kubernetesVersion")) {
            eks.tagResource(request ->
                    request.resourceArn(found.attributes().get("Arn")).tags(tags(key, spec)));
        }
        return update ? found.with(spec).pending() : found.with(spec);
    }

    /** The default version for the cluster's; empty if the one that runs goes with it too. */
    private static Optional<String> newVersion(EksClient eks, Addon spec) {
        var running = eks.describeAddon(
                        request -> request.clusterName(spec.clusterName).addonName(spec.addonName))
                .addon()
                .addonVersion();
        var compatible = eks
                .describeAddonVersionsPaginator(
                        request -> request.addonName(spec.addonName).kubernetesVersion(spec.kubernetesVersion))
                .addons()
                .stream()
                .flatMap(addon -> addon.addonVersions().stream())
                .toList();
        if (compatible.stream().anyMatch(version -> version.addonVersion().equals(running))) {
            return Optional.empty();
        }
        return compatible.stream()
                .filter(Addon::isDefault)
                .map(AddonVersionInfo::addonVersion)
                .findFirst();
    }

    private static boolean isDefault(AddonVersionInfo version) {
        return version.compatibilities().stream()
                .anyMatch(compatibility -> Boolean.TRUE.equals(compatibility.defaultVersion()));
    }
}
