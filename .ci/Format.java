import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.ImportOrderer;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.palantir.javaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Formats every Java file of the project, or with {@code check} only says which are not formatted: {@code mvn verify} calls
 * it so. A program of its own because the formatter must run on the JDK that knows the language's newest syntax, and Maven
 * itself may run on an older one.
 */
public final class Format {
    public static void main(String[] args) throws IOException, FormatterException {
        var check = List.of(args).contains("check");
        var formatter = Formatter.createFormatter(JavaFormatterOptions.builder()
                .style(JavaFormatterOptions.Style.PALANTIR)
                .build());
        var unformatted = new ArrayList<Path>();
        try (var tree = Files.walk(Path.of(""))) {
            for (var file : tree.filter(Format::isOurs).sorted().toList()) {
                var source = Files.readString(file);
                String formatted;
                try {
                    formatted = formatter.formatSource(ImportOrderer.reorderImports(
                            RemoveUnusedImports.removeUnusedImports(source), JavaFormatterOptions.Style.PALANTIR));
                } catch (FormatterException e) {
                    throw new IllegalStateException(file + " cannot be read: " + e.getMessage(), e);
                }
                if (!formatted.equals(source)) {
                    unformatted.add(file);
                    if (!check) {
                        Files.writeString(file, formatted);
                    }
                }
            }
        }
        unformatted.forEach(file -> System.out.println((check ? "not formatted: " : "formatted: ") + file));
        if (check && !unformatted.isEmpty()) {
            System.out.println("Run `mvn -N validate exec:exec@format` to format them.");
            System.exit(1);
        }
    }

    private static boolean isOurs(Path file) {
        return file.toString().endsWith(".java")
                && !file.toString().contains("/target/")
                && !file.startsWith(".terrace");
    }
}
