package dev.terrace.platform;

/**
 * What a container is given.
 *
 * @param requests what the scheduler reserves
 * @param limits beyond which CPU is throttled and memory ends the container; null for none
 */
public record Resources(Amounts requests, Amounts limits) {

    /**
     * Kubernetes quantities.
     *
     * @param cpu e.g. {@code 250m} or {@code 0.5}; null when not given
     * @param memory e.g. {@code 256Mi}; null when not given
     */
    public record Amounts(String cpu, String memory) {}
}
