package dev.terrace.shrink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A zip with a function and a client, both compiled here. */
class ShrinkTest {
    private static final String CLIENT = "software.amazon.awssdk.services.post.";
    private static final String MODEL = "io.fabric8.kubernetes.api.model.";
    private static final String KINDS = "META-INF/services/" + MODEL + "KubernetesResource";

    @TempDir
    Path folder;

    private final Map<String, String> function = new LinkedHashMap<>();
    private final Map<String, String> client = new LinkedHashMap<>();

    @BeforeEach
    void a_function_that_sends_a_letter() {
        function.put("shop.Function", """
                package shop;
                import software.amazon.awssdk.services.post.*;
                public class Function implements java.util.concurrent.Callable<String> {
                    @Override public String call() { return new Post().send(new Letter("hello")); }
                    public void unused() {}
                }""");
        client.put(CLIENT + "Letter", """
                package software.amazon.awssdk.services.post;
                public record Letter(String text) {}""");
        client.put(CLIENT + "Ashes", """
                package software.amazon.awssdk.services.post;
                public class Ashes {}""");
        client.put(CLIENT + "Post", """
                package software.amazon.awssdk.services.post;
                public class Post {
                    private static class Stamp { String on(String text) { return "stamped " + text; } }
                    private static class Furnace { Ashes ashes() { return new Ashes(); } }
                    public String send(Letter letter) {
                        java.util.function.UnaryOperator<String> stamped = text -> text.isEmpty() ? "" : new Stamp().on(text);
                        return stamped.apply(letter.text());
                    }
                    public Ashes burn(Letter letter) { return new Furnace().ashes(); }
                }""");
    }

    @Test
    void what_is_named_is_kept_and_the_function_runs_from_what_is_left() throws Exception {
        try (var shrunk = shrunk()) {
            var function = shrunk.loadClass("shop.Function").getConstructor().newInstance();

            assertThat(((Callable<?>) function).call()).isEqualTo("stamped hello");
        }
    }

    @Test
    void what_nobody_names_goes_methods_and_what_only_they_name() throws Exception {
        try (var shrunk = shrunk()) {
            assertThat(methods(shrunk, CLIENT + "Post")).contains("send").doesNotContain("burn");
            assertThat(classes(shrunk))
                    .contains(CLIENT + "Post$Stamp")
                    .doesNotContain(CLIENT + "Post$Furnace", CLIENT + "Ashes");
            assertThat(shrunk.loadClass(CLIENT + "Post").getNestHost().getNestMembers())
                    .hasSize(2);
        }
    }

    @Test
    void of_other_code_nothing_is_taken() throws Exception {
        function.put("shop.NamedByNobody", "package shop; public class NamedByNobody {}");

        try (var shrunk = shrunk()) {
            assertThat(methods(shrunk, "shop.Function")).contains("unused");
            assertThat(classes(shrunk)).contains("shop.NamedByNobody");
        }
    }

    @Test
    void what_a_string_an_annotation_or_a_services_file_names_is_kept() throws Exception {
        for (var name : List.of("ByString", "ByAnnotation", "ByService")) {
            client.put(
                    CLIENT + name, "package software.amazon.awssdk.services.post; public class %s {}".formatted(name));
        }
        client.put("META-INF/services/java.lang.Object", CLIENT + "ByService\n");
        function.put("shop.Uses", "package shop; public @interface Uses { Class<?> value(); }");
        function.put("shop.Names", """
                package shop;
                @Uses(software.amazon.awssdk.services.post.ByAnnotation.class)
                public class Names { String name = "software.amazon.awssdk.services.post.ByString"; }""");

        try (var shrunk = shrunk()) {
            assertThat(classes(shrunk)).contains(CLIENT + "ByString", CLIENT + "ByAnnotation", CLIENT + "ByService");
        }
    }

    @Test
    void what_the_jdk_calls_is_kept_although_nobody_names_it() throws Exception {
        client.put(CLIENT + "Pages", """
                package software.amazon.awssdk.services.post;
                public class Pages extends java.util.AbstractList<String> {
                    @Override public String get(int index) { return ""; }
                    @Override public int size() { return 0; }
                    public void tear() {}
                }""");
        function.put("shop.Reader", """
                package shop;
                public class Reader { Object pages = new software.amazon.awssdk.services.post.Pages(); }""");

        try (var shrunk = shrunk()) {
            assertThat(methods(shrunk, CLIENT + "Pages"))
                    .contains("get", "size")
                    .doesNotContain("tear");
        }
    }

    @Test
    void kinds_of_kubernetes_are_kept_with_all_their_properties_where_they_are_named() throws Exception {
        for (var kind : List.of("Pod", "Lease")) {
            client.put(MODEL + kind, """
                    package io.fabric8.kubernetes.api.model;
                    public class %s {
                        public String getNode() { return ""; }
                        public void setNode(String node) {}
                        public void evict() {}
                    }""".formatted(kind));
        }
        client.put(KINDS, MODEL + "Pod\n" + MODEL + "Lease\n");
        function.put("shop.Watcher", "package shop; public class Watcher { io.fabric8.kubernetes.api.model.Pod pod; }");

        try (var shrunk = shrunk()) {
            assertThat(methods(shrunk, MODEL + "Pod"))
                    .contains("getNode", "setNode")
                    .doesNotContain("evict");
            assertThat(classes(shrunk)).doesNotContain(MODEL + "Lease");
            try (var kinds = shrunk.getResourceAsStream(KINDS)) {
                assertThat(kinds).hasContent(MODEL + "Pod");
            }
        }
    }

    @Test
    void the_same_zip_is_shrunk_to_the_same_bytes() throws IOException {
        var once = Files.copy(zip(), folder.resolve("once.zip"));
        var again = Files.copy(folder.resolve("function.zip"), folder.resolve("again.zip"));

        Shrink.of(once);
        Shrink.of(again);

        assertThat(once).hasSameBinaryContentAs(again);
    }

    /** The jars of the zip, shrunk, and nothing else than the JDK. */
    private URLClassLoader shrunk() throws IOException {
        var zip = zip();
        Shrink.of(zip);
        var jars = new ArrayList<URL>();
        try (var files = new ZipFile(zip.toFile())) {
            for (var entry : files.stream().toList()) {
                var jar = folder.resolve(Path.of(entry.getName()).getFileName().toString());
                Files.write(jar, files.getInputStream(entry).readAllBytes());
                jars.add(jar.toUri().toURL());
            }
        }
        return new URLClassLoader(jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private Path zip() throws IOException {
        var clientJar = jar("client", client, "");
        var functionJar = jar("function", function, clientJar.toString());
        return packed(
                folder.resolve("function.zip"),
                Map.of(
                        "lib/client.jar",
                        Files.readAllBytes(clientJar),
                        "lib/function.jar",
                        Files.readAllBytes(functionJar)));
    }

    /** @param content source by class name, and text by file name */
    private Path jar(String name, Map<String, String> content, String classpath) throws IOException {
        var sources = folder.resolve(name + "-sources");
        var classes = Files.createDirectories(folder.resolve(name + "-classes"));
        var arguments = new ArrayList<>(List.of("-d", classes.toString(), "-cp", classpath, "-proc:none"));
        for (var each : content.entrySet()) {
            var isText = each.getKey().contains("/");
            var file = isText
                    ? classes.resolve(each.getKey())
                    : sources.resolve(each.getKey().replace('.', '/') + ".java");
            Files.createDirectories(file.getParent());
            Files.writeString(file, each.getValue());
            if (!isText) {
                arguments.add(file.toString());
            }
        }
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
                .isZero();
        var files = new TreeMap<String, byte[]>();
        try (var found = Files.walk(classes)) {
            for (var file : found.filter(Files::isRegularFile).toList()) {
                files.put(classes.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return packed(folder.resolve(name + "-all.jar"), files);
    }

    private static Path packed(Path zip, Map<String, byte[]> files) throws IOException {
        try (var out = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (var file : new TreeMap<>(files).entrySet()) {
                out.putNextEntry(new ZipEntry(file.getKey()));
                out.write(file.getValue());
            }
        }
        return zip;
    }

    private static List<String> classes(URLClassLoader jars) {
        return Stream.of(jars.getURLs())
                .flatMap(jar -> {
                    try (var files = new JarFile(jar.getPath())) {
                        return files.stream().map(ZipEntry::getName).toList().stream();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .filter(file -> file.endsWith(".class"))
                .map(file -> file.replace(".class", "").replace('/', '.'))
                .toList();
    }

    private static List<String> methods(URLClassLoader jars, String name) throws ClassNotFoundException {
        return Stream.of(jars.loadClass(name).getDeclaredMethods())
                .map(Method::getName)
                .toList();
    }
}
