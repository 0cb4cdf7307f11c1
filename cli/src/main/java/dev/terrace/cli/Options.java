package dev.terrace.cli;

import dev.terrace.local.LocalCloud;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/** What the values of options and parameters may be: whatever else is typed is wrong usage, said before anything is done. */
final class Options {
    private static final int HIGHEST_PORT = 65_535;

    private Options() {}

    /** A name of anything. */
    static final class Name implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            if (text.isBlank()) {
                throw new TypeConversionException("it is blank");
            }
            return text;
        }
    }

    /** A file's name: of characters that the locale has, where it comes to Java through that. */
    static final class File implements ITypeConverter<Path> {
        @Override
        public Path convert(String text) {
            try {
                return Path.of(text);
            } catch (InvalidPathException _) {
                throw new TypeConversionException(unfit(text));
            }
        }

        static String unfit(String text) {
            return "'%s' cannot be a file's name here: use a locale that has all its characters, such as LC_ALL=C.UTF-8"
                    .formatted(text);
        }
    }

    /** A tag of an image, as the distribution specification of OCI says. */
    static final class ImageTag implements ITypeConverter<String> {
        private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");

        @Override
        public String convert(String text) {
            if (!FORM.matcher(text).matches()) {
                throw new TypeConversionException(
                        "an image's tag has at most 128 letters, digits and `_.-`, and begins with none of `.-`");
            }
            return text;
        }
    }

    /** The first of a local cloud's ports. */
    static final class Port extends Number {
        Port() {
            super(1, HIGHEST_PORT - LocalCloud.PORTS + 1);
        }
    }

    /** How many of the latest. */
    static final class Last extends Number {
        Last() {
            super(1, 1000);
        }
    }

    private abstract static class Number implements ITypeConverter<Integer> {
        private final int least;
        private final int most;

        Number(int least, int most) {
            this.least = least;
            this.most = most;
        }

        @Override
        public Integer convert(String text) {
            if (text.matches("[0-9]{1,9}")) {
                var number = Integer.parseInt(text);
                if (number >= least && number <= most) {
                    return number;
                }
            }
            throw new TypeConversionException("'%s' is no number from %d to %d".formatted(text, least, most));
        }
    }

    /** Options that were not given stand in the environment; what is blank there counts as not set. */
    static IDefaultValueProvider from(Map<String, String> environment) {
        var variables = Map.of("--port", "TERRACE_PORT", "--stack", "TERRACE_STACK");
        return argument -> {
            var name = argument instanceof OptionSpec option ? option.longestName() : "";
            var value = environment.getOrDefault(variables.getOrDefault(name, ""), "");
            return value.isBlank() ? null : value;
        };
    }
}
