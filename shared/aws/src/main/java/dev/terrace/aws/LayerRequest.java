package dev.terrace.aws;

import dev.terrace.engine.Owner;
import dev.terrace.engine.Result;
import dev.terrace.platform.Platform;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the layer state machine asks of a layer's function.
 *
 * @param run the execution on whose behalf it is called; the correlation id of every log line
 * @param imports what earlier layers' resources are, by {@code layer/name}
 */
public record LayerRequest(Platform platform, String layer, Mode mode, String run, Map<String, Result.Output> imports) {

    public LayerRequest {
        mode = mode == null ? Mode.APPLY : mode;
        run = run == null ? "" : run;
        imports = imports == null ? Map.of() : Map.copyOf(imports);
    }

    /** The owner of the layer's resources: their tags tell the environment too. */
    public Owner owner() {
        var tags = new LinkedHashMap<>(platform.tags());
        tags.put("terrace:environment", platform.environment());
        return new Owner(platform.name(), layer, tags);
    }
}
