package dev.terrace.local;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;

/** The local cloud cannot do what it was asked to; the message says why and what to do about it. */
public final class LocalCloudException extends RuntimeException {

    public LocalCloudException(String message) {
        super(message);
    }

    public LocalCloudException(String message, Throwable cause) {
        super(message, cause);
    }

    /** What was tried, and why it failed: of files, the JDK often tells the name alone. */
    static LocalCloudException tried(String what, IOException failure) {
        var why =
                switch (failure) {
                    case AccessDeniedException denied -> denied.getFile() + " may not be written or read";
                    case NoSuchFileException missing -> missing.getFile() + " is not there, or cannot be made";
                    case FileAlreadyExistsException taken -> taken.getFile() + " is there already, and is no folder";
                    default -> failure.getMessage();
                };
        return new LocalCloudException("Tried to %s but failed: %s".formatted(what, why), failure);
    }
}
