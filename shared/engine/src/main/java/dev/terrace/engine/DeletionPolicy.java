package dev.terrace.engine;

/** What happens to a resource that is no longer wanted, in CloudFormation's words. */
public enum DeletionPolicy {
    DELETE,
    /** It stays, with its tags, and is adopted again when it is declared again. */
    RETAIN,
    /** It is deleted, after a last snapshot. */
    SNAPSHOT
}
