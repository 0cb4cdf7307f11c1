package dev.terrace.run;

import dev.terrace.aws.Aws;
import dev.terrace.aws.JsonFunction;
import dev.terrace.blueprint.Blueprint;
import dev.terrace.blueprint.BlueprintProblem;
import dev.terrace.engine.Problem;
import dev.terrace.platform.Platform;
import dev.terrace.table.FencedLocks;
import dev.terrace.table.Locks;
import dev.terrace.table.Run;
import dev.terrace.table.Runs;
import dev.terrace.table.Table;
import java.time.Clock;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.s3.S3Client;

/** Begins a run: reads and checks the blueprint, takes the platform's lock. Ends it: records how it went, frees the lock. */
public final class RunFunction extends JsonFunction<RunRequest, RunResponse> {
    private final Blueprints blueprints;
    private final FencedLocks locks;
    private final Runs runs;
    private final Consumer<String> forgetReleases;
    private final Clock clock;

    public RunFunction() {
        this(new Aws(), Clock.systemUTC());
    }

    private RunFunction(Aws aws, Clock clock) {
        this(aws, Table.fromEnvironment(aws, clock), clock);
    }

    private RunFunction(Aws aws, Table table, Clock clock) {
        this(
                new Blueprints.Bucket(aws.client(S3Client.builder()), System.getenv("BLUEPRINT_BUCKET")),
                FencedLocks.fromEnvironment(aws, table),
                table.runs(),
                table.releases()::forget,
                clock);
    }

    RunFunction(Blueprints blueprints, FencedLocks locks, Runs runs, Consumer<String> forgetReleases, Clock clock) {
        super(RunRequest.class);
        this.blueprints = blueprints;
        this.locks = locks;
        this.runs = runs;
        this.forgetReleases = forgetReleases;
        this.clock = clock;
    }

    @Override
    protected RunResponse handle(RunRequest request, Remaining remaining) {
        return switch (request.step()) {
            case BEGIN -> begin(request);
            case END -> end(request);
        };
    }

    private RunResponse begin(RunRequest request) {
        if (!request.modes().contains(request.mode())) {
            return RunResponse.refused(Problem.user(
                    "UnknownMode",
                    "",
                    "This state machine has no mode \"" + request.mode() + "\".",
                    "Start it with one of " + String.join(", ", request.modes()) + ", or without a mode."));
        }
        var text = blueprints.read(request.blueprint());
        if (text.isEmpty()) {
            return RunResponse.refused(Problem.user(
                    "NoBlueprint",
                    "",
                    "There is no blueprint at " + blueprints.location(request.blueprint()) + ".",
                    "Upload it there, or apply it with `terrace apply`."));
        }
        return switch (Blueprint.read(request.blueprint(), text.get())) {
            case Blueprint.Invalid(var problems) ->
                RunResponse.refused(Problem.user(
                        "InvalidBlueprint",
                        "",
                        problems.stream().map(BlueprintProblem::toString).collect(Collectors.joining("\n")),
                        ""));
            case Blueprint.Valid(var platform)
            when !platform.name().equals(request.platform()) ->
                RunResponse.refused(Problem.user(
                        "OtherPlatform",
                        "",
                        "The blueprint at " + blueprints.location(request.blueprint()) + " describes the platform "
                                + platform.name() + ", not " + request.platform() + ".",
                        "Start the run for " + platform.name() + ", or upload the right blueprint."));
            case Blueprint.Valid(var platform)
            when request.mode().equals("destroy") && isProtected(platform) ->
                RunResponse.refused(Problem.user(
                        "DeletionProtected",
                        "data/postgres",
                        "The blueprint protects the database from being deleted, so that nothing was begun.",
                        "Set `data.postgres.deletionProtection: false`, apply that, and destroy again."));
            case Blueprint.Valid(var platform) -> begin(request, platform, text.get());
        };
    }

    private static boolean isProtected(Platform platform) {
        return platform.postgres() != null && platform.postgres().deletionProtection();
    }

    private RunResponse begin(RunRequest request, Platform platform, String text) {
        if (request.onlyLooks()) {
            return RunResponse.begun(platform);
        }
        return switch (locks.acquire(request.platform(), request.execution(), request.mode())) {
            case Locks.Held held ->
                RunResponse.refused(Problem.user(
                        "PlatformLocked",
                        "",
                        "Another execution works on " + request.platform() + " since " + held.since() + " ("
                                + held.purpose() + "): " + held.by() + ".",
                        "Wait until it has ended. If it was aborted, try again a few minutes after its end."));
            case Locks.Acquired _ -> {
                runs.put(started(request));
                // Only now: a blueprint whose run was refused must not become the platform's own.
                if (!request.blueprint().equals(Blueprints.keyOf(request.platform()))) {
                    blueprints.keep(request.platform(), text);
                }
                yield RunResponse.begun(platform);
            }
        };
    }

    private RunResponse end(RunRequest request) {
        var problem = request.failure() == null ? null : Failures.problem(request.failure());
        if (!request.onlyLooks()) {
            runs.put(started(request)
                    .ended(
                            problem == null ? Run.Status.SUCCEEDED : Run.Status.FAILED,
                            clock.instant(),
                            problem == null ? "" : problem.sentence()));
            if (problem == null && request.mode().equals("destroy")) {
                forgetReleases.accept(request.platform());
            }
            locks.release(request.platform(), request.execution());
        }
        return RunResponse.ended(problem);
    }

    private static Run started(RunRequest request) {
        return Run.started(request.platform(), request.run(), request.mode(), request.started());
    }

    @Override
    protected Map<String, String> correlation(RunRequest request) {
        return Map.of("run", request.run(), "platform", request.platform());
    }
}
