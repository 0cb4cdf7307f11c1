package dev.terrace.engine;

/** Where a resource stands in its life. */
public enum State {
    /** It can be used, referred to and changed. */
    READY,
    /** AWS is still creating or changing it. */
    PENDING,
    /** AWS gave up on it; it needs a person. */
    FAILED,
    /** AWS is still deleting it. */
    DELETING
}
