package dev.terrace.blueprint;

import dev.terrace.platform.Platform;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** A blueprint that was read: either it can be built, or it is known what is wrong with it. */
public sealed interface Blueprint {
    /** The bytes that a file may have: a hundred times what the largest has. */
    int LARGEST = 1 << 20;

    /**
     * A blueprint that can be built.
     *
     * @param platform what it describes, defaults filled in
     * @param explanation the same in the blueprint's words, and where each value comes from
     * @param warnings what may be wrong with it, by line
     */
    record Valid(Platform platform, Explanation explanation, List<BlueprintProblem> warnings) implements Blueprint {
        public Valid {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * A blueprint that cannot be built.
     *
     * @param problems all that is wrong with it, by line; never empty
     * @param warnings what else may be, by line
     * @param platform what it describes, where only its meaning is wrong. What is right in meaning changes with what AWS offers and
     *     Terrace checks; a platform that was built of it is there all the same, and can be taken down.
     */
    record Invalid(List<BlueprintProblem> problems, List<BlueprintProblem> warnings, Optional<Platform> platform)
            implements Blueprint {
        public Invalid {
            problems = List.copyOf(problems);
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * Reads and checks a blueprint. Syntax comes first: a file that is no YAML is not looked at any further.
     *
     * @param fileName how problems name the file
     * @param yaml the file's text
     */
    static Blueprint read(String fileName, String yaml) {
        return new Reading(fileName).read(yaml);
    }

    /**
     * Reads and checks a blueprint in a file.
     *
     * @param fileName how problems name the file
     * @param bytes what is in it, or of a file that is larger than {@link #LARGEST}, one byte more than that
     */
    static Blueprint read(String fileName, byte[] bytes) {
        return bytes.length > LARGEST
                ? invalid(fileName, 1, 1, "more than 1 MB", "a blueprint, which is much smaller")
                : decoded(fileName, bytes);
    }

    private static Blueprint decoded(String fileName, byte[] bytes) {
        var text = CharBuffer.allocate(bytes.length);
        var result = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes), text, true);
        text.flip();
        if (!result.isError()) {
            return read(fileName, text.toString());
        }
        var position = YamlSource.Position.after(text.toString());
        return invalid(fileName, position.line(), position.column(), "bytes that are no text", "UTF-8");
    }

    private static Invalid invalid(String fileName, int line, int column, String found, String expected) {
        var problem = new BlueprintProblem(fileName, line, column, "", found, expected, "");
        return new Invalid(List.of(problem), List.of(), Optional.empty());
    }
}
