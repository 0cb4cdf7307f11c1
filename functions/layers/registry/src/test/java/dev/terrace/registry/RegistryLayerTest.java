package dev.terrace.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.aws.Declaration;
import dev.terrace.blueprint.Documents;
import dev.terrace.engine.Layer;
import dev.terrace.platform.LayerName;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the layer declares; the golden file is to be read as a diff when it changes. */
class RegistryLayerTest {
    private static Layer declared(String document) {
        return Declaration.of(LayerName.REGISTRY, Documents.platform(document), RegistryLayer::declare);
    }

    @ParameterizedTest
    @MethodSource("dev.terrace.blueprint.Documents#all")
    void each_document_is_declared_as_in_its_golden_file(String document) {
        Declaration.assertMatches(getClass(), document, declared(document));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[] | IMMUTABLE | ",
                "[latest, dev-*] | IMMUTABLE_WITH_EXCLUSION | latest dev-*",
                "['*'] | MUTABLE | ",
                "[latest, '*'] | MUTABLE |"
            })
    void tags_may_move_that_the_blueprint_names_and_no_others(String tags, String mutability, String excluded) {
        var platform = Documents.platform(Documents.TASK_MANAGER, "mutableTags: [latest]", "mutableTags: " + tags);
        var repository = (Repository) Declaration.of(LayerName.REGISTRY, platform, RegistryLayer::declare)
                .specs()
                .get("backend");

        assertThat(repository.imageTagMutability()).isEqualTo(mutability);
        assertThat(repository.imageTagMutabilityExclusionFilters())
                .extracting(filter -> filter.type() + " " + filter.value())
                .containsExactlyElementsOf(
                        excluded == null
                                ? List.of()
                                : Stream.of(excluded.split(" "))
                                        .map(tag -> "WILDCARD " + tag)
                                        .toList());
    }
}
