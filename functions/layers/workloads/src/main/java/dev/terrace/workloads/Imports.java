package dev.terrace.workloads;

import dev.terrace.engine.Problem;
import dev.terrace.engine.ProblemException;
import dev.terrace.engine.Result;
import dev.terrace.engine.Unknown;
import dev.terrace.platform.Postgres;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What earlier layers' resources are.
 *
 * @param plan whether a value may be missing: what is to be created has none yet
 */
record Imports(Map<String, Result.Output> outputs, boolean plan) {
    private static final Pattern TOKEN = Pattern.compile("\\$\\{([^}]*)}");
    private static final String POSTGRES = "data/postgres";

    Optional<String> id(String address) {
        return Optional.ofNullable(outputs.get(address)).map(Result.Output::id);
    }

    Optional<String> attribute(String address, String name) {
        return Optional.ofNullable(outputs.get(address))
                .map(output -> output.attributes().get(name));
    }

    /**
     * Replaces the tokens that a component's environment may hold: <code>${postgres.host}</code>,
     * <code>${postgres.port}</code>, <code>${postgres.database}</code> and <code>${postgres.secret}</code>, which is the ARN of
     * the master user's secret.
     *
     * @param where the place in the blueprint
     * @param postgres null in a platform without one
     */
    String resolve(String where, String text, Postgres postgres) {
        return TOKEN.matcher(text)
                .replaceAll(token -> Matcher.quoteReplacement(
                        switch (postgres == null ? "" : token.group(1)) {
                            case "postgres.host" -> postgres(where, "Endpoint.Address");
                            case "postgres.port" -> postgres(where, "Endpoint.Port");
                            case "postgres.secret" -> postgres(where, "MasterUserSecret.SecretArn");
                            case "postgres.database" -> postgres.database();
                            default ->
                                throw new ProblemException(Problem.user(
                                        "UnknownToken",
                                        "",
                                        where + ": there is no " + token.group() + ".",
                                        "There are ${postgres.host}, ${postgres.port}, ${postgres.database} and"
                                                + " ${postgres.secret}, in a platform with data.postgres."));
                        }));
    }

    private String postgres(String where, String attribute) {
        return attribute(POSTGRES, attribute).orElseGet(() -> {
            if (plan) {
                return Unknown.MARK;
            }
            throw new ProblemException(new Problem(
                    "UnknownReference",
                    Problem.Category.INTERNAL,
                    "",
                    where + " refers to " + POSTGRES + "." + attribute + ", which is not there.",
                    "Apply the platform as a whole; if it stays, report it."));
        });
    }
}
