package dev.terrace.engine;

import java.util.List;
import java.util.Set;

/**
 * The verbs of one type of resource. An implementation knows nothing about order, retries or waiting: it makes the calls
 * and returns at once.
 *
 * <p>Every verb throws {@link ProblemException} when AWS refuses; a retryable problem makes the engine come back.
 *
 * @param <S> the spec record, annotated with {@link AwsType}
 */
public interface ResourceType<S extends Record> {

    /** The spec record of this type. */
    Class<S> spec();

    /**
     * Everything of this type that the owner has, in one paged call where AWS offers one. Resources that are gone, or that
     * AWS only still lists (a terminated gateway, a key waiting for its deletion), are left out. Two of the same name are
     * both returned: the engine keeps one.
     */
    List<Found<S>> find(Owner owner);

    /**
     * What {@code wanted} means, given what is there: a wish such as "15.5 or newer" is settled by the version that runs, a
     * node count by what an autoscaler made of it. Called before every comparison and before a creation.
     *
     * @param found what is there, or null
     */
    default S settle(S wanted, Found<S> found) {
        return wanted;
    }

    /**
     * Creates the resource, with its tags in the creating call, and returns it as AWS answered: {@link State#PENDING} when
     * it cannot be used yet.
     */
    Found<S> create(Key key, S spec);

    /**
     * Changes what differs.
     *
     * @param changed the names of the record components that differ; never one that is {@link CreateOnly}
     * @return {@link State#READY}, or {@link State#PENDING} when AWS works on it
     */
    State update(Key key, Found<S> found, S spec, Set<String> changed);

    /**
     * Deletes the resource; one that is already gone is no error.
     *
     * @return whether it is gone now, rather than going
     */
    boolean delete(Found<S> found);

    /** What to do with a resource of this type that is no longer wanted. */
    default DeletionPolicy deletionPolicy() {
        return DeletionPolicy.DELETE;
    }

    /** The CloudFormation name of the type. */
    default String typeName() {
        return Specs.typeName(spec());
    }
}
