package dev.terrace.cluster;

import dev.terrace.aws.Tags;
import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.Found;
import dev.terrace.engine.Json;
import dev.terrace.engine.Key;
import dev.terrace.engine.Owner;
import dev.terrace.engine.ResourceType;
import dev.terrace.engine.State;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.AddonIssue;
import software.amazon.awssdk.services.eks.model.AddonVersionInfo;
import software.amazon.awssdk.services.eks.model.ResolveConflicts;

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

    static final class Type implements ResourceType<Addon> {
        private static final String KUBERNETES_VERSION_TAG = "terrace:kubernetes-version";

        private final EksClient eks;
        private final Described described;

        Type(EksClient eks, Described described) {
            this.eks = eks;
            this.described = described;
        }

        @Override
        public Class<Addon> spec() {
            return Addon.class;
        }

        @Override
        public List<Found<Addon>> find(Owner owner) {
            return described
                    .each(
                            owner,
                            cluster ->
                                    eks.listAddonsPaginator(request -> request.clusterName(cluster)).addons().stream(),
                            this::describe)
                    .stream()
                    .filter(addon -> Tags.nameFor(owner, addon.tags()).isPresent())
                    .map(addon -> found(owner, addon))
                    .toList();
        }

        private software.amazon.awssdk.services.eks.model.Addon describe(String name) {
            return eks.describeAddon(
                            request -> request.clusterName(described.name()).addonName(name))
                    .addon();
        }

        static Found<Addon> found(Owner owner, software.amazon.awssdk.services.eks.model.Addon addon) {
            var role = addon.serviceAccountRoleArn();
            var values = addon.configurationValues();
            return new Found<>(
                    Tags.nameFor(owner, addon.tags()).orElseThrow(),
                    addon.clusterName() + "|" + addon.addonName(),
                    new Addon(
                            addon.clusterName(),
                            addon.addonName(),
                            role == null ? "" : role,
                            values == null || values.isEmpty() ? null : new Json(values),
                            addon.tags().get(KUBERNETES_VERSION_TAG)),
                    state(addon),
                    Map.of("Arn", addon.addonArn()),
                    reason(addon));
        }

        /** One that is DEGRADED can be changed, and is mended by nodes that come: coredns is, as long as none runs. */
        private static State state(software.amazon.awssdk.services.eks.model.Addon addon) {
            return switch (addon.status()) {
                case ACTIVE, DEGRADED -> State.READY;
                case DELETING -> State.DELETING;
                case CREATE_FAILED -> State.CREATE_FAILED;
                case UPDATE_FAILED, DELETE_FAILED -> State.FAILED;
                default -> State.PENDING;
            };
        }

        private static String reason(software.amazon.awssdk.services.eks.model.Addon addon) {
            var issues = addon.health() == null
                    ? List.<AddonIssue>of()
                    : addon.health().issues();
            var words = Health.words(issues, AddonIssue::codeAsString, AddonIssue::message, AddonIssue::resourceIds);
            var which = "--cluster-name %s --addon-name %s".formatted(addon.clusterName(), addon.addonName());
            return switch (addon.status()) {
                case UPDATE_FAILED ->
                    Health.words(
                            words,
                            "its last update",
                            "aws eks update-addon " + which + " --resolve-conflicts OVERWRITE");
                case DELETE_FAILED -> Health.words(words, "its deletion", "aws eks delete-addon " + which);
                default -> words;
            };
        }

        @Override
        public boolean excludes(Addon wanted, Addon other) {
            return wanted.clusterName().equals(other.clusterName())
                    && wanted.addonName().equals(other.addonName());
        }

        @Override
        public Found<Addon> rename(Key key, Found<Addon> found) {
            return described.rename(key, found, found.attributes().get("Arn"));
        }

        /** Without a version, EKS takes the default; what the cluster may have brought of the same name is taken over. */
        @Override
        public Found<Addon> create(Key key, Addon spec) {
            var created = Described.created(
                    key,
                    () -> eks.createAddon(request -> request.clusterName(spec.clusterName())
                            .addonName(spec.addonName())
                            .serviceAccountRoleArn(role(spec))
                            .configurationValues(values(spec))
                            .resolveConflicts(ResolveConflicts.OVERWRITE)
                            .tags(tags(key, spec))),
                    () -> describe(spec.addonName()).tags());
            return found(key.owner(), created.addon());
        }

        private static Map<String, String> tags(Key key, Addon spec) {
            var tags = new LinkedHashMap<>(key.tags());
            tags.put(KUBERNETES_VERSION_TAG, spec.kubernetesVersion());
            return tags;
        }

        /** Without a role in the call, EKS takes away the one that there was. */
        @Override
        public Found<Addon> update(Key key, Found<Addon> found, Addon spec, Set<String> changed) {
            var version = changed.contains("kubernetesVersion") ? newVersion(spec) : Optional.<String>empty();
            var update = version.isPresent()
                    || changed.contains("serviceAccountRoleArn")
                    || changed.contains("configurationValues");
            if (update) {
                eks.updateAddon(request -> request.clusterName(spec.clusterName())
                        .addonName(spec.addonName())
                        .addonVersion(version.orElse(null))
                        .serviceAccountRoleArn(role(spec))
                        .configurationValues(values(spec))
                        .resolveConflicts(ResolveConflicts.OVERWRITE));
            }
            if (changed.contains("kubernetesVersion")) {
                eks.tagResource(request ->
                        request.resourceArn(found.attributes().get("Arn")).tags(tags(key, spec)));
            }
            return update ? found.with(spec).pending() : found.with(spec);
        }

        /** The default version for the cluster's; empty if the one that runs goes with it too. */
        private Optional<String> newVersion(Addon spec) {
            var running = describe(spec.addonName()).addonVersion();
            var compatible = eks
                    .describeAddonVersionsPaginator(
                            request -> request.addonName(spec.addonName()).kubernetesVersion(spec.kubernetesVersion()))
                    .addons()
                    .stream()
                    .flatMap(addon -> addon.addonVersions().stream())
                    .toList();
            if (compatible.stream().anyMatch(version -> version.addonVersion().equals(running))) {
                return Optional.empty();
            }
            return compatible.stream()
                    .filter(Type::isDefault)
                    .map(AddonVersionInfo::addonVersion)
                    .findFirst();
        }

        private static boolean isDefault(AddonVersionInfo version) {
            return version.compatibilities().stream()
                    .anyMatch(compatibility -> Boolean.TRUE.equals(compatibility.defaultVersion()));
        }

        private static String role(Addon spec) {
            return spec.serviceAccountRoleArn().isEmpty() ? null : spec.serviceAccountRoleArn();
        }

        private static String values(Addon spec) {
            return spec.configurationValues() == null
                    ? null
                    : spec.configurationValues().text();
        }

        @Override
        public boolean delete(Found<Addon> found) {
            return Described.deleted(() ->
                    eks.deleteAddon(request -> request.clusterName(found.spec().clusterName())
                            .addonName(found.spec().addonName())));
        }
    }
}
