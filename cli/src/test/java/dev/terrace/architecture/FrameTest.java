package dev.terrace.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.platform.LayerName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds together all that has to be said of a layer or a function outside its folder. */
class FrameTest {
    private static final Path ROOT = Path.of("..");
    private static final Path LAYERS = ROOT.resolve("functions/layers");

    /** Forgotten in one of them, a layer would not be built, not be deployed, or stay behind when its platform goes. */
    @Test
    void each_layer_is_a_folder_a_module_a_name_and_a_function() throws IOException {
        var folders = folders(LAYERS);

        assertThat(Arrays.stream(LayerName.values()).map(LayerName::toString))
                .as("the constants of LayerName are the folders of functions/layers")
                .containsExactlyInAnyOrderElementsOf(folders);
        assertThat(all(read("functions/layers/pom.xml"), "<module>(.*)</module>"))
                .as("the modules of functions/layers/pom.xml are its folders")
                .containsExactlyInAnyOrderElementsOf(folders);
        assertThat(all(template(), "FunctionName: !Sub \\$\\{AWS::StackName}-layer-(.*)"))
                .as(
                        "of each folder of functions/layers, template.yaml brings a function of the name <stack>-layer-<folder>")
                .containsExactlyInAnyOrderElementsOf(folders);
    }

    /** Forgotten there, a function's zip may not be made yet when it is deployed: modules are built side by side. */
    @Test
    void what_needs_the_functions_is_built_after_each_of_them() throws IOException {
        for (var pom : List.of("functions/pom.xml", "functions/layers/pom.xml")) {
            assertThat(all(read(pom), "<artifactId>terrace-(.*?)</artifactId><version>"))
                    .as("the dependencies of %s are its modules", pom)
                    .containsExactlyInAnyOrderElementsOf(all(read(pom), "<module>(.*)</module>"));
        }
    }

    @Test
    void each_function_of_the_template_is_a_class_that_was_built_into_its_zip() throws IOException {
        for (var function : functions()) {
            var folder = ROOT.resolve("target").resolve(function.group(1)).getParent();
            var handler = Path.of(function.group(2).replace('.', '/') + ".class");

            assertThat(folder.resolve("classes").resolve(handler).normalize())
                    .as("the Handler beside CodeUri: " + function.group(1))
                    .exists();
        }
    }

    @Test
    void each_function_has_a_zip_a_handler_and_a_log_group_of_its_own_name() throws IOException {
        var names = all(template(), "FunctionName: !Sub (.*)");

        assertThat(functions()).hasSameSizeAs(names);
        assertThat(all(template(), "LogGroupName: !Sub /aws/lambda/(.*)"))
                .as("log groups, /aws/lambda/<function>, with the retention of the installation")
                .containsExactlyInAnyOrderElementsOf(names);
        assertThat(all(template(), "LogGroup: !Ref (.*)"))
                .doesNotHaveDuplicates()
                .hasSameSizeAs(names);
    }

    /** Without one of them, the function would fail at its start, or its login with AccessDenied. */
    @Test
    void each_layer_that_logs_into_the_cluster_knows_its_role_and_may_ask_for_its_rights() throws IOException {
        var layers = folders(LAYERS);
        var access = Pattern.compile("([a-z-]+)=\\$\\{(\\w+)\\.Arn}")
                .matcher(read("functions/layers/cluster/template.yaml"))
                .results()
                .filter(entry -> layers.contains(entry.group(1)))
                .toList();

        assertThat(access).as("layers in the cluster layer's CLUSTER_ACCESS").isNotEmpty();
        for (var entry : access) {
            assertThat(read("functions/layers/%s/template.yaml".formatted(entry.group(1))))
                    .as("the part of the template of the layer " + entry.group(1))
                    .contains(
                            "ROLE: !GetAtt " + entry.group(2) + ".Arn",
                            "eks:DescribeCluster",
                            "eks:ListAssociatedAccessPolicies");
        }
    }

    /** CodeUri and Handler of each. */
    private static List<MatchResult> functions() throws IOException {
        return Pattern.compile("CodeUri: (.*)\\n +Handler: (.*)")
                .matcher(template())
                .results()
                .toList();
    }

    private static String template() throws IOException {
        return read("target/template.yaml");
    }

    private static String read(String file) throws IOException {
        return Files.readString(ROOT.resolve(file));
    }

    private static List<String> all(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private static List<String> folders(Path parent) throws IOException {
        try (Stream<Path> children = Files.list(parent)) {
            return children.filter(child -> Files.exists(child.resolve("pom.xml")))
                    .map(child -> child.getFileName().toString())
                    .toList();
        }
    }
}
