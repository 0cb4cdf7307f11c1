package dev.terrace.kubernetes;

import dev.terrace.engine.Problem;
import dev.terrace.engine.Problem.Category;
import dev.terrace.engine.Reconciler;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** Turns what the Kubernetes client throws into a {@link Problem}, by the API server's status code. */
public final class KubernetesProblems {
    /** Kubernetes has no code for it: each kind says it in its own words. */
    private static final Pattern IMMUTABLE =
            Pattern.compile("immutable|(cannot|may not) (be )?change|updates to \\w+ spec for fields other than");

    static final Reconciler.Translator TRANSLATOR = (error, _) -> of(error);

    private KubernetesProblems() {}

    /** The problem behind an error of the client, about no resource yet; null if the client did not throw it. */
    public static Problem of(RuntimeException error) {
        return error instanceof KubernetesClientException refused ? of(refused) : null;
    }

    /**
     * The fields for which a change was refused because Kubernetes never changes them, as paths; empty when it was refused for
     * anything else besides.
     */
    static List<String> immutableFields(KubernetesClientException error) {
        var status = error.getStatus();
        if (error.getCode() != 422 || status == null || status.getDetails() == null) {
            return List.of();
        }
        var causes = status.getDetails().getCauses();
        return causes.stream().allMatch(it -> IMMUTABLE.matcher(it.getMessage()).find())
                ? causes.stream().map(StatusCause::getField).distinct().toList()
                : List.of();
    }

    private static Problem of(KubernetesClientException error) {
        if (error.getCode() <= 0) {
            return new Problem(
                    "ClusterUnreachable",
                    Category.RETRYABLE,
                    "",
                    sentence("The cluster could not be reached: " + unreachable(error)),
                    "If it stays: cluster.endpoint must be public, and its allowedCidrs let Terrace's functions in.");
        }
        var said = sentence("Kubernetes said: " + message(error));
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
            return new Problem(
                    "QuotaExceeded", Category.RETRYABLE, "", said, "Raise application.quota, or ask for less.");
        }
        if (said.contains("being terminated")) {
            return new Problem("NamespaceTerminating", Category.RETRYABLE, "", said, "");
        }
        if (said.contains("denied the request")) {
            return Problem.user(
                    "AdmissionDenied", "", said, "A webhook of the cluster forbids it: ask whoever installed that.");
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

    /** An answer without a reason is none of the API server's own: a proxy's, or nothing but a number. */
    private static String message(KubernetesClientException error) {
        var status = error.getStatus();
        var said = status == null || status.getMessage() == null ? "" : status.getMessage();
        return status != null && status.getReason() != null && !said.isBlank()
                ? said
                : ("HTTP " + error.getCode() + " " + said).strip();
    }

    /** What is innermost tells most: that a connection could not be made, because of a host name. */
    private static String unreachable(Throwable error) {
        var cause = error;
        var known = known(error);
        while (cause.getCause() != null) {
            cause = cause.getCause();
            var inner = known(cause);
            known = inner.isPresent() ? inner : known;
        }
        var said = Optional.ofNullable(cause.getMessage());
        return known.map(words -> words + said.map(it -> " (" + it + ")").orElse(""))
                .or(() -> said)
                .orElse(cause.getClass().getSimpleName());
    }

    /** In words, what Java tells by the class alone. */
    private static Optional<String> known(Throwable error) {
        return Optional.ofNullable(
                switch (error) {
                    case UnknownHostException _ -> "its host name is not known";
                    case UnresolvedAddressException _ -> "its host name is not known";
                    case HttpTimeoutException _ -> "it did not answer in time";
                    case TimeoutException _ -> "it did not answer in time";
                    case ConnectException _ -> "it takes no connections";
                    case SSLException _ -> "it does not prove with its certificate to be the cluster";
                    default -> null;
                });
    }

    /** One line that ends in one full stop, whatever was said. */
    private static String sentence(String said) {
        return said.strip().replaceAll("\\s+", " ").replaceFirst("[.]*$", ".");
    }
}
