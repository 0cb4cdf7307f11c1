package dev.terrace.engine;

/** Where a resource stands in its life. */
public enum State {
    /** It can be used, referred to and changed. */
    READY,
    /** AWS is still creating or changing it. */
    PENDING,
    /** AWS gave up on it; it needs a person, since it may hold data or serve still. */
    FAILED,
    /** AWS gave up while it was creating it: it never served and holds no data. The next apply creates it anew. */
    CREATE_FAILED,
    /**
     * AWS will delete it by itself on a later day, and it can be taken back until then, as a KMS key. Where it is declared, an
     * update takes it back; else it is as good as gone.
     */
    RECOVERABLE,
    /** AWS is still deleting it. */
    DELETING
}
