package dev.terrace.aws;

import dev.terrace.platform.Direction;
import dev.terrace.platform.LayerName;
import java.util.Set;

/**
 * What the layer state machine asks of a layer's function. All that may be large lies in the run's {@link RunFolder}: the
 * platform, and what earlier layers' resources are.
 *
 * @param platform the platform's name
 * @param run the name of the execution on whose behalf it is called; the correlation id of every log line
 * @param replace the resources that may be replaced in this run, by {@code layer/name}
 */
public record LayerRequest(
        String platform, LayerName layer, Mode mode, Direction direction, String run, Set<String> replace) {

    public LayerRequest {
        BadRequest.required("platform", platform);
        BadRequest.required("layer", layer);
        BadRequest.required("mode", mode);
        BadRequest.required("direction", direction);
        BadRequest.required("run", run);
        replace = replace == null ? Set.of() : Set.copyOf(replace);
    }
}
