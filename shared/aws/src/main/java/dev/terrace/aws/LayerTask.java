package dev.terrace.aws;

import dev.terrace.engine.Mandate;
import dev.terrace.engine.Owner;
import dev.terrace.engine.Result;
import dev.terrace.platform.Direction;
import dev.terrace.platform.LayerName;
import dev.terrace.platform.Platform;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What a layer has to do in one pass.
 *
 * @param imports what the resources are of the layers that this one needs, by {@code layer/name}
 * @param holds what the kept resources of later layers refer to: what is meant by one of these stays; backwards only
 * @param mandate what may be replaced and created anew, and how long the pass may take
 */
public record LayerTask(
        Platform platform,
        LayerName layer,
        Mode mode,
        Direction direction,
        Map<String, Result.Output> imports,
        Set<String> holds,
        Mandate mandate) {

    public LayerTask {
        imports = Map.copyOf(imports);
        holds = Set.copyOf(holds);
    }

    /** The owner of the layer's resources: their tags tell the environment too. */
    public Owner owner() {
        return owner(platform, layer);
    }

    /** The owner of a layer's resources. */
    public static Owner owner(Platform platform, LayerName layer) {
        var tags = new LinkedHashMap<>(platform.tags());
        tags.put("terrace:environment", platform.environment());
        return new Owner(platform.name(), layer.toString(), tags);
    }
}
