package dev.terrace.registry;

import dev.terrace.aws.Declaration;
import dev.terrace.blueprint.Documents;
import dev.terrace.engine.Layer;
import dev.terrace.platform.LayerName;
import org.junit.jupiter.params.ParameterizedTest;
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
}
