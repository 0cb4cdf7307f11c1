package dev.terrace.cli.report;

import dev.terrace.engine.Change;
import dev.terrace.engine.Kept;
import dev.terrace.platform.LayerName;
import dev.terrace.report.CallCount;
import dev.terrace.report.LayerReport;
import dev.terrace.report.Pods;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a run did.
 *
 * @param mode {@code apply}, {@code plan} or {@code destroy}
 * @param notBuiltYet what the blueprint asks for and no layer builds, as {@code path: what it is}
 */
public record RunReport(
        String platform, String mode, String run, String status, List<LayerReport> layers, List<String> notBuiltYet) {

    public RunReport {
        layers = layers == null ? List.of() : List.copyOf(layers);
        notBuiltYet = notBuiltYet == null ? List.of() : List.copyOf(notBuiltYet);
    }

    public List<Change> changes() {
        return layers.stream().flatMap(layer -> layer.changes().stream()).toList();
    }

    public int resources() {
        return layers.stream().mapToInt(LayerReport::resources).sum();
    }

    public CallCount calls() {
        return layers.stream().map(LayerReport::calls).reduce(CallCount.NONE, CallCount::plus);
    }

    public List<Kept> kept() {
        return layers.stream().flatMap(layer -> layer.kept().stream()).toList();
    }

    /** The keys that were given to KMS to delete, which it does at the end of their waiting period. */
    public List<Change> keysThatWait() {
        return layers.stream()
                .flatMap(layer -> layer.changes().stream())
                .filter(change ->
                        change.action() == Change.Action.DELETE && change.type().equals("AWS::KMS::Key"))
                .toList();
    }

    /** Whether an ARN is that of something kept, or of a key that waits to be deleted. */
    public boolean keeps(String arn) {
        return Stream.concat(
                        kept().stream().map(Kept::id), keysThatWait().stream().map(Change::id))
                .anyMatch(id -> arn.equals(id) || arn.endsWith(":" + id) || arn.endsWith("/" + id));
    }

    public List<String> notes() {
        return layers.stream().flatMap(layer -> layer.notes().stream()).toList();
    }

    /** By component. */
    public Map<String, Pods> pods() {
        var pods = new TreeMap<String, Pods>();
        layers.forEach(layer -> pods.putAll(layer.pods()));
        return pods;
    }

    /** The components with a repository of their own, to which their images are pushed. */
    public List<String> released() {
        return pods().keySet().stream()
                .filter(component -> layers.stream()
                        .anyMatch(layer -> layer.outputs().containsKey(LayerName.REGISTRY + "/" + component)))
                .toList();
    }
}
