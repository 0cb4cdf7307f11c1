package dev.terrace.bench;

import dev.terrace.local.Progress;
import java.time.Duration;

/** Says nothing: what a bench prints is what it measured. */
final class Quiet implements Progress {
    @Override
    public void started(String step) {}

    @Override
    public void done(String step, Duration took) {}

    @Override
    public void line(String text) {}
}
