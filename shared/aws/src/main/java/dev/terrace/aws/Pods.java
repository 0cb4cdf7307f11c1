package dev.terrace.aws;

/** How many pods of a component are ready, of how many. */
public record Pods(int ready, int wanted) {}
