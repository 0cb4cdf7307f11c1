package dev.terrace.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Locale;
import java.util.Optional;

/**
 * A Kubernetes object's identity.
 *
 * @param namespace empty for what belongs to the cluster
 */
public record ObjectId(String kind, String namespace, String name) {
    static ObjectId of(HasMetadata object) {
        var metadata = object.getMetadata();
        return new ObjectId(
                object.getKind(), Optional.ofNullable(metadata.getNamespace()).orElse(""), metadata.getName());
    }

    /** The name of the resource within its layer: {@code shop/deployment-backend}, {@code clusterrole-reader}. */
    public String resource() {
        var inNamespace = kind.toLowerCase(Locale.ROOT) + "-" + name;
        return namespace.isEmpty() ? inNamespace : namespace + "/" + inNamespace;
    }

    /** As kubectl and its users write it: {@code shop/backend}. */
    public String path() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }
}
