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
     * both returned: the engine keeps one. What carries the owner's tags but no name is returned without one.
     */
    List<Found<S>> find(Owner owner);

    /**
     * What {@code wanted} means, given what is there: a wish such as "15.5 or newer" is settled by the version that runs, a
     * node count by what an autoscaler made of it. Called before every comparison and before a creation.
     *
     * @param found what is there, or null
     * @throws ProblemException when the wish cannot be met from what is there (storage does not shrink): said by plans too
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
     * @return the resource as it is after the call, its attributes too: {@link State#PENDING} when AWS works on it
     */
    Found<S> update(Key key, Found<S> found, S spec, Set<String> changed);

    /**
     * Deletes the resource; one that is already gone is no error.
     *
     * @return whether it is gone now, rather than going
     */
    boolean delete(Found<S> found);

    /**
     * What {@code Ref} and {@code Fn::GetAtt} will answer, as far as the name says it before the resource is there: so plans are
     * concrete, and a resource that was deleted by hand does not look like a change of everything that refers to it. It must be
     * just what {@link #create} will answer.
     *
     * @return null when nothing is known before the creation
     */
    default Result.Output foreseen(Key key, S wanted) {
        return null;
    }

    /**
     * Whether {@code wanted} cannot be created while {@code other} is there, because only one can have what both claim: a name,
     * a block of addresses, the association of a subnet. Asked only where {@code wanted} is not there, about what the owner has.
     */
    default boolean excludes(S wanted, S other) {
        return false;
    }

    /**
     * Gives a resource of the owner the name and the tags of {@code key}: one that lost its tag by hand, or is now declared under
     * another name. Called only for what {@link #excludes} says and what differs in no {@link CreateOnly} property.
     */
    default Found<S> rename(Key key, Found<S> found) {
        throw new UnsupportedOperationException(typeName() + " does not tell its name by a tag");
    }

    /**
     * Whether a successor can be created while the resource is still there. Then a replacement creates it first, and the old one
     * goes last of all, when nothing refers to it any more. Its physical name must differ from the old one's.
     */
    default boolean standsBeside() {
        return false;
    }

    /**
     * What in AWS holds the resource, so that it cannot be deleted now, as a person would look for it: {@code "eni-1 (Amazon EKS
     * shop)"}. Asked when a deletion was refused, and before one that something else is to take the place of.
     */
    default List<String> holders(Found<S> found) {
        return List.of();
    }

    /** What to do with a resource of this type that is no longer wanted. */
    default DeletionPolicy deletionPolicy() {
        return DeletionPolicy.DELETE;
    }

    /** The CloudFormation name of the type. */
    default String typeName() {
        return Specs.typeName(spec());
    }
}
