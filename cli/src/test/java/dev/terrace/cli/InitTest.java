package dev.terrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.terrace.platform.Golden;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InitTest {
    @TempDir
    private Path home;

    private Path file;

    @BeforeEach
    void name_the_file() {
        file = home.resolve("shop.yaml");
    }

    @Test
    void a_first_blueprint_is_small_and_says_what_to_change() throws IOException {
        var run = terrace(
                "init",
                file.toString(),
                "--platform",
                "shop",
                "--region",
                "eu-west-1",
                "--component",
                "web:8000",
                "--component",
                "api:3000",
                "--component",
                "worker");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("./terrace explain " + file).contains("./terrace up " + file);
        Golden.assertMatches(getClass(), "first.yaml", Files.readString(file));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--platform shop",
                "--platform true --component null:1 --component on",
                "--platform a --region ap-southeast-2 --component worker",
                "--platform twenty-four-letters-long --component web:65535",
                "--platform shop --component a:1 --component b:1 --component c:1 --component d"
            })
    void what_it_writes_is_good(String options) {
        var run = terrace(("init " + file + " " + options).split(" "));
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();

        var validated = terrace("validate", file.toString());
        assertThat(validated.err()).isEmpty();
        assertThat(validated.exitCode()).isZero();
        assertThat(terrace("explain", file.toString()).out().lines())
                .filteredOn(line -> line.contains("not built yet"))
                .as("of what it says itself")
                .noneMatch(line -> line.contains("# line "));
    }

    @ParameterizedTest
    @CsvSource({
        "--platform Shop, 'found \"Shop\"'",
        "--platform=shop --region=x, 'found \"x\"'",
        "--platform=shop --component=Web, 'found the key \"Web\"'",
        "--platform=shop --component=web:0, found 0",
        "--platform=shop --component=web:65536, found 65536",
        "--platform=shop --component=web --component=web, found the key a second time",
        "--platform=shop --component=default, found one that is named default",
        "--platform=, 'found \"\"'"
    })
    void what_cannot_be_is_refused_with_what_could_and_nothing_is_written(String options, String found) {
        var run = terrace(("init " + file + " " + options).split(" "));
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains(found).contains("Nothing was written");
        assertThat(home.resolve("shop.yaml")).doesNotExist();
    }

    /** Such as how many problems there are beyond those that are told. */
    @Test
    void what_is_wrong_at_no_place_is_told_without_one() {
        var components = IntStream.rangeClosed(1, 120).mapToObj(i -> "--component=C" + i);
        var run = terrace(Stream.concat(Stream.of("init", file.toString(), "--platform=shop"), components)
                .toArray(String[]::new));

        assertThat(run.err()).contains("found 20 problems more").doesNotContain(" : found");
    }

    @Test
    void what_is_there_is_never_overwritten() throws IOException {
        Files.writeString(file, "mine");

        var run = terrace("init", file.toString(), "--platform", "shop");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("it is there already").contains("Name another file");
        assertThat(file).hasContent("mine");
    }

    @Test
    void a_folder_that_is_not_there_is_an_error_with_a_remedy() {
        var run = terrace("init", home.resolve("no/shop.yaml").toString(), "--platform", "shop");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("there is no such folder").contains("Make it");
    }

    @Test
    void where_nobody_may_write_is_an_error_with_a_remedy() throws IOException {
        var folder = Files.createDirectory(home.resolve("theirs"), permissions("r-xr-xr-x"));
        assumeFalse(Files.isWritable(folder), "skipped: this user, root, may write anywhere");

        var run = terrace("init", folder.resolve("shop.yaml").toString(), "--platform", "shop");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("you may not write there").contains("a folder that you may write to");
    }

    @Test
    void a_blueprint_that_nobody_may_read_is_an_error_without_a_name_of_java() throws IOException {
        var theirs = Files.createFile(file, permissions("-w--w--w-"));
        assumeFalse(Files.isReadable(theirs), "skipped: this user, root, may read anything");

        assertThat(terrace("validate", theirs.toString()).err()).contains("cannot be read: you may not read it");
    }

    private static FileAttribute<Set<PosixFilePermission>> permissions(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }

    /** A process that may write no byte into files is as one on a full disk. */
    @Test
    void a_disk_that_is_full_leaves_no_file_behind() throws Exception {
        var init =
                "ulimit -f 0; exec \"$0\" -XX:-UsePerfData -Dterrace.home=.. -cp \"$1\" %s init \"$2\" --platform shop"
                        .formatted(Terrace.class.getName());
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(
                        "bash", "-c", init, java, System.getProperty("java.class.path"), file.toString())
                .redirectErrorStream(true)
                .start();

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("shop.yaml was not written");
        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(file).doesNotExist();
    }

    @Test
    void a_script_has_to_say_the_platforms_name() {
        var run = terrace("init", file.toString());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("--platform NAME");
        assertThat(file).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop.yaml", "blueprints/shop.yaml", "a/b/shop.yaml"})
    void editors_find_the_schema_from_where_the_file_is(String name) throws IOException {
        file = home.resolve(name);
        Files.createDirectories(file.getParent());
        terrace("init", file.toString(), "--platform", "shop");

        var first = Files.readAllLines(file).getFirst();
        assertThat(first).startsWith("# yaml-language-server: $schema=");
        assertThat(file.getParent()
                        .resolve(first.substring(first.indexOf('=') + 1))
                        .normalize())
                .isEqualTo(home.resolve("blueprints/blueprint.schema.json"));
    }

    @Test
    void on_a_terminal_it_asks_for_what_was_not_said() throws IOException {
        var run = Run.answering(home, "\n\nweb:8080, worker\n", "init", file.toString());
        assertThat(run.exitCode()).isZero();
        assertThat(run.err())
                .contains("name [shop]")
                .contains("region [us-east-1]")
                .contains("[web:8080]");
        assertThat(Files.readString(file)).contains("platform: shop").contains("    worker:");
    }

    @Test
    void it_asks_again_until_an_answer_can_be() throws IOException {
        var run = Run.answering(
                home, "My Shop\nmine\nweb:x\nWEB\nweb\n", "init", file.toString(), "--region", "eu-west-1");
        assertThat(run.exitCode()).isZero();
        assertThat(run.err())
                .contains("found \"My Shop\"")
                .contains("'web:x' is no NAME or NAME:PORT")
                .contains("\"WEB\"");
        assertThat(run.err()).doesNotContain("region [");
        assertThat(Files.readString(file)).contains("platform: mine").contains("region: eu-west-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--platform=Bad_Name", "--region=x", "--component=web:0"})
    void no_answer_mends_an_option_so_nothing_is_asked(String option) {
        var run = Run.answering(home, "shop\nus-east-1\nweb\n", "init", file.toString(), option);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("Say something else with --platform").doesNotContain(" [");
        assertThat(file).doesNotExist();
    }

    @Test
    void it_gives_up_when_nobody_answers() {
        var run = Run.answering(home, "shop\n", "init", file.toString());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("nothing was written");
        assertThat(file).doesNotExist();
    }

    /** More than what the nodes have room for. */
    @Test
    void what_may_be_wrong_with_it_is_told_as_by_validate() {
        var components = IntStream.rangeClosed(1, 60).mapToObj(i -> "--component=c" + i + ":80");
        var run = terrace(Stream.concat(Stream.of("init", file.toString(), "--platform=shop"), components)
                .toArray(String[]::new));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("is a blueprint of shop");
        assertThat(run.err())
                .contains(" warning")
                .isEqualTo(terrace("validate", file.toString()).err());
    }

    @Test
    void programs_are_told_which_file_it_is() {
        var run = terrace("init", "--json", file.toString(), "--platform", "shop");
        assertThat(run.as(Written.class)).isEqualTo(new Written("WRITTEN", file.toString(), "shop", List.of()));
    }

    record Written(String status, String file, String platform, List<String> warnings) {}

    private Run terrace(String... args) {
        return Run.terrace(home, args);
    }
}
