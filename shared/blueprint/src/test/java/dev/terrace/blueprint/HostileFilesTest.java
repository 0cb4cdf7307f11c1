package dev.terrace.blueprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import dev.terrace.platform.Golden;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Some nine hundred bad files: those that are kept, the project's own with each of their values spoiled, noise, and files that are
 * made to take long. What each takes is measured in its thread: its processor time, which others do not lengthen, and all that it ever
 * allocates, of which it never needs more at once.
 */
class HostileFilesTest {
    private static final long MOST_NANOS = 3_000_000_000L;
    private static final long MOST_BYTES = 256 << 20;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");
    private static final String TASK_MANAGER = text(Path.of("../../blueprints/task-manager.yaml"));

    @Test
    void that_are_kept_are_refused() {
        var broken = Golden.folder(BrokenBlueprintsTest.class).resolve("broken");
        assertThat(files(broken)).allSatisfy(file -> {
            assertThat(read(file.toString(), text(file))).as(file.toString()).isInstanceOf(Blueprint.Invalid.class);
        });
    }

    @Test
    void that_come_of_spoiling_one_key_or_value_are_read_or_refused_with_all_that_is_wrong() {
        var bad = 0;
        var files = files(Path.of("../../blueprints"));
        for (var file : files) {
            var tree = YamlSource.parse(text(file)).tree();
            var paths = paths(tree, JsonPointer.empty());
            // Most keys stand in several of them.
            for (int i = files.indexOf(file) % 2; i < paths.size(); i += 2) {
                var spoiling = (i / 2 + bad) % SPOILINGS.size();
                var name = file.getFileName() + paths.get(i).toString() + "#" + spoiling;
                bad += isBad(name, SPOILINGS.get(spoiling).spoil(tree.deepCopy(), paths.get(i))) ? 1 : 0;
            }
        }
        assertThat(bad).isGreaterThan(200);
    }

    @Test
    void that_are_noise_are_refused_with_a_place() {
        var random = new Random(8);
        var bad = 0;
        for (int i = 0; i < 300; i++) {
            var fragments = random.ints(random.nextInt(2, 25), 0, FRAGMENTS.size());
            bad += isBad("noise-" + i, fragments.mapToObj(FRAGMENTS::get).collect(Collectors.joining())) ? 1 : 0;
        }
        for (int i = 0; i < 200; i++) {
            var bytes = TASK_MANAGER.getBytes(StandardCharsets.UTF_8);
            for (int hit = 0; hit < 3; hit++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            bad += isBad("bytes-" + i, bytes) ? 1 : 0;
        }
        assertThat(bad).isGreaterThan(400);
    }

    /** Each took from seven seconds to minutes, or more room than there is, or passed. */
    @Test
    void that_are_made_to_take_long_are_refused_at_once() {
        var files = new LinkedHashMap<String, String>();
        files.put("cpu", with("cpu: 250m", "cpu: \"" + "9".repeat(900_000) + "\""));
        files.put("memory", with("memory: 256Mi", "memory: \"0." + "3".repeat(900_000) + "\""));
        files.put("components", with("components:", "components:" + lines(3_000, "\n      c%d: {}")));
        files.put("paths", with("/: frontend", "/: frontend, " + lines(5_000, "/p%d: nobody-that-is-known-%1$d, ")));
        files.put(
                "applications",
                with(
                        "applications:",
                        "applications:"
                                + many(19, i -> "\n  a%d: { components: { %s} }"
                                        .formatted(i, many(40, j -> "c%d-%d: { image: x%1$d }, ".formatted(i, j))))));
        files.put(
                "peers",
                with(
                        "components:",
                        "components:"
                                + many(190, i -> "\n      c%d: { port: 1, env: { %s} }"
                                        .formatted(i, lines(20, "K%d: \"${x%1$d.url}\", ")))));
        files.put(
                "near peers",
                with(
                        "components:",
                        "components:"
                                + many(190, i -> "\n      component-%d: { port: 1, env: { %s} }"
                                        .formatted(i, lines(20, "K%d: \"${component-%1$d.ulr}\", ")))));
        files.put(
                "peers of all applications",
                with(
                        "applications:",
                        "applications:"
                                + many(19, i -> "\n  a%d: { components: { %s} }"
                                        .formatted(i, many(15, j -> "component-%d-%d: { port: 1, env: { A: \"%s\" } }, "
                                                .formatted(i, j, lines(12, "${cmponent-%d.url}")))))));
        files.put(
                "components of environments",
                with(
                        "applications:",
                        "environments:"
                                + many(5, i -> "\n  e%d: { components: { %s} }"
                                        .formatted(i, lines(200, "component-that-is-unknown-%d: {}, ")))
                                + "\napplications:"
                                + many(19, i -> "\n  a%d: { components: { %s} }"
                                        .formatted(i, many(150, j -> "component-that-is-unknowm-%d-%d: {}, "
                                                .formatted(i, j))))));
        files.put(
                "environments that differ",
                with(
                        "applications:",
                        "environments:"
                                + many(5, i -> "\n  e%d: { host: a.example.com, components: { %s} }"
                                        .formatted(i, lines(190, "c%d: { autoscaling: { min: 5, max: 2 } }, ")))
                                + "\napplications:"
                                + many(4, i -> "\n  a%d: { ingress: { paths: { /: c1 } }, components: { %s} }"
                                        .formatted(i, lines(190, "c%d: { disruption: { minAvailable: 9 } }, ")))));
        files.put(
                "subnets",
                with(
                        "nat: per-zone",
                        "nat: per-zone\n  subnets:\n    private: ["
                                + many(18_000, i -> "10.%d.%d.%d/28, ".formatted(i >> 12, i >> 4 & 255, (i & 15) << 4))
                                + "]"));
        files.put("tokens", with("NODE_ENV: production", "NODE_ENV: \"" + "${a}".repeat(200_000) + "\""));
        files.put("fewer tokens", with("NODE_ENV: production", "NODE_ENV: \"" + lines(12_000, "${a%d}") + "\""));
        files.put("unclosed tokens", with("NODE_ENV: production", "NODE_ENV: \"" + "${".repeat(60_000) + "\""));
        files.put("variables", with("NODE_ENV: production", lines(9_000, "K%d: \"${x}\", ") + "LAST: x"));
        files.put("large variables", with("NODE_ENV: production", "NODE_ENV: \"" + "ü".repeat(66_000) + "\""));
        files.put("keys", TASK_MANAGER + lines(9_000, "k%d: 1\n"));
        files.put(
                "keys of components",
                with(
                        "components:",
                        "components:" + many(150, i -> "\n      c" + i + ": { " + lines(120, "k%d: 1, ") + "}")));
        files.put("one line", "x".repeat(10_000_000));
        files.put("one value", "platform: " + "x".repeat(1_000_000));
        files.put("one flow", "[" + "a,".repeat(500_000));
        files.put("levels", "[".repeat(500_000));
        files.put("escapes", lines(140_000, "- \"\\0\"\n"));
        files.put("aliases", "a: &a [1]\nb: [" + "*a,".repeat(200_000) + "]\n");
        files.put(
                "aliases of aliases",
                IntStream.range(0, 20)
                        .mapToObj(
                                i -> "a%d: &a%1$d [%s]\n".formatted(i, i == 0 ? "x" : ("*a" + (i - 1) + ",").repeat(9)))
                        .collect(Collectors.joining()));
        files.put("number", with("storageGib: 20", "storageGib: 1e50"));
        files.put("storage", with("maxStorageGib: 100", "maxStorageGib: -214748365"));
        files.put(
                "urls",
                with(
                        "NODE_ENV: production",
                        "NODE_ENV: \"" + "a://".repeat(30_000) + "\", TOKEN: \"" + "eyJ".repeat(40_000) + "\""));

        files.forEach((name, text) -> assertThat(isBad(name, text)).as(name).isTrue());
    }

    // ---------------------------------------------------------------- what makes a file bad

    private interface Spoiling {
        String spoil(JsonNode tree, JsonPointer path);
    }

    private static final List<Spoiling> SPOILINGS = Stream.of(
                    Stream.<Spoiling>of(
                            (tree, path) -> remove(tree, path),
                            (tree, path) -> rename(tree, path, key -> key + "x"),
                            (tree, path) -> rename(tree, path, key -> key.substring(1) + key.charAt(0)),
                            (tree, path) -> twice(tree, path),
                            (tree, path) -> put(tree, path, "{\"x\": %s}".formatted(tree.at(path))),
                            (tree, path) -> put(tree, path, "[%s]".formatted(tree.at(path)))),
                    Stream.of(
                                    "null",
                                    "\"\"",
                                    "\"${x\"",
                                    "99999999999",
                                    "-1.5",
                                    "true",
                                    "[]",
                                    "{}",
                                    "[null]",
                                    "\"\\u202e\"",
                                    "\"" + "x".repeat(2_000) + "\"")
                            .map(value -> (Spoiling) (tree, path) -> put(tree, path, value)))
            .flatMap(spoilings -> spoilings)
            .toList();

    private static final List<String> FRAGMENTS = List.of(
            "\"\\U",
            "\"\\u",
            "!<%",
            "%TAG ",
            "%YAML ",
            "&a ",
            "*a ",
            "- ",
            "? ",
            ": ",
            "| ",
            ">1",
            "\n",
            "  ",
            "\"",
            "'",
            "{",
            "}",
            "[",
            "]",
            ",",
            "#",
            "\t",
            "FFFFFFFF",
            "%FF",
            "\uFEFF",
            "😀",
            "\r",
            "\u2028",
            "a",
            "1",
            ".",
            "e9",
            "<<",
            "---",
            "...",
            "!!",
            "!",
            "~",
            "platform: shop\n",
            "network:\n",
            "!Ref ",
            "\u0000",
            "\u202E");

    private static String remove(JsonNode tree, JsonPointer path) {
        if (tree.at(path.head()) instanceof ObjectNode object) {
            object.remove(path.last().getMatchingProperty());
        } else {
            ((ArrayNode) tree.at(path.head())).remove(path.last().getMatchingIndex());
        }
        return tree.toPrettyString();
    }

    private static String rename(JsonNode tree, JsonPointer path, UnaryOperator<String> rename) {
        if (tree.at(path.head()) instanceof ObjectNode object) {
            var key = path.last().getMatchingProperty();
            object.set(rename.apply(key), object.remove(key));
        }
        return tree.toPrettyString();
    }

    private static String twice(JsonNode tree, JsonPointer path) {
        if (tree.at(path.head()) instanceof ObjectNode object) {
            var key = path.last().getMatchingProperty();
            object.set("TWICE", object.get(key));
            return tree.toPrettyString().replace("TWICE", key);
        }
        var array = (ArrayNode) tree.at(path.head());
        array.add(array.get(path.last().getMatchingIndex()));
        return tree.toPrettyString();
    }

    private static String put(JsonNode tree, JsonPointer path, String value) {
        var node = JsonMapper.shared().readTree(value);
        if (tree.at(path.head()) instanceof ObjectNode object) {
            object.set(path.last().getMatchingProperty(), node);
        } else {
            ((ArrayNode) tree.at(path.head())).set(path.last().getMatchingIndex(), node);
        }
        return tree.toPrettyString();
    }

    private static List<JsonPointer> paths(JsonNode node, JsonPointer path) {
        var paths = new ArrayList<JsonPointer>();
        node.forEachEntry((key, child) -> {
            paths.add(path.appendProperty(key));
            paths.addAll(paths(child, path.appendProperty(key)));
        });
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            paths.add(path.appendIndex(i));
            paths.addAll(paths(node.get(i), path.appendIndex(i)));
        }
        return paths;
    }

    private static String with(String was, String is) {
        assertThat(TASK_MANAGER).contains(was);
        return TASK_MANAGER.replaceFirst(Pattern.quote(was), Matcher.quoteReplacement(is));
    }

    private static String lines(int count, String form) {
        return many(count, form::formatted);
    }

    private static String many(int count, IntFunction<String> line) {
        return IntStream.range(0, count).mapToObj(line).collect(Collectors.joining());
    }

    // ---------------------------------------------------------------- what reading it shows

    private static boolean isBad(String name, String text) {
        return isBad(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isBad(String name, byte[] bytes) {
        return read(name, bytes) instanceof Blueprint.Invalid;
    }

    private static Blueprint read(String name, String text) {
        return read(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private static Blueprint read(String name, byte[] bytes) {
        var blueprint = measured(name, bytes);
        if (blueprint instanceof Blueprint.Invalid(var problems, var _, var _)) {
            var lines = Math.max(
                    1, new String(bytes, StandardCharsets.UTF_8).lines().count() + 1);
            assertThat(problems)
                    .as(name)
                    .isNotEmpty()
                    .hasSizeLessThanOrEqualTo(101)
                    .allSatisfy(problem -> {
                        assertThat(problem.file()).isEqualTo(name);
                        assertThat((long) problem.line()).isBetween(1L, lines);
                        assertThat(problem.column()).isPositive();
                        assertThat(problem.found()).isNotBlank();
                        assertThat(problem.expected()).isNotBlank();
                        assertThat(UNSEEN.matcher(problem.toString()).find())
                                .as(problem.toString())
                                .isFalse();
                        assertThat(problem.toString().length()).isLessThan(2_500);
                    });
        }
        return blueprint;
    }

    /** Reads a file in a thread of its own, and gives up when it takes too long. */
    private static Blueprint measured(String name, byte[] bytes) {
        var read = new AtomicReference<Blueprint>();
        var fault = new AtomicReference<Throwable>();
        var allocated = new AtomicReference<Long>();
        var reader = Thread.ofPlatform().daemon().name(name).unstarted(() -> {
            try {
                var before = THREADS.getCurrentThreadAllocatedBytes();
                read.set(Blueprint.read(name, bytes));
                allocated.set(THREADS.getCurrentThreadAllocatedBytes() - before);
            } catch (Throwable thrown) {
                fault.set(thrown);
            }
        });
        reader.start();
        while (join(reader)) {
            if (THREADS.getThreadCpuTime(reader.threadId()) > MOST_NANOS) {
                return fail("%s took more than 3 s of processor time", name);
            }
        }
        assertThat(fault.get()).as(name).isNull();
        assertThat(allocated.get()).as("bytes allocated for " + name).isLessThan(MOST_BYTES);
        return read.get();
    }

    /** Whether it still runs. */
    private static boolean join(Thread reader) {
        try {
            return !reader.join(Duration.ofMillis(100));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static List<Path> files(Path folder) {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
