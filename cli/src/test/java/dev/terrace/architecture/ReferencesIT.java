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
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * Follows every reference of every layer of every document, before anything is built by them. What the layers declare, their golden
 * files say; that those are true, the layers' own tests show.
 */
class ReferencesIT {
    private static final Path LAYERS = Path.of("../functions/layers");
    private static final Pattern RESOURCE =
            Pattern.compile("(?m)^([a-z0-9-]+): (AWS::[A-Za-z0-9:]+)(, exported)?\\R((?: .*(?:\\R|$))*)");
    private static final Pattern COMPONENT = Pattern.compile("(?m)^  ([A-Za-z0-9]+): ");
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([a-z]+)/([a-z0-9-]+)(?:\\.([A-Za-z0-9.]+))?}");
    /** What a type here answers in addition to CloudFormation's: of the cluster what runs, of the provider its URL without the scheme. */
    private static final Set<String> OUR_OWN = Set.of("AWS::EKS::Cluster.Version", "AWS::IAM::OIDCProvider.Issuer");

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /**
     * Of these, later layers are told where they are, and are told anew when one is replaced: nothing holds them. That data is not lost
     * by it, their deletion policy says.
     */
    private static final Set<String> ONLY_TOLD = Set.of("data/postgres");

    /** A resource in a golden file. */
    private record Declared(String type, boolean exported, Set<String> components) {
        static Declared of(MatchResult resource) {
            var components = COMPONENT
                    .matcher(resource.group(4))
                    .results()
                    .map(component -> component.group(1))
                    .collect(Collectors.toSet());
            return new Declared(resource.group(2), resource.group(3) != null, components);
        }

        /** Whether a change of it may be a replacement; that {@code @CreateOnly} says the same, the layers' {@code …TypesIT} prove. */
        boolean isReplaceable() {
            return properties(type, "createOnlyProperties").stream()
                    .map(property -> property.substring(0, 1).toLowerCase(Locale.ROOT) + property.substring(1))
                    .anyMatch(components::contains);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.terrace.blueprint.Documents#all")
    void each_reference_of_a_later_layer_is_to_something_that_is_never_replaced(String document) throws IOException {
        var declared = declared(document);
        var replaceable = new TreeSet<String>();
        for (var layer : LayerName.values()) {
            REFERENCE
                    .matcher(golden(layer, document))
                    .results()
                    .filter(reference -> LayerName.of(reference.group(1)) != layer)
                    .map(reference -> reference.group(1) + "/" + reference.group(2))
                    .filter(address -> !ONLY_TOLD.contains(address))
                    .filter(address -> !declared.get(address).exported()
                            && declared.get(address).isReplaceable())
                    .forEach(replaceable::add);
        }

        assertThat(replaceable)
                .as("what later layers stand on: the layer that declares it has to export it (Layer.export)")
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("dev.terrace.blueprint.Documents#all")
    void each_reference_is_to_something_that_a_needed_layer_declares_and_that_has_the_attribute(String document)
            throws IOException {
        var declared = declared(document);
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

    private static Map<String, Declared> declared(String document) throws IOException {
        var declared = new HashMap<String, Declared>();
        for (var layer : LayerName.values()) {
            RESOURCE.matcher(golden(layer, document))
                    .results()
                    .forEach(resource -> declared.put(layer + "/" + resource.group(1), Declared.of(resource)));
        }
        return declared;
    }

    private static List<String> complaint(LayerName from, MatchResult reference, Map<String, Declared> declared) {
        var to = LayerName.of(reference.group(1));
        var resource = declared.get(to + "/" + reference.group(2));
        if (to != from && !from.needs().contains(to)) {
            return List.of("is of a layer that it does not need");
        }
        if (resource == null) {
            return List.of("is declared by no layer");
        }
        var type = resource.type();
        if (reference.group(3) != null
                && !OUR_OWN.contains(type + "." + reference.group(3))
                && !properties(type, "readOnlyProperties").contains(reference.group(3))) {
            return List.of("is no attribute of " + type);
        }
        return List.of();
    }

    /** @param kind those that are read-only are what CloudFormation's {@code Fn::GetAtt} answers */
    private static Set<String> properties(String type, String kind) {
        var index = MAPPER.readTree(
                PublishedSchemas.folder().resolve("providers/us-east-1.json").toFile());
        var file = "resources/%s.json".formatted(index.required(type).asString());
        var properties = new HashSet<String>();
        MAPPER.readTree(PublishedSchemas.folder().resolve(file).toFile())
                .path(kind)
                .forEach(pointer -> properties.add(
                        pointer.asString().replace("/properties/", "").replace('/', '.')));
        return properties;
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
