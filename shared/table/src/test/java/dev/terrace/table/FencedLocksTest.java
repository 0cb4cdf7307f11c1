package dev.terrace.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.engine.ProblemException;
import dev.terrace.table.Executions.Foreign;
import dev.terrace.table.Executions.Running;
import dev.terrace.table.Executions.Stopped;
import dev.terrace.table.Executions.Unknown;
import dev.terrace.table.Locks.Acquired;
import dev.terrace.table.Locks.Held;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FencedLocksTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final Duration FENCE = Duration.ofMinutes(15);

    private final SettableClock clock = new SettableClock();
    private final OneLock lock = new OneLock();
    private final Map<String, Executions.State> executions = new HashMap<>();
    private final FencedLocks locks =
            new FencedLocks(lock, arn -> executions.getOrDefault(arn, new Unknown()), FENCE, clock);

    @Test
    void a_free_lock_is_taken_without_a_question_to_step_functions() {
        var unasked = new FencedLocks(
                lock,
                _ -> {
                    throw new AssertionError("asked");
                },
                FENCE,
                clock);

        assertThat(unasked.acquire("shop", "first", "apply")).isEqualTo(new Acquired());
        assertThat(lock.held.by()).isEqualTo("first");
    }

    @Test
    void a_running_holder_keeps_its_lock_for_as_long_as_it_runs() {
        locks.acquire("shop", "first", "apply");
        executions.put("first", new Running());
        clock.now = NOON.plus(Duration.ofDays(1));

        assertThat(locks.acquire("shop", "second", "destroy")).isEqualTo(new Held("first", NOON, "apply"));
    }

    @Test
    void a_holder_that_stopped_keeps_the_lock_while_its_function_may_still_work() {
        locks.acquire("shop", "first", "apply");
        executions.put("first", new Stopped(NOON.plusSeconds(60)));
        clock.now = NOON.plusSeconds(60).plus(FENCE).minusMillis(1);

        assertThat(locks.acquire("shop", "second", "apply")).isInstanceOf(Held.class);
    }

    @Test
    void a_holder_that_stopped_loses_the_lock_once_the_fence_has_passed() {
        locks.acquire("shop", "first", "apply");
        executions.put("first", new Stopped(NOON.plusSeconds(60)));
        clock.now = NOON.plusSeconds(60).plus(FENCE);

        assertThat(locks.acquire("shop", "second", "apply")).isEqualTo(new Acquired());
        assertThat(lock.held).isEqualTo(new Held("second", clock.now, "apply"));
    }

    @Test
    void a_holder_that_nobody_knows_loses_the_lock_once_the_fence_has_passed_since_it_took_the_lock() {
        locks.acquire("shop", "first", "apply");

        clock.now = NOON.plus(FENCE).minusMillis(1);
        assertThat(locks.acquire("shop", "second", "apply")).isInstanceOf(Held.class);

        clock.now = NOON.plus(FENCE);
        assertThat(locks.acquire("shop", "second", "apply")).isEqualTo(new Acquired());
    }

    @Test
    void a_time_that_cannot_be_says_nothing_and_keeps_nobody_out() {
        lock.held = new Held("first", Instant.parse("2099-01-01T00:00:00Z"), "apply");

        assertThat(locks.acquire("shop", "second", "apply")).isEqualTo(new Acquired());
    }

    @Test
    void a_holder_that_is_none_is_told_with_the_place_of_the_lock() {
        lock.held = new Held("somebody", NOON, "apply");
        executions.put("somebody", new Foreign());

        assertThatThrownBy(() -> locks.acquire("shop", "second", "apply"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("locked by \"somebody\", which is no execution")
                .hasMessageEndingWith("delete the lock of shop.");
    }

    @Test
    void of_two_that_take_over_one_gets_the_lock() {
        locks.acquire("shop", "first", "apply");
        executions.put("first", new Stopped(NOON));
        clock.now = NOON.plus(FENCE);
        lock.beforeTakeOver = () -> lock.held = new Held("quicker", clock.now, "destroy");

        assertThat(locks.acquire("shop", "slower", "apply")).isInstanceOf(Held.class);
        assertThat(lock.held.by()).isEqualTo("quicker");
    }

    @Test
    void a_holder_that_lost_the_lock_frees_nothing() {
        locks.acquire("shop", "first", "apply");
        executions.put("first", new Stopped(NOON));
        clock.now = NOON.plus(FENCE);
        locks.acquire("shop", "second", "apply");

        assertThat(locks.release("shop", "first")).isFalse();
        assertThat(lock.held.by()).isEqualTo("second");
    }

    /** The lock of one platform. */
    private final class OneLock implements Locks {
        private Held held;
        private Runnable beforeTakeOver = () -> {};

        @Override
        public Attempt acquire(String platform, String holder, String purpose) {
            if (held != null && !held.by().equals(holder)) {
                return held;
            }
            held = new Held(holder, clock.now, purpose);
            return new Acquired();
        }

        @Override
        public boolean release(String platform, String holder) {
            var mine = held != null && held.by().equals(holder);
            held = mine ? null : held;
            return mine;
        }

        @Override
        public String location(String platform) {
            return "the lock of " + platform;
        }

        @Override
        public boolean takeOver(String platform, String from, String to, String purpose) {
            beforeTakeOver.run();
            if (!held.by().equals(from)) {
                return false;
            }
            held = new Held(to, clock.now, purpose);
            return true;
        }
    }

    private static final class SettableClock extends Clock {
        private Instant now = NOON;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
