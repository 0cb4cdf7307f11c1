package dev.terrace.run;

import dev.terrace.platform.LayerName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Layers that a run goes through at the same time. */
public record Wave(List<Item> layers) {
    /** Step Functions takes no longer names. */
    private static final int LONGEST_NAME = 80;

    private static final int HASH = 8;

    /**
     * One layer's turn.
     *
     * @param execution the name of the layer's execution: {@code <run>-<layer>}, or {@code <run>-<layer>-clear} backwards
     */
    public record Item(LayerName layer, String execution) {}

    /** All layers, each after those that it needs. */
    static List<Wave> forwards(String run) {
        return LayerName.waves().stream().map(wave -> of(wave, run, "")).toList();
    }

    /** All layers, each before those that it needs. */
    static List<Wave> backwards(String run) {
        return LayerName.waves().reversed().stream()
                .map(wave -> of(wave, run, "-clear"))
                .toList();
    }

    private static Wave of(List<LayerName> layers, String run, String suffix) {
        return new Wave(layers.stream()
                .map(layer -> new Item(layer, name(run, "-" + layer + suffix)))
                .toList());
    }

    /** A run's name may be as long as Step Functions allows; then a hash stands for its end. */
    private static String name(String run, String suffix) {
        if (run.length() + suffix.length() <= LONGEST_NAME) {
            return run + suffix;
        }
        return run.substring(0, LONGEST_NAME - suffix.length() - HASH - 1) + "-" + hash(run) + suffix;
    }

    private static String hash(String run) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(run.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, HASH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
