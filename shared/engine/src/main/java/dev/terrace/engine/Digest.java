package dev.terrace.engine;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The SHA-256 of a text, in hexadecimal digits: what stands for it where it is too long itself, and tells whether it has changed. */
public final class Digest {
    private Digest() {}

    /** All of it. */
    public static String of(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Its first digits: as many as keep apart what would otherwise have one name. */
    public static String of(String text, int digits) {
        return of(text).substring(0, digits);
    }
}
