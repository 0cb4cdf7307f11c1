package dev.terrace.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.local.PublishedSchemas;
import dev.terrace.platform.LayerName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * Follows every reference of every layer of every document, before anything is built by them. What the layers declare, their golden
 * files say; that those are true, the layers' own tests show.
 */
class ReferencesIT {
    private static final Path LAYERS = Path.of("../functions/layers");
    private static final Pattern RESOURCE = Pattern.compile("(?m)^([a-z0-9-]+): (AWS::\\S+)$");
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([a-z]+)/([a-z0-9-]+)(?:\\.([A-Za-z0-9.]+))?}");
    /** What a type here answers in addition to CloudFormation's: of the cluster what runs, of the provider its URL without the scheme. */
    private static final Set<String> OUR_OWN = Set.of("AWS::EKS::Cluster.Version", "AWS::IAM::OIDCProvider.Issuer");

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    @ParameterizedTest
    @MethodSource("dev.terrace.blueprint.Documents#all")
    void each_reference_is_to_something_that_a_needed_layer_declares_and_that_has_the_attribute(String document)
            throws IOException {
        var declared = new HashMap<String, String>();
        for (var layer : LayerName.values()) {
            RESOURCE.matcher(golden(layer, document))
                    .results()
                    .forEach(resource -> declared.put(layer + "/" + resource.group(1), resource.group(2)));
        }

        var references = 0;
        var wrong = new ArrayList<String>();
        for (var layer : LayerName.values()) {
            for (var reference :
                    REFERENCE.matcher(golden(layer, document)).results().toList()) {
                references++;
                complaint(layer, reference, declared)
                        .forEach(complaint -> wrong.add(layer + ": " + reference.group() + " " + complaint));
            }
        }

        assertThat(references).as("references of " + document).isPositive();
        assertThat(wrong).isEmpty();
    }

    private static List<String> complaint(LayerName from, MatchResult reference, Map<String, String> declared) {
        var to = LayerName.of(reference.group(1));
        var type = declared.get(to + "/" + reference.group(2));
        if (to != from && !from.needs().contains(to)) {
            return List.of("is of a layer that it does not need");
        }
        if (type == null) {
            return List.of("is declared by no layer");
        }
        if (reference.group(3) != null
                && !OUR_OWN.contains(type + "." + reference.group(3))
                && !attributes(type).contains(reference.group(3))) {
            return List.of("is no attribute of " + type);
        }
        return List.of();
    }

    /** What CloudFormation's {@code Fn::GetAtt} answers for a type: its read-only properties. */
    private static Set<String> attributes(String type) {
        var index = MAPPER.readTree(
                PublishedSchemas.folder().resolve("providers/us-east-1.json").toFile());
        var file = "resources/%s.json".formatted(index.required(type).asString());
        var attributes = new HashSet<String>();
        MAPPER.readTree(PublishedSchemas.folder().resolve(file).toFile())
                .path("readOnlyProperties")
                .forEach(pointer -> attributes.add(
                        pointer.asString().replace("/properties/", "").replace('/', '.')));
        return attributes;
    }

    private static String golden(LayerName layer, String document) throws IOException {
        var folder = LAYERS.resolve("%1$s/src/test/resources/dev/terrace/%1$s".formatted(layer));
        for (var kind : List.of(".txt", ".yaml")) {
            if (Files.exists(folder.resolve(document + kind))) {
                return Files.readString(folder.resolve(document + kind));
            }
        }
        throw new AssertionError(
                "%s has no golden file of %s: see Declaration.assertMatches".formatted(folder, document));
    }
}
