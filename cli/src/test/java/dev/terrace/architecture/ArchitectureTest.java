package dev.terrace.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the arrows of ARCHITECTURE.md: functions → shared ← cli, engine and blueprint know nothing of AWS, nobody knows he is local. */
class ArchitectureTest {
    private static final Path ROOT = Path.of("..");

    private static JavaClasses classes;
    private static List<Path> functions;

    @BeforeAll
    static void read_the_classes_of_every_module() throws IOException {
        functions = Stream.of("functions", "functions/layers")
                .flatMap(ArchitectureTest::modules)
                .toList();
        var folders = Stream.of(
                        functions.stream(), modules("shared"), Stream.of(ROOT.resolve("local"), ROOT.resolve("cli")))
                .flatMap(modules -> modules)
                .map(module -> module.resolve("target/classes"))
                .toList();
        assertThat(folders)
                .as("compiled classes: build the whole project, `mvn verify`, not a module alone")
                .allMatch(Files::isDirectory);
        classes = new ClassFileImporter().importPaths(folders);
    }

    private static Stream<Path> modules(String parent) {
        try (var children = Files.list(ROOT.resolve(parent))) {
            return children.filter(child -> Files.exists(child.resolve("src/main"))).sorted().toList().stream();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    void the_engine_knows_no_cloud_and_no_blueprint() {
        classes()
                .that()
                .resideInAPackage("dev.terrace.engine..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("dev.terrace.engine..", "java..", "tools.jackson..", "com.fasterxml.jackson..")
                .check(classes);
    }

    @Test
    void the_mapping_knows_the_engine_and_what_all_services_of_the_sdk_have_in_common() {
        classes()
                .that()
                .resideInAPackage("dev.terrace.mapping..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.terrace.mapping..",
                        "dev.terrace.engine..",
                        "java..",
                        "software.amazon.awssdk.core..",
                        "software.amazon.awssdk.utils..")
                .check(classes);
    }

    @Test
    void reports_know_the_engine_and_the_platform_and_no_cloud() {
        classes()
                .that()
                .resideInAPackage("dev.terrace.report..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.terrace.report..",
                        "dev.terrace.engine..",
                        "dev.terrace.platform..",
                        "java..",
                        "tools.jackson..",
                        "com.fasterxml.jackson..")
                .check(classes);
    }

    @Test
    void the_platform_is_plain_records() {
        classes()
                .that()
                .resideInAPackage("dev.terrace.platform..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("dev.terrace.platform..", "java..", "com.fasterxml.jackson.annotation..")
                .check(classes);
    }

    @Test
    void the_blueprint_knows_neither_the_engine_nor_aws() {
        noClasses()
                .that()
                .resideInAPackage("dev.terrace.blueprint..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.terrace.engine..", "dev.terrace.aws..", "software.amazon..")
                .check(classes);
    }

    @Test
    void a_function_never_imports_a_function() {
        for (var function : functions) {
            var others = functions.stream()
                    .filter(other -> !other.equals(function))
                    .map(ArchitectureTest::in)
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(in(function))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(others)
                    .check(classes);
        }
    }

    private static String in(Path function) {
        return "dev.terrace." + function.getFileName() + "..";
    }

    @Test
    void only_the_command_line_knows_the_local_cloud() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.terrace.local..", "dev.terrace.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.terrace.local..")
                .check(classes);
    }

    @Test
    void packages_form_no_circle() {
        slices().matching("dev.terrace.(*)..").should().beFreeOfCycles().check(classes);
    }

    @Test
    void arns_are_of_the_partition_that_the_installation_is_in() throws IOException {
        for (var folder : List.of("functions", "shared", "statemachines", "template.yaml")) {
            try (var files = Files.walk(ROOT.resolve(folder))) {
                assertThat(files.filter(Files::isRegularFile)
                                .filter(file -> !file.toString().matches(".*/(target|test)/.*"))
                                .filter(file -> file.toString().matches(".*\\.(java|json|yaml)")))
                        .allSatisfy(file -> assertThat(file).content().doesNotContain("\"arn:aws:", "!Sub arn:aws:"));
            }
        }
    }

    @Test
    void packages_name_the_domain() {
        noClasses()
                .should()
                .resideInAnyPackage("..util..", "..utils..", "..common..", "..helper..", "..helpers..")
                .check(classes);
    }
}
