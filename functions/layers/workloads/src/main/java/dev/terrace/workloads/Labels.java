package dev.terrace.workloads;

import dev.terrace.kubernetes.OwnerLabels;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Kubernetes' recommended labels; the reconciler adds those that say who owns the object.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/">recommended labels</a>
 */
final class Labels {
    static final String PART_OF = "app.kubernetes.io/part-of";

    private Labels() {}

    static Map<String, String> of(String platform) {
        return Map.of(PART_OF, platform);
    }

    static Map<String, String> of(String platform, String component) {
        var labels = new LinkedHashMap<String, String>();
        labels.put(OwnerLabels.NAME, component);
        labels.put(PART_OF, platform);
        return labels;
    }

    /** Selects a component's pods within its namespace; never changes, as a Deployment's selector must not. */
    static LabelSelector selector(String component) {
        return new LabelSelectorBuilder()
                .addToMatchLabels(OwnerLabels.NAME, component)
                .build();
    }

    /** @param namespace null for what belongs to the cluster */
    static ObjectMeta metadata(String namespace, String name, Map<String, String> labels) {
        return new ObjectMetaBuilder()
                .withNamespace(namespace)
                .withName(name)
                .withLabels(labels)
                .build();
    }
}
