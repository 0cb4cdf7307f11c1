package dev.terrace.release;

import dev.terrace.aws.Caught;
import dev.terrace.engine.Problem;
import dev.terrace.table.FencedLocks;
import dev.terrace.table.LockLostException;
import dev.terrace.table.Release;
import dev.terrace.table.Releases;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records how a release ended, and frees the lock.
 *
 * <p>After a failure what is current stays what it was, so that the next apply of the platform puts its image back. Until then old pods
 * serve on, since a Deployment takes none of them away before a new one is ready.
 */
final class End {
    private static final Logger LOG = LoggerFactory.getLogger(End.class);
    private static final int LATEST = 20;

    private final Images images;
    private final FencedLocks locks;
    private final Releases releases;
    private final Clock clock;
    private final String logGroup;

    /** @param logGroup of the function that all steps of a release are */
    End(Images images, FencedLocks locks, Releases releases, Clock clock, String logGroup) {
        this.images = images;
        this.locks = locks;
        this.releases = releases;
        this.clock = clock;
        this.logGroup = logGroup;
    }

    Answer run(Request.End request) {
        return request.failure() == null ? succeed(request) : fail(request);
    }

    private Answer succeed(Request.End request) {
        releases.finish(request.release().succeeded(clock.instant()), request.execution());
        locks.release(request.release().platform(), request.execution());
        return new Answer.Done();
    }

    private Answer fail(Request.End request) {
        var failed = failed(request.failure());
        if (request.release() == null) {
            tryToFailBeginning(request, failed.reason());
        } else {
            fail(request.release(), request.execution(), failed.reason());
        }
        return failed;
    }

    /** What kept the release from beginning may keep this from working, too: it must not hide the reason. */
    private void tryToFailBeginning(Request.End request, String reason) {
        try {
            failBeginning(request, reason);
        } catch (RuntimeException e) {
            LOG.error("the lock stays with {} until the fence has passed, should it hold it", request.execution(), e);
        }
    }

    /** The beginning failed before it answered: it may have taken the lock, and it may have recorded the release. */
    private void failBeginning(Request.End request, String reason) {
        images.repository(request.event().repository()).ifPresent(repository -> {
            releases.list(repository.platform(), repository.component(), LATEST).stream()
                    .filter(release ->
                            release.id().equals(request.run()) && release.status() == Release.Status.UNDER_WAY)
                    .forEach(release -> record(release, request.execution(), reason));
            locks.release(repository.platform(), request.execution());
        });
    }

    private void fail(Release release, String execution, String reason) {
        record(release, execution, reason);
        locks.release(release.platform(), execution);
    }

    private void record(Release release, String execution, String reason) {
        try {
            releases.finish(release.failed(clock.instant(), reason), execution);
        } catch (LockLostException e) {
            LOG.warn("the failure is not recorded: {}", e.getMessage());
        }
    }

    /** Makes words of what Step Functions caught. */
    private Answer.Failed failed(Request.Failure failure) {
        var error = failure.error() == null || failure.error().isBlank() ? "ReleaseFailed" : failure.error();
        if (error.equals("States.Timeout")) {
            return new Answer.Failed(error, "A step of the release took too long.");
        }
        var isJavaClass = Character.isLowerCase(error.charAt(0));
        return new Answer.Failed(isJavaClass ? "ReleaseFailed" : error, reason(error, failure.cause()));
    }

    private String reason(String error, String cause) {
        return new Caught(error, cause)
                .ofFunction("the release", "Release it again with `./terrace push`.", logGroup)
                .map(Problem::sentence)
                .orElse(
                        cause == null || cause.isBlank()
                                ? "Step Functions told no cause: the execution's history says more."
                                : cause);
    }
}
