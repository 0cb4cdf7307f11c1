package dev.terrace.kubernetes;

import dev.terrace.engine.Problem;
import dev.terrace.engine.Problem.Category;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.regex.Pattern;

/** Turns what the Kubernetes client throws into a {@link Problem}, by the API server's status code. */
public final class KubernetesProblems {
    /** Kubernetes has no code for it: each kind says it in its own words. */
    private static final Pattern IMMUTABLE = Pattern.compile("immutable|(cannot|may not) (be )?change");

    private KubernetesProblems() {}

    /** The problem behind an error of the client, about no resource yet; null if the client did not throw it. */
    public static Problem of(RuntimeException error) {
        return error instanceof KubernetesClientException refused ? of(refused) : null;
    }

    private static Problem of(KubernetesClientException error) {
        if (error.getCode() <= 0) {
            return new Problem(
                    "ClusterUnreachable",
                    Category.RETRYABLE,
                    "",
                    "The cluster could not be reached: " + reason(error) + ".",
                    "");
        }
        var said = "Kubernetes said: " + message(error).replaceFirst("[.]?$", ".");
        return switch (error.getCode()) {
            case 401 ->
                new Problem(
                        "Unauthorized",
                        Category.RETRYABLE,
                        "",
                        "The cluster does not know the function's role (yet).",
                        "An access entry takes effect within a minute; the cluster layer makes it.");
            case 403 -> forbidden(error, said);
            case 422 ->
                IMMUTABLE.matcher(said).find()
                        ? Problem.user(
                                "ImmutableField",
                                "",
                                said,
                                "Kubernetes never changes this field: delete the object, which stops what runs by it, and apply again.")
                        : Problem.user("Invalid", "", said, "Correct the blueprint's application section.");
            // Gone meanwhile, changed meanwhile, asked too often, or the server's own trouble.
            case 404, 408, 409, 410, 429 -> new Problem(code(error), Category.RETRYABLE, "", said, "");
            default ->
                error.getCode() >= 500
                        ? new Problem(code(error), Category.RETRYABLE, "", said, "")
                        : Problem.user(code(error), "", said, "");
        };
    }

    private static Problem forbidden(KubernetesClientException error, String said) {
        if (said.contains("exceeded quota")) {
            return Problem.user("QuotaExceeded", "", said, "Raise application.quota, or ask for less.");
        }
        if (said.contains("being terminated")) {
            return new Problem("NamespaceTerminating", Category.RETRYABLE, "", said, "");
        }
        // A new access entry's permissions come a little later than the entry.
        return new Problem(
                "Forbidden",
                Category.RETRYABLE,
                "",
                said,
                "The access entry of the function's role, which the cluster layer makes, must allow it.");
    }

    private static String code(KubernetesClientException error) {
        var status = error.getStatus();
        return status == null || status.getReason() == null ? "Http" + error.getCode() : status.getReason();
    }

    private static String message(KubernetesClientException error) {
        var status = error.getStatus();
        return status == null || status.getMessage() == null ? reason(error) : status.getMessage();
    }

    private static String reason(Throwable error) {
        var cause = error;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
