package dev.terrace.cli;

import dev.terrace.cli.cloud.AwsErrors;
import dev.terrace.cli.view.BlueprintView;
import dev.terrace.cli.view.ProblemView;
import dev.terrace.cli.view.Style;
import dev.terrace.engine.Problem;
import dev.terrace.engine.Problem.Category;
import dev.terrace.engine.ProblemException;
import dev.terrace.local.LocalCloudException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;
import software.amazon.awssdk.core.exception.SdkException;

/** The command, and what all its subcommands have in common: exit codes, errors, the log. */
@Command(
        name = "terrace",
        mixinStandardHelpOptions = true,
        versionProvider = Terrace.Version.class,
        description = "Builds and runs an application platform on AWS from one YAML file.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            InitCommand.class,
            UpCommand.class,
            PlanCommand.class,
            ApplyCommand.class,
            PushCommand.class,
            StatusCommand.class,
            ReleasesCommand.class,
            DestroyCommand.class,
            DownCommand.class,
            ValidateCommand.class,
            ExplainCommand.class,
            CompletionCommand.class,
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:fine; of plan: nothing would change",
            "1:an error, or wrong usage",
            "2:of plan: something would change"
        },
        footer = {
            "",
            "Examples:",
            "  ./terrace init                                 a first blueprint",
            "  ./terrace up blueprints/task-manager.yaml      a platform in the local cloud, on this machine",
            "  ./terrace plan blueprints/task-manager.yaml    what an edit of the blueprint would do",
            "  ./terrace push task-manager backend 2.0.0      a new image, rolled out",
            "  ./terrace down                                 stop the local cloud",
            "",
            "`./terrace COMMAND --help` says more about each. NO_COLOR=1 switches colours off.",
        })
public final class Terrace implements Callable<Integer> {
    static final int FINE = 0;
    static final int ERROR = 1;
    static final int CHANGES = 2;

    private static final int LONGEST_MESSAGE = 500;

    @Spec
    private CommandSpec spec;

    private final Terminal terminal;
    private final Path home;
    private final Log log;

    private Terrace(Terminal terminal, Path home) {
        this.terminal = terminal;
        this.home = home;
        this.log = new Log(home.resolve(".terrace").resolve("terrace.log"));
    }

    /**
     * Runs one command.
     *
     * @param home the project's folder
     * @return the exit code
     */
    public static int run(Terminal terminal, Path home, String... args) {
        var terrace = new Terrace(terminal, home);
        var line = new CommandLine(terrace);
        line.setColorScheme(CommandLine.Help.defaultColorScheme(terminal.style().colour() ? Ansi.ON : Ansi.OFF));
        line.setOut(new java.io.PrintWriter(terminal.out(), true));
        line.setErr(new java.io.PrintWriter(terminal.err(), true));
        line.registerConverter(Path.class, new Options.File());
        line.setDefaultValueProvider(Options.from(System.getenv()));
        // picocli lays out nothing narrower
        line.setUsageHelpWidth(Math.max(55, terminal.style().width()));
        line.setUsageHelpAutoWidth(false);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler((error, _) -> terrace.wrongUsage(error));
        line.setExecutionExceptionHandler((error, command, _) -> terrace.failed(error, command));
        var exitCode = terrace.execute(line, args);
        if (terminal.out().checkError()) {
            terminal.err()
                    .print(new ProblemView(terminal.errStyle())
                            .render(
                                    Problem.user("NotWritten", "", "The result could not be written to stdout.", ""),
                                    null));
            return ERROR;
        }
        return exitCode;
    }

    private int execute(CommandLine line, String... args) {
        try {
            return line.execute(args);
        } catch (Error fault) {
            return failed(fault, line.getParseResult().asCommandLineList().getLast());
        }
    }

    public static void main(String[] args) {
        System.exit(run(Terminal.ofProcess(), homeOfProcess(), args));
    }

    /** {@code ./terrace} says it; without it, the nearest folder above that has a samconfig.toml. */
    private static Path homeOfProcess() {
        var given = System.getProperty("terrace.home");
        if (given != null) {
            return Path.of(given);
        }
        var here = Path.of("").toAbsolutePath();
        for (var folder = here; folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("samconfig.toml"))) {
                return folder;
            }
        }
        return here;
    }

    Terminal terminal() {
        return terminal;
    }

    Path home() {
        return home;
    }

    Log log() {
        return log;
    }

    /** Without a subcommand. */
    @Override
    public Integer call() {
        spec.commandLine().usage(terminal.err(), spec.commandLine().getColorScheme());
        return ERROR;
    }

    private int wrongUsage(ParameterException error) {
        var command = error.getCommandLine();
        var err = terminal.err();
        // it repeats what was typed, which may be anything, and of any length
        var message = Style.inLine(String.valueOf(error.getMessage()));
        err.println(terminal.errStyle().failed() + " " + terminal.errStyle().shorten(message, LONGEST_MESSAGE));
        UnmatchedArgumentException.printSuggestions(error, err);
        err.println("  `./" + command.getCommandSpec().qualifiedName() + " --help` says how it is used.");
        return ERROR;
    }

    private int failed(Throwable error, CommandLine command) {
        var json = command.getCommand() instanceof Subcommand subcommand && subcommand.json();
        if (error instanceof InvalidBlueprintException invalid) {
            if (json) {
                var told = Map.of(
                        "status", "INVALID", "problems", invalid.blueprint().problems());
                Output.json(terminal, told, invalid.blueprint().warnings());
            } else {
                terminal.err()
                        .print(new BlueprintView(terminal.errStyle()).render(invalid.file(), invalid.blueprint()));
            }
            return ERROR;
        }
        log.error(command.getCommandSpec().qualifiedName() + " failed", error);
        var problem = problem(error);
        if (json) {
            Output.json(terminal, Map.of("status", "FAILED", "problem", problem));
        } else {
            var logged = problem.category() == Category.INTERNAL ? log.file() : null;
            terminal.err().print(new ProblemView(terminal.errStyle()).render(problem, logged));
        }
        return ERROR;
    }

    private static Problem problem(Throwable error) {
        return switch (error) {
            case ProblemException known -> known.problem();
            case LocalCloudException local -> Problem.user("LocalCloud", "", local.getMessage(), "");
            case SdkException refused -> AwsErrors.problem(refused);
            default ->
                new Problem(
                        error.getClass().getSimpleName(),
                        Category.INTERNAL,
                        "",
                        "This is a fault of Terrace: " + error,
                        "");
        };
    }

    /** As Maven wrote it into the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            var version = Terrace.class.getPackage().getImplementationVersion();
            return new String[] {"terrace " + (version == null ? "(not packaged)" : version)};
        }
    }
}
