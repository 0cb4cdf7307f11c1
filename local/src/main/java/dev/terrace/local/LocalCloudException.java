package dev.terrace.local;

/** The local cloud cannot do what it was asked to; the message says why and what to do about it. */
public final class LocalCloudException extends RuntimeException {

    public LocalCloudException(String message) {
        super(message);
    }

    public LocalCloudException(String message, Throwable cause) {
        super(message, cause);
    }
}
