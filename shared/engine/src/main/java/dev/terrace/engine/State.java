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
    /** AWS is still deleting it. */
    DELETING
}
