package dev.terrace.cli;

import dev.terrace.blueprint.BlueprintProblem;
import dev.terrace.cli.FirstBlueprint.Part;
import dev.terrace.cli.view.Style;
import dev.terrace.engine.Problem;
import dev.terrace.engine.ProblemException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** A first blueprint. */
@Command(
        name = "init",
        description =
                "Writes a first blueprint, from options or, on a terminal, from a few questions. Overwrites nothing.",
        footer = {
            "",
            "The blueprint is small and whole: it can be applied as it is. Comments say what is likely to change.",
            "",
            "Examples:",
            "  ./terrace init",
            "  ./terrace init shop.yaml --platform shop --component web:8080 --component worker",
        })
final class InitCommand extends Subcommand {
    private static final String USUAL_PLATFORM = "shop";
    private static final String USUAL_REGION = "us-east-1";
    private static final List<Part> USUAL_COMPONENTS = List.of(new Part("web", 8080));

    @Parameters(paramLabel = "FILE", arity = "0..1", description = "The file to write (PLATFORM.yaml).")
    private Path file;

    @Option(names = "--platform", paramLabel = "NAME", description = "The platform's name. Has to be said in scripts.")
    private String platform;

    @Option(names = "--region", paramLabel = "REGION", description = "The AWS region (" + USUAL_REGION + ").")
    private String region;

    @Option(
            names = "--component",
            paramLabel = "NAME[:PORT]",
            converter = PartConverter.class,
            description =
                    "A component, and the port on which it serves, if it does (web:8080). May be given several times.")
    private List<Part> components;

    /** A component as it is typed. */
    static final class PartConverter implements ITypeConverter<Part> {
        @Override
        public Part convert(String text) {
            var colon = text.indexOf(':');
            if (colon < 0) {
                return new Part(text, null);
            }
            if (!text.substring(colon + 1).matches("[0-9]{1,5}")) {
                throw new TypeConversionException("'%s' is no NAME or NAME:PORT".formatted(text));
            }
            return new Part(text.substring(0, colon), Integer.valueOf(text.substring(colon + 1)));
        }
    }

    @Override
    public Integer call() {
        if (file != null && Files.exists(file)) {
            throw isThere(file);
        }
        var blueprint = blueprint();
        var target = file == null ? Path.of(blueprint.platform() + ".yaml") : file;
        write(target, at(target, blueprint).text());
        tell(target, read(target));
        return Terrace.FINE;
    }

    private FirstBlueprint blueprint() {
        var asks = terminal().inLive();
        if (platform == null && !asks) {
            throw new ProblemException(Problem.user(
                    "NoPlatform",
                    "",
                    "The platform has no name, and there is no terminal to ask on.",
                    "Say it: `./terrace init --platform NAME`."));
        }
        var said = good(with(
                platform == null ? USUAL_PLATFORM : platform,
                region == null ? USUAL_REGION : region,
                components == null ? USUAL_COMPONENTS : components));
        return asks ? asked(said) : said;
    }

    private static FirstBlueprint with(String platform, String region, List<Part> components) {
        return new FirstBlueprint("", platform, region, components);
    }

    private static FirstBlueprint good(FirstBlueprint blueprint) {
        var problems = blueprint.problems();
        if (!problems.isEmpty()) {
            throw new ProblemException(Problem.user(
                    "NoGoodBlueprint",
                    "",
                    String.join("\n", sentences(problems)),
                    "Nothing was written. Say something else with --platform, --region or --component."));
        }
        return blueprint;
    }

    // ---------------------------------------------------------------- questions

    /**
     * Asks for what was not said, each until the answer can be built.
     *
     * @param said good with what is usual for the rest, so that there is an answer to each question
     */
    private FirstBlueprint asked(FirstBlueprint said) {
        var named = platform != null
                ? said
                : ask("The platform's name", USUAL_PLATFORM, name -> with(name, said.region(), said.components()));
        var placed = region != null
                ? named
                : ask("The AWS region", USUAL_REGION, where -> with(named.platform(), where, named.components()));
        return components != null
                ? placed
                : ask(
                        "Its components, each with the port on which it serves",
                        "web:8080",
                        typed -> with(placed.platform(), placed.region(), parts(typed)));
    }

    private static List<Part> parts(String text) {
        return Arrays.stream(text.split("[ ,]+"))
                .map(new PartConverter()::convert)
                .toList();
    }

    private FirstBlueprint ask(String question, String usual, Function<String, FirstBlueprint> meaning) {
        var err = terminal().err();
        while (true) {
            err.print("%s [%s]: ".formatted(question, terminal().errStyle().bold(usual)));
            err.flush();
            var typed = terminal().readLine();
            if (typed == null) {
                err.println();
                throw new ProblemException(
                        Problem.user("NotAnswered", "", "The input ended, so nothing was written.", ""));
            }
            try {
                var answer = meaning.apply(typed.isEmpty() ? usual : typed);
                var problems = answer.problems();
                if (problems.isEmpty()) {
                    return answer;
                }
                sentences(problems)
                        .forEach(sentence ->
                                err.println("  " + terminal().errStyle().red(sentence)));
            } catch (TypeConversionException notOne) {
                err.println("  " + terminal().errStyle().red(notOne.getMessage()));
            }
        }
    }

    /** What was said stands in several places of the blueprint: it is told once. */
    private static Collection<String> sentences(List<BlueprintProblem> problems) {
        var byFound = new LinkedHashMap<String, String>();
        for (var problem : problems) {
            var place = problem.path().isEmpty() ? "" : problem.path() + ": ";
            var remedy = problem.remedy().isEmpty() ? "" : " " + problem.remedy();
            byFound.putIfAbsent(
                    problem.found(),
                    "%sfound %s, expected %s.%s".formatted(place, problem.found(), problem.expected(), remedy));
        }
        return byFound.values();
    }

    // ---------------------------------------------------------------- the file

    /** As it is written: where editors find the schema depends on where the file is. */
    private FirstBlueprint at(Path target, FirstBlueprint blueprint) {
        var folder = target.toAbsolutePath().normalize().getParent();
        var schema = home().toAbsolutePath().normalize().resolve("blueprints").resolve("blueprint.schema.json");
        return new FirstBlueprint(
                folder.relativize(schema).toString().replace('\\', '/'),
                blueprint.platform(),
                blueprint.region(),
                blueprint.components());
    }

    private static void write(Path target, String text) {
        try (var file = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            fill(target, file, text);
        } catch (FileAlreadyExistsException _) {
            throw isThere(target);
        } catch (NoSuchFileException _) {
            throw notWritten(target, "there is no such folder", "Make it, or name a file in another one.");
        } catch (AccessDeniedException _) {
            throw notWritten(target, "you may not write there", "Name a file in a folder that you may write to.");
        } catch (IOException e) {
            throw notWritten(target, e.getMessage(), "Name a file in another folder.");
        }
    }

    /** A file that has not all of the text is taken away: a next attempt would find it there already. */
    private static void fill(Path target, OutputStream file, String text) throws IOException {
        try {
            file.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            Files.delete(target);
            throw e;
        }
    }

    private static ProblemException isThere(Path target) {
        return notWritten(target, "it is there already", "Name another file: ./terrace init FILE.");
    }

    private static ProblemException notWritten(Path target, String why, String remedy) {
        return new ProblemException(Problem.user(
                "NotWritten", "", "%s was not written: %s.".formatted(Style.inLine(target.toString()), why), remedy));
    }

    private void tell(Path target, BlueprintFile blueprint) {
        var platform = blueprint.platform().name();
        if (json()) {
            var told = Map.of("status", "WRITTEN", "file", target.toString(), "platform", platform);
            Output.json(terminal(), told, blueprint.warnings());
            return;
        }
        print("""
                %s %s is a blueprint of %s. Next:

                  ./terrace explain %2$s        all that it leaves out
                  ./terrace validate %2$s       whether it is still good, after an edit
                  ./terrace up %2$s             the platform in the local cloud, on this machine
                  ./terrace apply --aws %2$s    the platform in your AWS account, where Terrace is installed
                """.formatted(style().done(), Style.inLine(blueprint.name()), style().bold(platform)));
    }
}
