package dev.terrace.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The script by which fish completes a command: picocli makes none. */
final class FishCompletion {
    private final String command;
    private final List<String> lines = new ArrayList<>();

    private FishCompletion(String command) {
        this.command = command;
    }

    static String of(CommandSpec command) {
        var script = new FishCompletion(command.name());
        script.line("-f"); // no files, but where they are said
        command.options().forEach(option -> script.option("__fish_use_subcommand", option));
        command.subcommands().forEach((name, subcommand) -> script.subcommand(name, subcommand.getCommandSpec()));
        return String.join("\n", script.lines) + "\n";
    }

    private void subcommand(String name, CommandSpec subcommand) {
        line("-n __fish_use_subcommand -a " + name
                + description(subcommand.usageMessage().description()));
        var here = "'__fish_seen_subcommand_from " + name + "'";
        subcommand.options().forEach(option -> option(here, option));
        subcommand.positionalParameters().forEach(parameter -> {
            if (isFile(parameter)) {
                line("-n " + here + " -a '(__fish_complete_suffix .yaml)'");
            }
            if (parameter.completionCandidates() != null) {
                line("-n " + here + " -a " + quoted(String.join(" ", parameter.completionCandidates())));
            }
        });
    }

    private void option(String where, OptionSpec option) {
        var text = new StringBuilder("-n ").append(where);
        for (var name : option.names()) {
            text.append(name.startsWith("--") ? " -l " : " -s ").append(name.replaceFirst("^--?", ""));
        }
        if (option.arity().max() > 0) {
            text.append(isFile(option) ? " -r -F" : " -x");
        }
        line(text + description(option.description()));
    }

    private void line(String arguments) {
        lines.add("complete -c " + command + " " + arguments);
    }

    /** A blueprint, or what may be one. */
    private static boolean isFile(ArgSpec argument) {
        return argument.type() == Path.class || argument.paramLabel().contains("FILE");
    }

    /** The first sentence: fish shows it in a line. */
    private static String description(String[] description) {
        var text = String.join(" ", description);
        var end = text.indexOf(". ");
        return text.isEmpty()
                ? ""
                : " -d " + quoted((end < 0 ? text : text.substring(0, end + 1)).replaceFirst("\\.$", ""));
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
