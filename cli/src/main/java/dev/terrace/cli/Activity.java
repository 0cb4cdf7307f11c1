package dev.terrace.cli;

import dev.terrace.cli.report.LayerProgress;
import dev.terrace.cli.view.ProgressView;
import dev.terrace.cli.view.StepsView;
import dev.terrace.cli.view.Style;
import dev.terrace.local.Progress;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What goes on while a command runs, on stderr: on a terminal lines that are drawn again and again, elsewhere a line for each thing
 * that happens.
 */
final class Activity implements Progress, AutoCloseable {
    private static final Duration FRAME = Duration.ofMillis(100);
    private static final String HIDE_CURSOR = "\u001B[?25l";
    private static final String SHOW_CURSOR = "\u001B[?25h";
    private static final String CLEAR_BELOW = "\u001B[J";

    private final PrintStream err;
    private final Style style;
    private final boolean live;
    private final boolean keepLayers;
    private final Log log;
    private final Thread painter;
    private final Thread restoreCursor = new Thread(() -> restoreCursor());

    private final Map<String, Instant> steps = new LinkedHashMap<>();
    private String detail = "";
    private ProgressView view;
    private List<LayerProgress> layers = List.of();
    private int drawn;
    private boolean closed;

    Activity(Terminal terminal, Log log) {
        this.err = terminal.err();
        this.style = terminal.errStyle();
        this.live = terminal.errLive();
        this.keepLayers = !terminal.outLive();
        this.log = log;
        if (live) {
            err.print(HIDE_CURSOR);
            Runtime.getRuntime().addShutdownHook(restoreCursor);
            painter = Thread.ofVirtual().start(this::paint);
        } else {
            painter = null;
        }
    }

    @Override
    public synchronized void started(String step) {
        log.line("started: " + step);
        steps.put(step, Instant.now());
        detail = "";
        if (!live) {
            err.println(step + " ...");
        }
        draw();
    }

    @Override
    public synchronized void done(String step, Duration took) {
        log.line("done: " + step + ", " + Style.time(took));
        steps.remove(step);
        detail = "";
        say(live ? StepsView.done(style, step, took) : step + ": " + Style.time(took));
    }

    @Override
    public synchronized void ended(String step) {
        log.line("ended: " + step);
        steps.remove(step);
        detail = "";
        draw();
    }

    @Override
    public void note(String text) {
        log.line(text);
        say(live ? "  " + style.waiting() + " " + text : text);
    }

    @Override
    public synchronized void line(String text) {
        log.line(text);
        detail = text.strip();
    }

    /** A line that stays, above what is still going on. */
    synchronized void say(String line) {
        erase();
        err.println(Style.shown(line));
        draw();
    }

    /** The layers of a run as they are now. */
    synchronized void layers(ProgressView view, List<LayerProgress> now) {
        if (!live) {
            for (var i = 0; i < now.size(); i++) {
                var before = i < layers.size() ? view.line(layers.get(i)) : "";
                var line = view.line(now.get(i));
                if (now.get(i).phase() != LayerProgress.Phase.WAITING && !line.equals(before)) {
                    err.println(line);
                }
            }
        }
        this.view = view;
        this.layers = now;
        draw();
    }

    private void paint() {
        try {
            while (!Thread.interrupted()) {
                draw();
                Thread.sleep(FRAME);
            }
        } catch (InterruptedException _) {
            // closed
        }
    }

    private synchronized void draw() {
        if (!live || closed) {
            return;
        }
        var lines = lines();
        var frame = new StringBuilder();
        if (drawn > 0) {
            frame.append("\u001B[").append(drawn).append('A');
        }
        lines.forEach(line -> frame.append("\u001B[2K").append(line).append('\n'));
        frame.append(CLEAR_BELOW);
        err.print(frame);
        err.flush();
        drawn = lines.size();
    }

    private List<String> lines() {
        var millis = System.currentTimeMillis();
        var lines = new ArrayList<String>();
        var last = steps.isEmpty() ? "" : List.copyOf(steps.keySet()).getLast();
        steps.forEach((step, begin) -> lines.add(StepsView.running(
                style, step, Duration.between(begin, Instant.now()), step.equals(last) ? detail : "", millis)));
        if (view != null) {
            lines.addAll(view.lines(layers, millis));
        }
        return lines;
    }

    private void erase() {
        if (live && drawn > 0) {
            err.print("\u001B[" + drawn + "A" + CLEAR_BELOW);
            drawn = 0;
        }
    }

    /** The end of the layers: they go away when a summary follows on the same terminal, and stay when something failed. */
    synchronized void settle(boolean failed) {
        erase();
        if (live && view != null && (failed || keepLayers)) {
            view.lines(layers, 0).forEach(err::println);
        }
        view = null;
        layers = List.of();
    }

    private void restoreCursor() {
        err.print(SHOW_CURSOR);
        err.flush();
    }

    @Override
    public void close() {
        synchronized (this) {
            settle(true);
            closed = true;
        }
        if (live) {
            painter.interrupt();
            Runtime.getRuntime().removeShutdownHook(restoreCursor);
            restoreCursor();
        }
    }
}
