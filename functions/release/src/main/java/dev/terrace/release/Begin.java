package dev.terrace.release;

import dev.terrace.engine.Futures;
import dev.terrace.table.FencedLocks;
import dev.terrace.table.Image;
import dev.terrace.table.Locks;
import dev.terrace.table.Release;
import dev.terrace.table.Releases;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Finds the platform, the component and the image of a push, takes the platform's lock, and decides.
 *
 * <p>Events come twice, late and in any order, so what counts is not the order of events but when ECR got each image: a release
 * only ever moves a component forward.
 *
 * <p>A push is to be fast: calls that need not wait for one another go side by side.
 */
final class Begin {
    /** How long to wait for a platform that is being worked on. */
    private static final Duration BUSY = Duration.ofSeconds(15);
    /**
     * How long after a push ECR may not know yet what was pushed ("eventually consistent"), and how long to wait before it is asked
     * again.
     */
    private static final Duration NEWBORN = Duration.ofMinutes(1);

    private static final Duration ASK_AGAIN = Duration.ofSeconds(5);
    /** There are few leftovers, if any: the latest releases are enough to find them. */
    private static final int LATEST = 20;
    /** By these tags, signatures and attestations go with an image (OCI's referrers tag schema, cosign). */
    private static final Pattern GOES_WITH_AN_IMAGE = Pattern.compile("sha256-[0-9a-f]{64}(\\..*)?");
    /** Images and indexes of images; a build cache, a chart or a signature has a type of its own. */
    private static final Pattern IMAGE = Pattern.compile("|application/vnd\\.(docker|oci\\.image)\\..*");

    private final Images images;
    private final FencedLocks locks;
    private final Releases releases;
    private final Workloads workloads;
    private final Clock clock;

    Begin(Images images, FencedLocks locks, Releases releases, Workloads workloads, Clock clock) {
        this.images = images;
        this.locks = locks;
        this.releases = releases;
        this.workloads = workloads;
        this.clock = clock;
    }

    Answer run(Request.Begin request) {
        var push = request.event();
        var malformed = push.malformed();
        if (malformed.isPresent()) {
            return new Answer.Ignored(
                    "It is no push that ECR tells of: its %s is not of ECR's form.".formatted(malformed.get()));
        }
        if (push.tag().isEmpty()) {
            return new Answer.Ignored(
                    "The image has no tag: it is a part of an image for several architectures, or no version.");
        }
        if (GOES_WITH_AN_IMAGE.matcher(push.tag()).matches()) {
            return new Answer.Ignored("%s is no image: it goes with one, as a signature does.".formatted(push.tag()));
        }
        try (var calls = Executors.newVirtualThreadPerTaskExecutor()) {
            var image = calls.submit(() -> images.image(push.repository(), push.digest()));
            var repository = images.repository(push.repository());
            return begin(request, repository, Futures.await(image));
        }
    }

    private Answer begin(
            Request.Begin request, Optional<Images.Repository> repository, Optional<Images.Pushed> pushed) {
        var push = request.event();
        if (repository.isEmpty()) {
            return unknown(request, "ECR knows no repository %s.".formatted(push.repository()));
        }
        if (!repository.get().isTerraces()) {
            return new Answer.Ignored(
                    "The repository %s belongs to no platform of Terrace's.".formatted(push.repository()));
        }
        if (repository.get().mayMove(push.tag())) {
            return new Answer.Ignored("%s may move; releases go by the image's other tags.".formatted(push.tag()));
        }
        if (pushed.isEmpty()) {
            return unknown(request, "The repository %s has no image %s.".formatted(push.repository(), push.digest()));
        }
        if (!pushed.get().tags().contains(push.tag())) {
            return unknown(
                    request, "The image %s has no tag %s, or not any more.".formatted(push.digest(), push.tag()));
        }
        if (!IMAGE.matcher(pushed.get().mediaType()).matches()) {
            return new Answer.Ignored("%s is no image: it is %s."
                    .formatted(push.tag(), pushed.get().mediaType()));
        }
        return begin(request, repository.get(), release(request, repository.get(), pushed.get()));
    }

    /** What was just pushed is there, or was a moment ago: a first push is not lost because ECR has not heard of it everywhere. */
    private Answer unknown(Request.Begin request, String reason) {
        return clock.instant().isBefore(request.started().plus(NEWBORN))
                ? new Answer.Busy(ASK_AGAIN.toSeconds(), reason)
                : new Answer.Ignored(reason);
    }

    private static Release release(Request.Begin request, Images.Repository repository, Images.Pushed pushed) {
        var push = request.event();
        var image = new Image(repository.component(), repository.uri(), push.digest(), push.tag(), pushed.at());
        return Release.begun(repository.platform(), image, request.run(), push.id(), request.started());
    }

    /**
     * The cluster takes longest to answer: it is asked beside the table, and not waited for where the table decides. A push that has
     * waited for the platform asks when it has the lock: it may have to wait again, and others with it.
     */
    private Answer begin(Request.Begin request, Images.Repository repository, Release release) {
        if (!clock.instant().isBefore(request.started().plus(BUSY))) {
            return begin(request, repository, release, () -> missing(release));
        }
        try (var calls = Executors.newVirtualThreadPerTaskExecutor()) {
            var seen = calls.submit(() -> missing(release));
            try {
                // Whoever had the lock may have made since what was missing.
                return begin(
                        request, repository, release, () -> Futures.await(seen).flatMap(_ -> missing(release)));
            } finally {
                seen.cancel(true);
            }
        }
    }

    private Answer begin(
            Request.Begin request, Images.Repository repository, Release release, Supplier<Optional<String>> missing) {
        var settled = settled(repository, release);
        if (settled.isPresent()) {
            return new Answer.Ignored(settled.get());
        }
        var purpose = "release of %s %s"
                .formatted(release.component(), release.image().version());
        return switch (locks.acquire(release.platform(), request.execution(), purpose)) {
            case Locks.Held held -> waitOrIgnore(release, held);
            case Locks.Acquired _ -> {
                var answer = decide(request, repository, release, missing);
                if (!(answer instanceof Answer.Deploy)) {
                    locks.release(release.platform(), request.execution());
                }
                yield answer;
            }
        };
    }

    private Optional<String> missing(Release release) {
        return workloads.missing(release.platform(), release.component());
    }

    /** A holder that has ended releases nothing any more, whatever its record says: that is waited for, as for any other. */
    private Answer waitOrIgnore(Release release, Locks.Held held) {
        return releases.of(
                        release.platform(), release.component(), release.image().digest())
                .filter(other -> held.freeAt() == null
                        && other.status() == Release.Status.UNDER_WAY
                        && held.by().endsWith(":" + other.id()))
                .<Answer>map(other ->
                        new Answer.Ignored("The same image is being released already, by %s.".formatted(other.id())))
                .orElseGet(() -> new Answer.Busy(
                        BUSY.toSeconds(),
                        "The platform %s is busy with the %s, since %s."
                                .formatted(release.platform(), held.purpose(), held.since())));
    }

    /**
     * Under the lock, so that what is decided on cannot change.
     *
     * @param look why nothing can be deployed now, if so
     */
    private Answer decide(
            Request.Begin request, Images.Repository repository, Release release, Supplier<Optional<String>> look) {
        try (var calls = Executors.newVirtualThreadPerTaskExecutor()) {
            var missing = calls.submit(look::get);
            var leftovers = calls.submit(() -> leftovers(release));
            var known = settled(repository, release);
            // An end that is recorded now may settle the release, too.
            var settled = close(Futures.await(leftovers), request) ? settled(repository, release) : known;
            var reason = settled.or(() -> Futures.await(missing));
            if (reason.isPresent()) {
                return new Answer.Ignored(reason.get());
            }
            releases.open(release, request.execution());
            return new Answer.Deploy(release);
        }
    }

    /** Whoever holds the lock is alone: a release that is still under way, and not ours, has lost its execution. */
    private List<Release> leftovers(Release release) {
        return releases.list(release.platform(), release.component(), LATEST).stream()
                .filter(other -> other.status() == Release.Status.UNDER_WAY
                        && !other.id().equals(release.id()))
                .toList();
    }

    /** Whether there was anything to close. */
    private boolean close(List<Release> leftovers, Request.Begin request) {
        leftovers.forEach(other -> releases.finish(
                other.failed(clock.instant(), "Its execution stopped before the release had ended."),
                request.execution()));
        return !leftovers.isEmpty();
    }

    /** Why the image needs no release, if so. What became of an image that is lost says nothing of one that is pushed anew. */
    private Optional<String> settled(Images.Repository repository, Release release) {
        try (var calls = Executors.newVirtualThreadPerTaskExecutor()) {
            var earlier = calls.submit(() -> releases.of(
                    release.platform(), release.component(), release.image().digest()));
            var current = releases.current(release.platform(), release.component());
            return settled(
                    release,
                    current.filter(it -> !repository.lost(it)),
                    Futures.await(earlier).filter(it -> !repository.lost(it.image())));
        }
    }

    private static Optional<String> settled(Release release, Optional<Image> current, Optional<Release> earlier) {
        var image = release.image();
        if (current.filter(it -> it.digest().equals(image.digest())).isPresent()) {
            return Optional.of("%s %s is released already.".formatted(release.component(), image.version()));
        }
        if (current.filter(it -> image.pushedAt().isBefore(it.pushedAt())).isPresent()) {
            return Optional.of("%s %s, pushed at %s, is older than the released %s, pushed at %s."
                    .formatted(
                            release.component(),
                            image.version(),
                            image.pushedAt(),
                            current.get().version(),
                            current.get().pushedAt()));
        }
        return earlier.filter(other -> !other.id().equals(release.id())).flatMap(other -> settled(release, other));
    }

    private static Optional<String> settled(Release release, Release earlier) {
        return switch (earlier.status()) {
            case SUCCEEDED ->
                Optional.of("%s %s was released already, by %s."
                        .formatted(release.component(), release.image().version(), earlier.id()));
            case FAILED ->
                earlier.event().equals(release.event())
                        ? Optional.of(
                                "The event was handled already, by %s, which failed: %s To try again, send it under another id, or push a new image."
                                        .formatted(earlier.id(), earlier.reason()))
                        : Optional.empty();
            case UNDER_WAY -> Optional.empty();
        };
    }
}
