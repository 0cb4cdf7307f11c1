package dev.terrace.release;

import dev.terrace.table.Image;
import dev.terrace.table.LockLostException;
import dev.terrace.table.Locks;
import dev.terrace.table.Release;
import dev.terrace.table.Releases;
import java.time.Clock;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The table in memory: locks and releases that hold to their contract. */
final class FakeTable implements Locks, Releases {
    final Map<String, Held> locks = new HashMap<>();
    final Map<String, Release> history = new HashMap<>();
    final Map<String, Image> current = new HashMap<>();
    private final Clock clock;

    FakeTable(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Attempt acquire(String platform, String holder, String purpose) {
        var held = locks.get(platform);
        if (held != null && !held.by().equals(holder)) {
            return held;
        }
        locks.put(platform, new Held(holder, clock.instant(), purpose));
        return new Acquired();
    }

    @Override
    public boolean release(String platform, String holder) {
        return locks.containsKey(platform) && locks.get(platform).by().equals(holder) && locks.remove(platform) != null;
    }

    @Override
    public String location(String platform) {
        return "the lock of " + platform;
    }

    @Override
    public boolean takeOver(String platform, String from, String to, String purpose) {
        return release(platform, from) && acquire(platform, to, purpose) instanceof Acquired;
    }

    @Override
    public Map<String, Image> current(String platform) {
        return Map.copyOf(current);
    }

    @Override
    public Optional<Image> current(String platform, String component) {
        return Optional.ofNullable(current.get(component));
    }

    @Override
    public Optional<Release> of(String platform, String component, String digest) {
        return list(platform, component, Integer.MAX_VALUE).stream()
                .filter(release -> release.image().digest().equals(digest))
                .findFirst();
    }

    @Override
    public void open(Release release, String holder) {
        record(release, holder);
    }

    @Override
    public void forget(String platform) {
        throw new UnsupportedOperationException("nothing is destroyed here");
    }

    @Override
    public void finish(Release ended, String holder) {
        if (record(ended, holder) && ended.status() == Release.Status.SUCCEEDED) {
            current.put(ended.component(), ended.image());
        }
    }

    private boolean record(Release release, String holder) {
        var recorded = history.get(release.id());
        if (recorded != null && recorded.status() != Release.Status.UNDER_WAY) {
            return false;
        }
        if (!locks.containsKey(release.platform())
                || !locks.get(release.platform()).by().equals(holder)) {
            throw new LockLostException(release.platform(), holder);
        }
        history.put(release.id(), release);
        return true;
    }

    @Override
    public List<Release> list(String platform, String component, int most) {
        return list(platform, Integer.MAX_VALUE).stream()
                .filter(release -> release.component().equals(component))
                .limit(most)
                .toList();
    }

    @Override
    public List<Release> list(String platform, int most) {
        return history.values().stream()
                .sorted(Comparator.comparing(Release::started).reversed())
                .limit(most)
                .collect(Collectors.toList());
    }
}
