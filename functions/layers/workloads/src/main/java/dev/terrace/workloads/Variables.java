package dev.terrace.workloads;

import dev.terrace.engine.Problem;
import dev.terrace.engine.ProblemException;
import dev.terrace.engine.Unknown;
import dev.terrace.platform.Application;
import dev.terrace.platform.Platform;
import dev.terrace.platform.Value;
import dev.terrace.platform.Value.Reference;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The variables of an application's components and jobs: what their references stand for. */
record Variables(Platform platform, Application application, Imports imports) {
    private static final String POSTGRES = "data/postgres";

    Map<String, String> of(String name) {
        var workload = application.workloads().get(name);
        var variables = new LinkedHashMap<String, String>();
        workload.env()
                .forEach((variable, text) -> variables.put(
                        variable,
                        Value.parse(text).resolve(reference -> meaning(reference, name + ".env." + variable))));
        return variables;
    }

    private String meaning(Reference reference, String where) {
        var scope = new Scope(platform);
        Supplier<ProblemException> unknown = () -> unknown(reference.toString(), where);
        if (scope.isPostgres(reference)) {
            return switch (reference.attribute()) {
                case "host" -> imported("Endpoint.Address", where);
                case "port" -> imported("Endpoint.Port", where);
                case "secret" -> imported("MasterUserSecret.SecretArn", where);
                case "database" -> platform.postgres().database();
                case "username" -> platform.postgres().username();
                default -> throw unknown.get();
            };
        }
        if (scope.isIngress(reference) && reference.attribute().equals("host")) {
            return application.ingress().host();
        }
        if (!scope.isComponent(reference)) {
            throw unknown.get();
        }
        var host = host(reference.head());
        var port = platform.component(reference.head()).port();
        return switch (reference.attribute()) {
            case "host" -> host;
            case "port" -> port.toString();
            case "url" -> "http://" + host + ":" + port;
            default -> throw unknown.get();
        };
    }

    /** The name of its Service, as pods of the application's namespace find it. */
    private String host(String component) {
        return application.components().containsKey(component)
                ? component
                : component + "."
                        + platform.applicationOf(component).orElseThrow().namespace();
    }

    private String imported(String attribute, String where) {
        return imports.attribute(POSTGRES, attribute).orElseGet(() -> {
            if (imports.plan()) {
                return Unknown.MARK;
            }
            throw unknown(POSTGRES + "." + attribute, where);
        });
    }

    /** The checks of the blueprint, and the layers before, should not have let it come so far. */
    private static ProblemException unknown(String what, String where) {
        return new ProblemException(new Problem(
                "UnknownReference",
                Problem.Category.INTERNAL,
                "",
                where + " refers to " + what + ", which is not there.",
                "Apply the platform as a whole; if it stays, report it."));
    }
}
