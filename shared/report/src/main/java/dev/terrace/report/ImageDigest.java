package dev.terrace.report;

/** What an image is told apart by: {@code sha256:…}. People are shown its first twelve digits. */
public final class ImageDigest {
    private static final int SHOWN = 12;

    private ImageDigest() {}

    /** With as many digits as are shown; with fewer where somebody cut it off before. */
    public static String shortened(String digest) {
        return digest.substring(0, Math.min(digest.indexOf(':') + 1 + SHOWN, digest.length()));
    }

    /** The digits that are shown. */
    public static String digits(String digest) {
        return shortened(digest).substring(digest.indexOf(':') + 1);
    }
}
