package dev.terrace.cli;

import dev.terrace.blueprint.Blueprint;
import dev.terrace.blueprint.BlueprintProblem;
import dev.terrace.blueprint.Explanation;
import dev.terrace.cli.view.Style;
import dev.terrace.engine.Problem;
import dev.terrace.engine.ProblemException;
import dev.terrace.platform.Platform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * A blueprint without errors.
 *
 * @param name the file as it was typed
 * @param explanation where each of its values comes from
 * @param warnings what may be wrong with it
 */
record BlueprintFile(
        String name, String text, Platform platform, Explanation explanation, List<BlueprintProblem> warnings) {

    /**
     * @throws InvalidBlueprintException with all its errors
     * @throws ProblemException when the file cannot be read
     */
    static BlueprintFile read(Path file) {
        var bytes = bytes(file);
        return switch (Blueprint.read(file.toString(), bytes)) {
            case Blueprint.Invalid invalid -> throw new InvalidBlueprintException(file.toString(), invalid);
            case Blueprint.Valid(var platform, var explanation, var warnings) ->
                new BlueprintFile(
                        file.toString(), new String(bytes, StandardCharsets.UTF_8), platform, explanation, warnings);
        };
    }

    private static byte[] bytes(Path file) {
        try (var content = Files.newInputStream(file)) {
            return content.readNBytes(Blueprint.LARGEST + 1);
        } catch (NoSuchFileException _) {
            throw unreadable(file, "there is no such file");
        } catch (AccessDeniedException _) {
            throw unreadable(file, "you may not read it");
        } catch (IOException e) {
            throw unreadable(file, Files.isDirectory(file) ? "it is a folder" : e.getMessage());
        }
    }

    private static ProblemException unreadable(Path file, String why) {
        var message = "The blueprint %s cannot be read: %s.".formatted(Style.inLine(file.toString()), why);
        return new ProblemException(Problem.user("NoBlueprint", "", message, ""));
    }
}
