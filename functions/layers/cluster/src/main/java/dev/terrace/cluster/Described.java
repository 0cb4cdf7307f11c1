package dev.terrace.cluster;

import dev.terrace.aws.AwsProblems;
import dev.terrace.aws.PlainType;
import dev.terrace.aws.Tags;
import dev.terrace.engine.Found;
import dev.terrace.engine.Key;
import dev.terrace.engine.Owner;
import dev.terrace.engine.State;
import dev.terrace.mapping.ModelTags;
import dev.terrace.mapping.SpecReader;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.Cluster;
import software.amazon.awssdk.services.eks.model.ResourceInUseException;

/**
 * The platform's cluster as EKS described it, asked once for all types of one pass; where there is none, nothing under it is
 * looked for.
 */
final class Described {
    /** Describing calls under way at once; EKS answers some ten a second. */
    static final int PARALLEL = 5;

    private final EksClient eks;
    private final String name;
    private Optional<Cluster> answer;

    /** @param name of the cluster, which is the platform's */
    Described(EksClient eks, String name) {
        this.eks = eks;
        this.name = name;
    }

    EksClient eks() {
        return eks;
    }

    String name() {
        return name;
    }

    /** The cluster, if there is one and it is the owner's: another may have the name. */
    synchronized Optional<Cluster> cluster(Owner owner) {
        if (answer == null) {
            answer = AwsProblems.present(
                    () -> eks.describeCluster(request -> request.name(name)).cluster());
        }
        return answer.filter(cluster -> Tags.nameFor(owner, cluster.tags()).isPresent());
    }

    /**
     * Describes what the cluster has of one kind, in parallel, since EKS lists names only.
     *
     * @param list gives the names; it is not called where there can be none
     * @param describe with the cluster's name and its own
     */
    <T> List<T> each(Owner owner, Function<String, Stream<String>> list, BiFunction<String, String, T> describe) {
        if (cluster(owner).filter(Described::mayHaveSome).isEmpty()) {
            return List.of();
        }
        return list.apply(name)
                .gather(Gatherers.mapConcurrent(
                        PARALLEL, item -> AwsProblems.present(() -> describe.apply(name, item))))
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

    /**
     * A type of what a cluster has some of.
     *
     * @param list the names by which it can be described
     * @param describe with the cluster's name and its own
     * @param arn the attribute by which it can be tagged
     * @param holder the name of what is there already when EKS refuses to create one like the spec
     */
    <M extends SdkPojo, S extends Record> PlainType<M, S> type(
            SpecReader<M, S> reader,
            Function<String, Stream<String>> list,
            BiFunction<String, String, M> describe,
            String arn,
            Function<S, Optional<String>> holder) {
        return PlainType.of(reader)
                .list(owner -> each(owner, list, describe).stream())
                .rename((found, key) -> tag(found, key, arn))
                .taken(Described::taken, (_, spec) -> holder.apply(spec)
                        .flatMap(its -> AwsProblems.present(() -> ModelTags.of(describe.apply(name, its)))));
    }

    /**
     * What the status of a node group or an add-on means. One that is DEGRADED can be used and changed: a group has nodes, and an add-on
     * is mended by nodes that come, as coredns is, as long as none runs.
     */
    static State state(String status) {
        return switch (status) {
            case "ACTIVE", "DEGRADED" -> State.READY;
            case "DELETING" -> State.DELETING;
            case "CREATE_FAILED" -> State.CREATE_FAILED;
            case "UPDATE_FAILED", "DELETE_FAILED" -> State.FAILED;
            default -> State.PENDING;
        };
    }

    /** Gives a resource the tags of the key; every type of EKS takes them in the same way. */
    void tag(Found<?> found, Key key, String arn) {
        eks.tagResource(
                request -> request.resourceArn(found.attributes().get(arn)).tags(key.tags()));
    }

    /** How EKS says that a name is taken; without anything of the name, it is the cluster that is busy. */
    static boolean taken(AwsServiceException refusal) {
        return refusal instanceof ResourceInUseException;
    }
}
