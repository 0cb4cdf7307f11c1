package dev.terrace.release;

import dev.terrace.kubernetes.FirstRelease;
import dev.terrace.kubernetes.ObjectId;
import dev.terrace.kubernetes.OwnerLabels;
import dev.terrace.platform.LayerName;
import dev.terrace.table.Release;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * What runs an image: a Deployment or a CronJob of the workloads layer. It is a tree: to learn all that a pod may have, as the typed model
 * does, is half of what a first release takes.
 */
record Workload(Kind kind, GenericKubernetesResource object) {
    static final String RELEASE = "terrace.dev/release";
    static final String VERSION = "terrace.dev/version";
    static final String CHANGE_CAUSE = "kubernetes.io/change-cause";

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    enum Kind {
        DEPLOYMENT("apps", "Deployment", "deployments", FirstRelease.REPLICAS, "template") {
            @Override
            Map<String, Object> begun(String noted) {
                return Map.of("replicas", Integer.valueOf(noted));
            }
        },
        CRON_JOB("batch", "CronJob", "cronjobs", FirstRelease.SUSPENDED, "jobTemplate", "spec", "template") {
            @Override
            Map<String, Object> begun(String noted) {
                return Map.of("suspend", false);
            }
        };

        private final ResourceDefinitionContext api;
        private final String waiting;
        private final List<String> template;

        /**
         * @param waiting the annotation of one that waits for the first release of its image
         * @param template where the template of its pods is, in its spec
         */
        Kind(String group, String kind, String plural, String waiting, String... template) {
            this.api = new ResourceDefinitionContext.Builder()
                    .withGroup(group)
                    .withVersion("v1")
                    .withKind(kind)
                    .withPlural(plural)
                    .withNamespaced(true)
                    .build();
            this.waiting = waiting;
            this.template = List.of(template);
        }

        ResourceDefinitionContext api() {
            return api;
        }

        /**
         * What one that has waited gets into its spec: the same that the workloads layer declares from then on.
         *
         * @param noted the value of the annotation
         */
        abstract Map<String, Object> begun(String noted);
    }

    /** The component's, or the job's. */
    String name() {
        return object.getMetadata().getName();
    }

    /** Whether it says whose image it runs, as all do that the workloads layer made since images can be shared. */
    boolean saysItsImage() {
        return object.getMetadata().getLabels().containsKey(OwnerLabels.IMAGE);
    }

    /** As plans and applies call it. */
    String address() {
        return LayerName.WORKLOADS + "/" + id().resource();
    }

    /** As kubectl calls it: a component that has moved may be in two namespaces. */
    String path() {
        return id().path();
    }

    /** Of a list's items the API server does not tell the kind. */
    private ObjectId id() {
        var metadata = object.getMetadata();
        return new ObjectId(kind.api().getKind(), metadata.getNamespace(), metadata.getName());
    }

    String image() {
        return (String) container().get("image");
    }

    /** Whether a release has nothing to change here. */
    boolean isAt(Release release) {
        return runs(release) && waiting() == null;
    }

    boolean runs(Release release) {
        return image().equals(release.image().reference());
    }

    /** Of a Deployment whose rollout has failed: whether all that is ready may be of what it ran before. */
    boolean servesAsBefore() {
        var older = status("replicas") - status("updatedReplicas");
        var ready = status("readyReplicas");
        return ready > 0 && ready <= older;
    }

    private int status(String name) {
        return object.get("status", name) instanceof Number number ? number.intValue() : 0;
    }

    /**
     * The release as a strategic merge patch: the image, and the end of waiting for a first one, so that the next apply finds everything
     * else as it was; and who did it, beside it.
     *
     * <p>What is at the release already, and has not come up, gets new pods: Kubernetes calls a rollout failed until something about its
     * pods changes, also when that is mended which had failed it.
     */
    String patch(Release release) {
        var image = release.image();
        var annotations = new HashMap<String, String>();
        annotations.put(RELEASE, release.id());
        annotations.put(VERSION, image.version());
        annotations.put(CHANGE_CAUSE, "release of %s %s".formatted(image.component(), image.version()));
        var spec = new HashMap<String, Object>();
        if (waiting() != null) {
            spec.putAll(kind.begun(waiting()));
            annotations.put(kind.waiting, null);
        }
        var container = Map.of("name", container().get("name"), "image", image.reference());
        var pods = new HashMap<String, Object>(Map.of("spec", Map.of("containers", List.of(container))));
        if (isAt(release)) {
            pods.put("metadata", Map.of("annotations", Map.of(RELEASE, release.id())));
        }
        Map<String, Object> template = pods;
        for (var step : kind.template.reversed()) {
            template = Map.of(step, template);
        }
        spec.putAll(template);
        return MAPPER.writeValueAsString(Map.of("metadata", Map.of("annotations", annotations), "spec", spec));
    }

    /** The note of one that waits for the first release of its image; null of all others. */
    private String waiting() {
        var annotations = object.getMetadata().getAnnotations();
        return annotations == null ? null : annotations.get(kind.waiting);
    }

    /** Its own container: others, should there be any, go with it. */
    private Map<String, Object> container() {
        var path = Stream.of(Stream.of("spec"), kind.template.stream(), Stream.of("spec", "containers"))
                .flatMap(steps -> steps);
        List<Map<String, Object>> containers = object.get(path.toArray());
        return containers.stream()
                .filter(container -> name().equals(container.get("name")))
                .findFirst()
                .orElse(containers.getFirst());
    }
}
