package dev.terrace.workloads;

import dev.terrace.aws.Aws;
import dev.terrace.aws.Bucket;
import dev.terrace.aws.LayerTask;
import dev.terrace.aws.Mode;
import dev.terrace.kubernetes.KubernetesLayerFunction;
import dev.terrace.table.Releases;
import dev.terrace.table.Table;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Clock;
import java.util.List;
import java.util.TreeMap;

/** The workloads layer's function. */
public final class WorkloadsFunction extends KubernetesLayerFunction {
    private final Releases releases;

    public WorkloadsFunction() {
        this(new Aws());
    }

    private WorkloadsFunction(Aws aws) {
        super(aws, WorkloadsLayer.STAGES);
        this.releases = Table.fromEnvironment(aws, Clock.systemUTC()).releases();
    }

    WorkloadsFunction(Aws aws, Bucket bucket, String role, Releases releases) {
        super(aws, bucket, role, WorkloadsLayer.STAGES);
        this.releases = releases;
    }

    @Override
    protected List<HasMetadata> declare(LayerTask task) {
        var platform = task.platform();
        var imports = new Imports(task.imports(), task.mode() == Mode.PLAN);
        var released = new TreeMap<String, String>();
        releases.current(platform.name()).forEach((component, image) -> {
            if (!imports.lost(image)) {
                released.put(component, image.reference());
            }
        });
        return WorkloadsLayer.declare(platform, imports, released);
    }
}
