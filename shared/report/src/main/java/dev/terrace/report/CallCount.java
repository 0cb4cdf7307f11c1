package dev.terrace.report;

/** How many calls were made: those that only read, and the others. */
public record CallCount(int reads, int writes) {
    public static final CallCount NONE = new CallCount(0, 0);

    public CallCount plus(CallCount other) {
        return new CallCount(reads + other.reads, writes + other.writes);
    }

    public CallCount minus(CallCount earlier) {
        return new CallCount(reads - earlier.reads, writes - earlier.writes);
    }
}
