package dev.terrace.report;

/** How many pods of a component are ready, of how many. */
public record Pods(int ready, int wanted) {
    public boolean complete() {
        return ready >= wanted;
    }
}
