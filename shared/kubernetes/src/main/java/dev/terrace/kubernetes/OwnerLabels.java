package dev.terrace.kubernetes;

import dev.terrace.engine.Owner;
import java.util.Map;
import java.util.TreeMap;

/** The labels by which a layer's objects are found again, by the layer and by functions that are none. */
public final class OwnerLabels {
    /** Of what a component or a job is made of: its name, as Kubernetes recommends. */
    public static final String NAME = "app.kubernetes.io/name";

    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    public static final String PLATFORM = "terrace.dev/platform";
    public static final String LAYER = "terrace.dev/layer";
    /** Whose image its pods run: the name of the component to whose repository it is pushed. */
    public static final String IMAGE = "terrace.dev/image";

    private OwnerLabels() {}

    static Map<String, String> of(Owner owner) {
        return of(owner.platform(), owner.layer());
    }

    /** In one order, so that a request is the same in each process. */
    public static Map<String, String> of(String platform, String layer) {
        return new TreeMap<>(Map.of(MANAGED_BY, Trees.FIELD_MANAGER, PLATFORM, platform, LAYER, layer));
    }
}
