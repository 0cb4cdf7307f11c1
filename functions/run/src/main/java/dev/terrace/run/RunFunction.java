package dev.terrace.run;

import dev.terrace.aws.Aws;
import dev.terrace.aws.Bucket;
import dev.terrace.aws.Home;
import dev.terrace.aws.JsonFunction;
import dev.terrace.aws.RunFolder;
import dev.terrace.blueprint.Blueprint;
import dev.terrace.blueprint.BlueprintProblem;
import dev.terrace.engine.Problem;
import dev.terrace.platform.LayerName;
import dev.terrace.platform.Platform;
import dev.terrace.report.Refusal;
import dev.terrace.table.FencedLocks;
import dev.terrace.table.Locks;
import dev.terrace.table.Run;
import dev.terrace.table.Runs;
import dev.terrace.table.Table;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Begins a run: reads and checks the blueprint, takes the platform's lock, says which layers to go through. Ends it: records how
 * it went, frees the lock.
 */
public final class RunFunction extends JsonFunction<RunRequest, RunResponse> {
    private static final String DESTROY = "destroy";
    private static final List<String> MODES = List.of("apply", "plan", DESTROY);

    /** What the input of a run may have: a key that is misspelt would make an apply of what was meant as a plan. */
    private static final Set<String> KEYS = Set.of(
            "platform",
            "mode",
            "blueprint",
            "replace",
            "Comment",
            // as the console of Step Functions adds it to the inputs of executions that executions start
            "AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID");

    private final Bucket bucket;
    private final FencedLocks locks;
    private final Runs runs;
    private final Consumer<String> forgetReleases;
    private final Failures failures;
    private final String region;
    private final Clock clock;

    public RunFunction() {
        this(new Aws(), Clock.systemUTC());
    }

    private RunFunction(Aws aws, Clock clock) {
        this(aws, Table.fromEnvironment(aws, clock), clock);
    }

    private RunFunction(Aws aws, Table table, Clock clock) {
        this(
                Bucket.fromEnvironment(),
                FencedLocks.fromEnvironment(aws, table),
                table.runs(),
                table.releases()::forget,
                new Failures(System.getenv("LOG_GROUPS")),
                Home.fromEnvironment().region(),
                clock);
    }

    RunFunction(
            Bucket bucket,
            FencedLocks locks,
            Runs runs,
            Consumer<String> forgetReleases,
            Failures failures,
            String region,
            Clock clock) {
        super(RunRequest.class);
        this.bucket = bucket;
        this.locks = locks;
        this.runs = runs;
        this.forgetReleases = forgetReleases;
        this.failures = failures;
        this.region = region;
        this.clock = clock;
    }

    @Override
    protected RunResponse handle(RunRequest request, Remaining remaining) {
        return switch (request.step()) {
            case BEGIN -> begin(request);
            case END -> end(request);
        };
    }

    @Override
    protected RunResponse refuse(Problem badRequest) {
        return RunResponse.refused(badRequest);
    }

    private RunResponse begin(RunRequest request) {
        if (!KEYS.containsAll(request.keys())) {
            return RunResponse.refused(Problem.user(
                    "UnknownKey",
                    "",
                    "The run's input has a key that means nothing.",
                    "Start the run with platform and, if need be, mode, blueprint and replace."));
        }
        if (!MODES.contains(request.mode())) {
            return RunResponse.refused(Problem.user(
                    "UnknownMode",
                    "",
                    "There is no mode \"" + request.mode() + "\".",
                    "Start the run with one of " + String.join(", ", MODES) + ", or without a mode."));
        }
        for (var address : request.replace()) {
            if (LayerName.ofAddress(address).isEmpty()) {
                return RunResponse.refused(Problem.user(
                        "UnknownResource",
                        "",
                        "\"" + address + "\", which is to be replaced, is no resource's name.",
                        "Name it as a plan does, e.g. cluster/nodes-general. The layers are " + LayerName.all() + "."));
            }
        }
        var file = bucket.read(request.blueprint(), Blueprint.LARGEST + 1);
        if (file.isEmpty()) {
            return RunResponse.refused(Problem.user(
                    "NoBlueprint",
                    "",
                    "There is no blueprint at " + bucket.location(request.blueprint()) + ".",
                    "Upload it there, or apply it with `terrace apply`."));
        }
        return switch (Blueprint.read(request.blueprint(), file.get())) {
            case Blueprint.Valid valid -> {
                // Who starts a run with the command has been told; of others nobody asks for them.
                valid.warnings().forEach(warning -> log.warn(warning.toString()));
                yield begin(request, valid.platform(), file.get());
            }
            // What was built of it once is there, whatever is asked of blueprints today.
            case Blueprint.Invalid invalid
            when request.mode().equals(DESTROY) && invalid.platform().isPresent() ->
                begin(request, invalid.platform().get(), file.get());
            case Blueprint.Invalid invalid -> RunResponse.refused(problem(invalid));
        };
    }

    private static Problem problem(Blueprint.Invalid blueprint) {
        return Problem.user(
                "InvalidBlueprint",
                "",
                blueprint.problems().stream().map(BlueprintProblem::toString).collect(Collectors.joining("\n")),
                blueprint
                        .platform()
                        .map(platform ->
                                "Mend it, and start again; to be destroyed, the platform needs no other: `terrace destroy "
                                        + platform.name() + "`.")
                        .orElse(""));
    }

    private RunResponse begin(RunRequest request, Platform platform, byte[] text) {
        if (!platform.name().equals(request.platform())) {
            return RunResponse.refused(Problem.user(
                    "OtherPlatform",
                    "",
                    "The blueprint at " + bucket.location(request.blueprint()) + " describes the platform "
                            + platform.name() + ", not " + request.platform() + ".",
                    "Start the run for " + platform.name() + ", or upload the right blueprint."));
        }
        if (!platform.region().equals(region)) {
            return RunResponse.refused(Problem.user(
                    "OtherRegion",
                    "",
                    "The blueprint is about " + platform.region() + ", and this installation of Terrace serves "
                            + region + ".",
                    "Install Terrace in " + platform.region() + " too, and apply the blueprint there (`--region "
                            + platform.region() + "`). A platform by this name that is in " + region
                            + " has to be destroyed first: IAM is one for all regions."));
        }
        if (request.mode().equals(DESTROY) && isProtected(platform)) {
            return RunResponse.refused(Problem.user(
                    "DeletionProtected",
                    "data/postgres",
                    "The blueprint protects the database from being deleted, so that nothing was begun.",
                    "Set `data.postgres.deletionProtection: false`, apply that, and destroy again."));
        }
        return request.onlyLooks() ? begun(request, platform) : locked(request, platform, text);
    }

    private static boolean isProtected(Platform platform) {
        return platform.postgres() != null && platform.postgres().deletionProtection();
    }

    private RunResponse locked(RunRequest request, Platform platform, byte[] text) {
        return switch (locks.acquire(request.platform(), request.execution(), request.mode())) {
            case Locks.Held held -> held(request, held);
            case Locks.Acquired _ -> {
                runs.put(started(request));
                // Only now: a blueprint whose run was refused must not become the platform's own.
                var own = request.platform() + ".yaml";
                if (!request.blueprint().equals(own)) {
                    bucket.write(own, new String(text, StandardCharsets.UTF_8), "application/yaml");
                }
                yield begun(request, platform);
            }
        };
    }

    private RunResponse begun(RunRequest request, Platform platform) {
        var folder = folder(request);
        folder.keep(platform);
        var waves = new ArrayList<Course.Wave>();
        if (!request.mode().equals(DESTROY)) {
            waves.addAll(Course.forwards(request.run()));
        }
        waves.addAll(Course.backwards(request.run()));
        return RunResponse.begun(waves, folder.prefix());
    }

    private RunResponse held(RunRequest request, Locks.Held held) {
        if (held.freeAt() == null) {
            return RunResponse.refused(Problem.user(
                    "PlatformLocked",
                    "",
                    "Another execution works on " + request.platform() + " since " + held.since() + " ("
                            + held.purpose() + "): " + held.by() + ".",
                    "Wait until it has ended."));
        }
        var seconds = Math.max(
                1,
                Duration.between(clock.instant(), held.freeAt()).plusMillis(999).toSeconds());
        var problem = Problem.user(
                "PlatformLocked",
                "",
                "An execution ended without freeing " + request.platform() + " (" + held.purpose() + " since "
                        + held.since() + "): " + held.by() + ". A function that it called may still be at work.",
                "Start again in " + seconds + " s: then it cannot be any more.");
        // For whoever follows the run: the state machine itself ends with the sentence alone.
        folder(request).keep(new Refusal(problem, held.freeAt()));
        return RunResponse.refused(problem);
    }

    private RunResponse end(RunRequest request) {
        var problem = request.failures().isEmpty() ? null : failures.problem(request.failures(), request.heldUp());
        if (!request.onlyLooks()) {
            try {
                record(request, problem);
            } finally {
                free(request);
            }
        }
        return RunResponse.ended(problem);
    }

    private void record(RunRequest request, Problem problem) {
        runs.put(started(request)
                .ended(
                        problem == null ? Run.Status.SUCCEEDED : Run.Status.FAILED,
                        clock.instant(),
                        problem == null ? "" : problem.sentence()));
        if (problem == null && request.mode().equals(DESTROY)) {
            forgetReleases.accept(request.platform());
        }
    }

    /** Where a layer's execution was stopped, its function may still be at work: then the lock is left to the fence. */
    private void free(RunRequest request) {
        if (request.failures().stream().noneMatch(Failures::mayBeAtWork)) {
            locks.release(request.platform(), request.execution());
        }
    }

    private RunFolder folder(RunRequest request) {
        return new RunFolder(bucket, request.platform(), request.run());
    }

    private static Run started(RunRequest request) {
        return Run.started(request.platform(), request.run(), request.mode(), request.started());
    }

    @Override
    protected Map<String, String> correlation(RunRequest request) {
        return Map.of("run", request.run(), "platform", request.platform());
    }
}
