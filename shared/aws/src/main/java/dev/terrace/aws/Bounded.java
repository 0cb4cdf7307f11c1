package dev.terrace.aws;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;

/** Texts for what takes so many bytes and no more. */
public final class Bounded {
    private Bounded() {}

    /**
     * The text, or as much of its beginning as fits with the ending.
     *
     * @param most in bytes of UTF-8; more than the ending has
     * @param ending says that there was more, and where
     */
    public static String text(String text, int most, String ending) {
        if (bytes(text) <= most) {
            return text;
        }
        var beginning = CharBuffer.wrap(text);
        StandardCharsets.UTF_8.newEncoder().encode(beginning, ByteBuffer.allocate(most - bytes(ending)), true);
        return text.substring(0, beginning.position()) + ending;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
