package dev.terrace.platform;

/** The groups of Kubernetes in which Terrace's functions are that are no layers. */
public final class FunctionGroup {
    private static final String PREFIX = "terrace-";

    private FunctionGroup() {}

    /** @param function what the function is called, {@code release} */
    public static String of(String function) {
        return PREFIX + function;
    }

    public static boolean isOne(String group) {
        return group.startsWith(PREFIX);
    }
}
