package dev.terrace.release;

import dev.terrace.aws.Aws;
import dev.terrace.aws.JsonFunction;
import dev.terrace.aws.Priming;
import dev.terrace.engine.Problem;
import dev.terrace.kubernetes.ClusterLogin;
import dev.terrace.kubernetes.KubernetesProblems;
import dev.terrace.table.FencedLocks;
import dev.terrace.table.LockLostException;
import dev.terrace.table.Releases;
import dev.terrace.table.Table;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.ecr.EcrClient;

/** The steps of a release, one per call. Each may be called again: a second time changes nothing. */
public final class ReleaseFunction extends JsonFunction<Request, Answer> {
    private final Begin begin;
    private final Workloads workloads;
    private final Check check;
    private final End end;
    private final Clock clock;

    public ReleaseFunction() {
        this(Prime.begin(), new Aws(), Clock.systemUTC());
    }

    private ReleaseFunction(Priming priming, Aws aws, Clock clock) {
        this(aws, Table.fromEnvironment(aws, clock), clock);
        prime(Prime.REQUEST, Prime.ANSWER);
        priming.await();
    }

    private ReleaseFunction(Aws aws, Table table, Clock clock) {
        this(
                new EcrImages(aws.client(EcrClient.builder())),
                FencedLocks.fromEnvironment(aws, table),
                table.releases(),
                new ClusterWorkloads(new ClusterLogin(aws), table.releases()),
                clock);
    }

    ReleaseFunction(Images images, FencedLocks locks, Releases releases, Workloads workloads, Clock clock) {
        super(Request.class);
        this.begin = new Begin(images, locks, releases, workloads, clock);
        this.workloads = workloads;
        this.check = new Check(workloads, clock);
        this.end = new End(images, locks, releases, clock, logGroup());
        this.clock = clock;
    }

    @Override
    protected Answer handle(Request request, Remaining remaining) {
        var answer = answer(request);
        log(answer);
        return answer;
    }

    private Answer answer(Request request) {
        return switch (request) {
            case Request.Begin it -> begin.run(it);
            case Request.Deploy it -> {
                workloads.deploy(it.release());
                yield new Answer.Deployed(clock.instant());
            }
            case Request.Check it -> check.run(it);
            case Request.End it -> end.run(it);
        };
    }

    private void log(Answer answer) {
        switch (answer) {
            case Answer.Deploy(var release) ->
                log.info("releasing {} to {}", release.image().reference(), release.platform());
            case Answer.Ignored(var reason) -> log.info("ignored: {}", reason);
            case Answer.Busy busy -> log.info("to be asked again: {}", busy.reason());
            case Answer.Pending pending -> log.info("to be asked again: {}", pending.reason());
            case Answer.Deployed _, Answer.Done _ -> log.info("done");
            case Answer.Failed failed -> log.warn("{}: {}", failed.code(), failed.reason());
        }
    }

    @Override
    protected Problem problem(RuntimeException error) {
        if (error instanceof LockLostException) {
            return Problem.user("LockLost", "", error.getMessage(), "");
        }
        var known = super.problem(error);
        return known == null ? KubernetesProblems.of(error) : known;
    }

    @Override
    protected Map<String, String> correlation(Request request) {
        var fields = new HashMap<>(
                Map.of("run", request.run(), "step", request.getClass().getSimpleName()));
        var release =
                switch (request) {
                    case Request.Begin _ -> null;
                    case Request.Deploy it -> it.release();
                    case Request.Check it -> it.release();
                    case Request.End it -> it.release();
                };
        if (release != null) {
            fields.put("platform", release.platform());
            fields.put("component", release.component());
        }
        return fields;
    }
}
