package dev.terrace.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a walk has done, what it waits for, and what stopped it: kept by all its steps at once, and told as its {@link Outcome}.
 * What is a set is sorted, so that two passes which wait for the same say so in the same words, whichever step came first.
 */
public final class Ledger {
    /**
     * How long what was just created may be unknown to the next look, which would create it a second time. AWS names no bound (EC2,
     * "Eventual consistency in the Amazon EC2 API": begin with a couple of seconds); Terraform's AWS provider looks again after two
     * seconds, several times.
     */
    private static final Duration NEWBORN = Duration.ofSeconds(5);

    private final Duration poll;
    private final Reconciler.Translator translator;
    private final List<Change> changes = new ArrayList<>();
    private final Set<String> waitingFor = new TreeSet<>();
    private final Set<String> refusals = new TreeSet<>();
    private final List<Problem> problems = new ArrayList<>();
    private final Set<String> notes = new TreeSet<>();
    private Duration retryAfter;

    /**
     * @param poll when to look again at what is waited for, unless some of it is worth a look sooner
     * @param translator makes a problem of what a step throws
     */
    public Ledger(Duration poll, Reconciler.Translator translator) {
        this.poll = poll;
        this.translator = translator;
        this.retryAfter = poll;
    }

    /**
     * Takes a step, and keeps what is in its way: a retryable problem is something to wait for.
     *
     * @param address what the step is about; may be empty
     * @param making whether something is made or changed which the next look may not see yet
     * @throws RuntimeException what the step has thrown, when it is no problem but a fault
     */
    public void attempt(String address, boolean making, Runnable step) {
        try {
            step.run();
        } catch (OutOfTimeException _) {
            pending((address + " (out of time)").strip(), making ? NEWBORN : Duration.ZERO);
        } catch (RuntimeException e) {
            var problem = translator.problem(e, making).about(address);
            if (problem.retryable()) {
                refused(problem.sentence());
            } else {
                failed(problem);
            }
        }
    }

    public synchronized void changed(Change change) {
        changes.add(change);
    }

    /** Something is on its way, or there was no time to begin with it. */
    public void pending(String what) {
        pending(what, poll);
    }

    public synchronized void pending(String what, Duration after) {
        waitingFor.add(what);
        retryAfter = after.compareTo(retryAfter) < 0 ? after : retryAfter;
    }

    /** Something is waited for that nobody may be at work on, see {@link Outcome.Pending#refusals}. */
    public synchronized void refused(String sentence) {
        refusals.add(sentence);
        pending(sentence);
    }

    private synchronized void failed(Problem problem) {
        problems.add(problem);
    }

    public synchronized void note(String sentence) {
        notes.add(sentence);
    }

    /** Whether so far nothing has failed and nothing is waited for. */
    public synchronized boolean isClear() {
        return problems.isEmpty() && waitingFor.isEmpty();
    }

    public synchronized List<Change> changes() {
        return List.copyOf(changes);
    }

    public synchronized List<String> notes() {
        return List.copyOf(notes);
    }

    public synchronized Outcome outcome() {
        if (!problems.isEmpty()) {
            return new Outcome.Failed(problems);
        }
        return waitingFor.isEmpty()
                ? new Outcome.Done()
                : new Outcome.Pending(List.copyOf(waitingFor), List.copyOf(refusals), retryAfter);
    }
}
