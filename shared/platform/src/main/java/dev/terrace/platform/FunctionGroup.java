package dev.terrace.platform;

/** The groups of Kubernetes in which Terrace's functions are that are no layers. */
public final class FunctionGroup {
    private FunctionGroup() {}

    /** @param function what the function is called, {@code release} */
    public static String of(String function) {
        return "terrace-" + function;
    }
}
