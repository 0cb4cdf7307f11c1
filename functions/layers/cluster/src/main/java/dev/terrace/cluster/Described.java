package dev.terrace.cluster;

import dev.terrace.aws.AwsProblems;
import dev.terrace.aws.Tags;
import dev.terrace.engine.Found;
import dev.terrace.engine.Key;
import dev.terrace.engine.Owner;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.Cluster;
import software.amazon.awssdk.services.eks.model.ResourceInUseException;
import software.amazon.awssdk.services.eks.model.ResourceNotFoundException;

/**
 * The platform's cluster as EKS described it, asked once for all types of one pass; where there is none, nothing under it is
 * looked for.
 */
final class Described {
    /** Describing calls under way at once; EKS answers some ten a second. */
    private static final int PARALLEL = 5;

    private final EksClient eks;
    private final String name;
    private Optional<Cluster> answer;

    /** @param name of the cluster, which is the platform's */
    Described(EksClient eks, String name) {
        this.eks = eks;
        this.name = name;
    }

    String name() {
        return name;
    }

    /** The cluster, if there is one and it is the owner's: another may have the name. */
    synchronized Optional<Cluster> cluster(Owner owner) {
        if (answer == null) {
            answer = present(
                    () -> eks.describeCluster(request -> request.name(name)).cluster());
        }
        return answer.filter(cluster -> Tags.nameFor(owner, cluster.tags()).isPresent());
    }

    /**
     * Describes what the cluster has of one kind, in parallel, since EKS lists names only.
     *
     * @param list gives the names; it is not called where there can be none
     */
    <T> List<T> each(Owner owner, Function<String, Stream<String>> list, Function<String, T> describe) {
        if (cluster(owner).filter(Described::mayHaveSome).isEmpty()) {
            return List.of();
        }
        return list.apply(name)
                .gather(Gatherers.mapConcurrent(PARALLEL, item -> present(() -> describe.apply(item))))
                .flatMap(Optional::stream)
                .toList();
    }

    private static boolean mayHaveSome(Cluster cluster) {
        return switch (cluster.status()) {
            case CREATING, DELETING -> false;
            case FAILED -> wasActive(cluster);
            default -> true;
        };
    }

    /** A cluster has an endpoint from the moment on in which it becomes active. */
    static boolean wasActive(Cluster cluster) {
        return cluster.endpoint() != null && !cluster.endpoint().isEmpty();
    }

    /** Gives a resource the tags of the key; every type of EKS takes them in the same way. */
    <S extends Record> Found<S> rename(Key key, Found<S> found, String arn) {
        eks.tagResource(request -> request.resourceArn(arn).tags(key.tags()));
        return found.named(key.name());
    }

    /**
     * Makes a creating call; where it is refused because there is one of the name, says whose that is.
     *
     * @param tags asks for the tags of the one that is there
     */
    static <T> T created(Key key, Supplier<T> create, Supplier<Map<String, String>> tags) {
        try {
            return create.get();
        } catch (ResourceInUseException refused) {
            // Without one of the name, it is the cluster that is busy.
            throw present(tags)
                    .<RuntimeException>map(theirs -> AwsProblems.alreadyThere(key, theirs, refused))
                    .orElse(refused);
        }
    }

    private static <T> Optional<T> present(Supplier<T> call) {
        try {
            return Optional.of(call.get());
        } catch (ResourceNotFoundException _) {
            return Optional.empty();
        }
    }

    /**
     * Makes a deleting call of EKS, which only begins the deletion.
     *
     * @return whether it is gone already
     */
    static boolean deleted(Runnable call) {
        try {
            call.run();
            return false;
        } catch (ResourceNotFoundException _) {
            return true;
        }
    }
}
