package dev.terrace.cli;

import dev.terrace.blueprint.Blueprint;
import dev.terrace.engine.Problem;
import dev.terrace.engine.ProblemException;
import dev.terrace.platform.Platform;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A blueprint without errors.
 *
 * @param name the file as it was typed
 */
record BlueprintFile(String name, String text, Platform platform) {

    /**
     * @throws InvalidBlueprintException with all its errors
     * @throws ProblemException when the file cannot be read
     */
    static BlueprintFile read(Path file) {
        var text = text(file);
        return switch (Blueprint.read(file.toString(), text)) {
            case Blueprint.Invalid(var problems) -> throw new InvalidBlueprintException(file.toString(), problems);
            case Blueprint.Valid(var platform) -> new BlueprintFile(file.toString(), text, platform);
        };
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException _) {
            throw unreadable(file, "there is no such file");
        } catch (CharacterCodingException _) {
            throw unreadable(file, "it is not text in UTF-8");
        } catch (IOException e) {
            throw unreadable(file, Files.isDirectory(file) ? "it is a folder" : e.getMessage());
        }
    }

    private static ProblemException unreadable(Path file, String why) {
        return new ProblemException(
                Problem.user("NoBlueprint", "", "The blueprint " + file + " cannot be read: " + why + ".", ""));
    }
}
